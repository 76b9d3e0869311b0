#include "backend/bot/answers/grounding.hpp"

#include "backend/bot/answers/facts.hpp"
#include "backend/bot/knowledge/terms.hpp"
#include "backend/bot/models/sentences.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tandem::bot {
namespace {

constexpr double asked_share = 0.6; // what a word of the question counts that no passage holds

// Stems of what is said to anybody: they claim nothing.
bool is_courtesy(const std::string& stem_of_word)
{
    static const std::set<std::string> all = [] {
        std::set<std::string> out;
        for (const char* word :
             {"hello",    "hi",         "hey",       "welcome",   "thanks",    "thank",         "please",
              "sorry",    "happy",      "glad",      "help",      "assist",    "further",       "anything",
              "else",     "question",   "person",    "human",     "colleague", "team",          "bring",
              "connect",  "offer",      "like",      "want",      "would",     "could",         "know",
              "sure",     "unsure",     "answer",    "source",    "sources",   "information",   "inform",
              "confirm",  "understand", "apologise", "apologize", "hear",      "let",           "feel",
              "free",     "ask",        "tell",      "moment",    "afraid",    "unfortunately", "detail",
              "details",  "find",       "found",     "here",      "following", "follow",        "step",
              "steps",    "yes",        "okay",      "good",      "great",     "day",           "chat",
              "articles", "article",    "say",       "mention",   "mean",      "look",          "hold",
              "contain",  "speak",      "talk",      "get",       "give",      "need",          "short",
              "briefly",  "summary",    "note",      "somebody",  "someone",   "word",          "words"})
            out.insert(stem(word, "en"));
        for (const char* word : {"hallo",         "guten",      "tag",      "willkommen",     "danke",
                                 "bitte",         "leider",     "gern",     "gerne",          "freut",
                                 "helfen",        "hilfe",      "weiter",   "weiterhelfen",   "frage",
                                 "fragen",        "mensch",     "person",   "kollege",        "team",
                                 "verbinden",     "anbieten",   "mochten",  "wissen",         "weiß",
                                 "weiss",         "antwort",    "quelle",   "quellen",        "information",
                                 "informationen", "bestatigen", "verstehe", "entschuldigung", "moment",
                                 "finden",        "hier",       "folgende", "schritte",       "ja",
                                 "nein",          "artikel",    "meinen",   "sagen"})
            out.insert(stem(word, "de"));
        return out;
    }();
    return all.contains(stem_of_word);
}

std::vector<std::string> lower_words(std::string_view text) { return words(text); }

// "I have cancelled…", "We've refunded…", "Ich habe … storniert": the bot does nothing of the kind.
bool claims_a_deed(std::string_view sentence)
{
    const auto all = lower_words(sentence);
    constexpr auto who = std::to_array<std::string_view>({"i", "we", "ich", "wir"});
    constexpr auto has =
        std::to_array<std::string_view>({"have", "had", "just", "already", "did", "habe", "haben", "hab"});
    constexpr auto joined = std::to_array<std::string_view>({"ive", "weve"});
    constexpr auto knowing = std::to_array<std::string_view>(
        {"no",          "not",  "to",         "only",     "found", "understood", "read",   "a",
         "the",         "an",   "nur",        "nicht",    "keine", "kein",       "leider", "your",
         "information", "dazu", "verstanden", "gefunden", "any",   "enough"}
    );
    constexpr auto deeds =
        std::to_array<std::string_view>({"cancelled", "canceled", "refunded",  "processed", "updated",
                                         "changed",   "sent",     "issued",    "credited",  "approved",
                                         "created",   "deleted",  "removed",   "booked",    "extended",
                                         "waived",    "applied",  "forwarded", "escalated", "transferred"});
    const auto any = [](const auto& list, std::string_view word) {
        return std::ranges::find(list, word) != list.end();
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::size_t next = 0;
        if (any(joined, all[i]))
            next = i + 1;
        else if (any(who, all[i]) && i + 1 < all.size() && any(has, all[i + 1]))
            next = i + 2;
        else if (any(who, all[i]) && i + 1 < all.size() && any(deeds, all[i + 1]))
            return true;
        else
            continue;
        while (next < all.size() && (any(has, all[next]) || all[next] == "now"))
            ++next;
        if (next < all.size() && !any(knowing, all[next])) return true;
    }
    return false;
}

// "Write to …", "contact …": the customer is told to.
bool sends_somewhere(std::string_view sentence)
{
    constexpr auto sending = std::to_array<std::string_view>(
        {"write", "contact", "mail", "email", "reach", "forward", "schreiben", "kontaktieren", "mailen"}
    );
    return std::ranges::any_of(words(sentence), [&](const auto& word) {
        return std::ranges::find(sending, word) != sending.end();
    });
}

bool asks(std::string_view sentence)
{
    const auto last = sentence.find_last_not_of(" \n\t\"')*_");
    return last != std::string_view::npos && sentence[last] == '?';
}

// Two words of which a sentence must not have one where its source has the other.
constexpr auto opposites = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"before", "after"},
     {"enable", "disable"},
     {"open", "closed"},
     {"minimum", "maximum"},
     {"included", "excluded"},
     {"accept", "refuse"},
     {"least", "most"},
     {"more", "less"},
     {"above", "below"},
     {"free", "charged"},
     {"always", "never"},
     {"cheaper", "dearer"},
     {"inside", "outside"},
     {"opened", "unopened"},
     {"vor", "nach"},
     {"possible", "impossible"}}
);

bool opposed(const std::set<std::string>& said, const std::set<std::string>& source)
{
    return std::ranges::any_of(opposites, [&](const auto& pair) {
        const std::string a(pair.first);
        const std::string b(pair.second);
        const auto differs = [&](const std::string& x, const std::string& y) {
            return said.contains(x) && !said.contains(y) && source.contains(y) && !source.contains(x);
        };
        return differs(a, b) || differs(b, a);
    });
}

// Stems for comparing, and the words themselves for opposites (which stop words may be).
std::set<std::string> comparable(std::string_view text, std::string_view locale)
{
    std::set<std::string> out;
    for (auto& one : stems(text, locale))
        out.insert(std::move(one));
    for (auto& word : words(text)) {
        for (const auto& [a, b] : opposites) {
            if (word == a || word == b) out.insert(word);
        }
    }
    return out;
}

bool is_denial(const std::string& stem_of_word)
{
    constexpr auto all = std::to_array<std::string_view>({"not", "no", "nicht", "kein", "keine"});
    return std::ranges::find(all, stem_of_word) != all.end();
}

// Addresses are judged apart, and their parts are no words.
std::string without_addresses(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \n\t(<", at + 1), text.size());
        const auto token = text.substr(at, end - at);
        const bool address = token.contains("://") || token.contains("www.") || token.contains('@') ||
                             token.contains("article:") || token.contains("mailto:");
        if (!address) out += token;
        out.push_back(' ');
        at = end;
    }
    return out;
}

bool is_number(const std::string& stem_of_word)
{
    return std::ranges::any_of(stem_of_word, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Grounding::Grounding(
    const std::vector<Passage>& passages, std::string_view customer_words, GroundingSettings settings
)
    : settings_(std::move(settings))
{
    for (const Passage& passage : passages) {
        Ground ground;
        ground.locale = passage.locale;
        const std::string whole = passage.title + "\n" + passage.heading + "\n" + passage.text;
        ground.stems = comparable(whole, passage.locale);
        for (const auto& number : numbers_in(whole))
            ground.numbers.insert(number.readings.begin(), number.readings.end());
        ground.calendar = calendar_words(whole);
        // The title is a question: it affirms nothing.
        for (const auto& quote : quotes(passage.text)) {
            auto& sentence = ground.sentences.emplace_back();
            sentence.stems = comparable(quote.text, passage.locale);
            for (const auto& number : numbers_in(quote.text))
                sentence.numbers.insert(number.readings.begin(), number.readings.end());
            sentence.denies = denies(quote.text);
            sentence.deed = claims_a_deed(quote.text);
            for (const auto& one : sentence.stems)
                ++sentences_with_[one];
            ++sentence_count_;
        }
        const auto addresses = addresses_in(passage.text);
        hosts_.insert(addresses.hosts.begin(), addresses.hosts.end());
        emails_.insert(addresses.emails.begin(), addresses.emails.end());
        articles_.insert(passage.article_id);
        articles_.insert(addresses.articles.begin(), addresses.articles.end());
        grounds_.push_back(std::move(ground));
    }
    for (const char* locale : {"en", "de"}) {
        for (auto& one : stems(customer_words, locale))
            asked_stems_.insert(std::move(one));
    }
    const auto own = addresses_in(customer_words);
    own_emails_ = own.emails;
    // Short numbers of a question are claims ("is it 90 days?"); long ones name something of the
    // customer's.
    for (const auto& number : numbers_in(customer_words)) {
        const auto digits =
            std::ranges::count_if(number.written, [](char c) { return c >= '0' && c <= '9'; });
        if (digits >= 5) own_numbers_.insert(number.readings.begin(), number.readings.end());
    }
}

Grounding::Judged Grounding::judge(std::string_view sentence) const
{
    if (!addresses_are_fine(sentence)) return {Verdict::address, 0, 0};
    const auto cited = citations_in(sentence);
    if (std::ranges::any_of(cited, [&](std::size_t n) { return n == 0 || n > grounds_.size(); }))
        return {Verdict::citation, 0, 0};
    if (claims_a_deed(sentence) && !stands_as_a_deed(sentence)) return {Verdict::deed, 0, 0};

    const bool has_facts = !numbers_in(sentence).empty() || !calendar_words(sentence).empty();
    const std::string wording = without_addresses(sentence);
    Judged best;
    bool numbers_somewhere = !has_facts;
    double claims = 0;
    for (std::size_t i = 0; i < std::max<std::size_t>(grounds_.size(), 1); ++i) {
        const Ground none;
        const Ground& ground = i < grounds_.size() ? grounds_[i] : none;
        const auto said = stems(wording, ground.locale.empty() ? "en" : ground.locale);
        double all = 0;
        double held = 0;
        double claimed = 0;
        for (const auto& one : said) {
            if (is_number(one) || is_denial(one)) continue; // looked at apart
            const bool here = holds(ground.stems, one);
            if (!here && is_courtesy(one)) continue;
            const double w = weight(one);
            all += w;
            if (!is_courtesy(one)) claimed += w;
            if (here)
                held += w;
            else if (asked_stems_.contains(one))
                held += asked_share * w;
        }
        claims = i == 0 ? claimed : std::min(claims, claimed);
        if (!numbers_are_fine(sentence, ground)) continue;
        numbers_somewhere = true;
        const double support = all == 0 ? (has_facts ? 1 : 0) : held / all;
        if (i < grounds_.size() && (support > best.support || (best.support == 0 && i == 0)))
            best = {Verdict::unsupported, i, support};
    }
    if (!has_facts && (claims == 0 || asks(sentence))) return {Verdict::harmless, 0, 0};
    if (!numbers_somewhere) return {Verdict::number, 0, 0};
    if (grounds_.empty() || best.support < settings_.support) return best;
    const Ground& ground = grounds_[best.passage];
    if (!numbers_are_in_place(sentence, ground)) return {Verdict::number, best.passage, best.support};
    const auto set = comparable(sentence, ground.locale);
    if (contradicts({set.begin(), set.end()}, denies(sentence), ground))
        return {Verdict::denial, best.passage, best.support};
    best.verdict = Verdict::supported;
    return best;
}

// Whether a passage says the same of its own: "… after we have checked your return".
bool Grounding::stands_as_a_deed(std::string_view said) const
{
    return std::ranges::any_of(grounds_, [&](const Ground& ground) {
        const auto words = comparable(said, ground.locale);
        return std::ranges::any_of(ground.sentences, [&](const Sentence& sentence) {
            const auto shared =
                std::ranges::count_if(words, [&](const auto& w) { return sentence.stems.contains(w); });
            return sentence.deed && std::size_t(shared) * 10 >= words.size() * 9;
        });
    });
}

// Against the sentences of the passage that say most of the same: one of them must agree.
bool Grounding::contradicts(const std::vector<std::string>& said, bool denies, const Ground& ground)
{
    const std::set<std::string> words(said.begin(), said.end());
    std::size_t most = 0;
    std::vector<std::size_t> shared;
    for (const Sentence& sentence : ground.sentences) {
        const auto count =
            std::ranges::count_if(words, [&](const auto& w) { return sentence.stems.contains(w); });
        shared.push_back(std::size_t(count));
        most = std::max(most, std::size_t(count));
    }
    if (most < 2) return false; // nothing to compare with
    for (std::size_t i = 0; i < ground.sentences.size(); ++i) {
        const Sentence& sentence = ground.sentences[i];
        if (shared[i] * 5 < most * 4) continue;
        if (sentence.denies == denies && !opposed(words, sentence.stems)) return false;
    }
    return true;
}

bool Grounding::addresses_are_fine(std::string_view sentence) const
{
    const auto found = addresses_in(sentence);
    if (found.embedded) return false;
    const auto allowed_host = [&](const std::string& host) {
        if (hosts_.contains(host)) return true;
        return std::ranges::any_of(settings_.hosts, [&](const std::string& allowed) {
            return host == allowed || host.ends_with("." + allowed);
        });
    };
    // The customer's own may be named, but nobody is sent there.
    const bool sends = sends_somewhere(sentence);
    const auto allowed_email = [&](const std::string& email) {
        return emails_.contains(email) || (!sends && own_emails_.contains(email));
    };
    return std::ranges::all_of(found.hosts, allowed_host) &&
           std::ranges::all_of(found.emails, allowed_email) &&
           std::ranges::all_of(found.articles, [&](const auto& id) { return articles_.contains(id); });
}

bool Grounding::numbers_are_fine(std::string_view sentence, const Ground& ground) const
{
    for (const auto& number : numbers_in(sentence)) {
        const bool known = std::ranges::any_of(number.readings, [&](const std::string& reading) {
            return ground.numbers.contains(reading) || own_numbers_.contains(reading);
        });
        if (!known) return false;
    }
    return std::ranges::all_of(calendar_words(sentence), [&](const auto& word) {
        return ground.calendar.contains(word);
    });
}

// Each number in a sentence of the passage that says nearly as much of the same as the one that says most:
// a price of another country is no price of this one.
bool Grounding::numbers_are_in_place(std::string_view sentence, const Ground& ground) const
{
    constexpr double nearly = 0.6;
    const auto numbers = numbers_in(sentence);
    if (numbers.empty()) return true;
    const auto said = comparable(without_addresses(sentence), ground.locale);
    std::vector<double> shared;
    double most = 0;
    for (const Sentence& source : ground.sentences) {
        double sum = 0;
        for (const auto& one : said) {
            if (!is_number(one) && !is_denial(one) && holds(source.stems, one)) sum += weight(one);
        }
        shared.push_back(sum);
        most = std::max(most, sum);
    }
    return std::ranges::all_of(numbers, [&](const NumberReading& number) {
        const auto in = [&](const std::set<std::string>& known) {
            return std::ranges::any_of(number.readings, [&](const auto& r) { return known.contains(r); });
        };
        if (in(own_numbers_)) return true;
        for (std::size_t i = 0; i < ground.sentences.size(); ++i) {
            if (shared[i] >= nearly * most && in(ground.sentences[i].numbers)) return true;
        }
        return false;
    });
}

double Grounding::weight(const std::string& stem_of_word) const
{
    const auto found = sentences_with_.find(stem_of_word);
    const int with = found == sentences_with_.end() ? 0 : found->second;
    return 1 + std::log(double(sentence_count_ + 1) / double(with + 1));
}

bool Grounding::holds(const std::set<std::string>& stems, const std::string& one) const
{
    if (stems.contains(one)) return true;
    return std::ranges::any_of(synonyms(one), [&](const auto& other) { return stems.contains(other); });
}

} // namespace tandem::bot
