#include "backend/bot/understanding/person_request.hpp"

#include "backend/bot/knowledge/terms.hpp"
#include "backend/bot/knowledge/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

namespace tandem::bot {
namespace {

using Words = std::vector<std::string>;

// clang-format off
// Words for somebody who works here. The strong ones mean it on their own ("operator!").
constexpr auto strong_people = std::to_array<std::string_view>({
    "human", "humans", "person", "agent", "operator", "representative", "rep", "advisor", "adviser", "supervisor", "employee",
    "mensch", "menschen", "mitarbeiter", "mitarbeiterin", "berater", "ansprechpartner", "sachbearbeiter", "kundenbetreuer"});
constexpr auto weak_people = std::to_array<std::string_view>({
    "someone", "somebody", "anyone", "anybody", "assistant", "staff", "support", "service", "manager", "people", "team",
    "colleague", "specialist", "expert", "consultant", "guy", "boss", "jemand", "jemandem", "jemanden", "kundenservice",
    "kundendienst", "kollegen", "kollege", "leuten", "vorgesetzten"});
constexpr auto machines = std::to_array<std::string_view>({
    "bot", "bots", "robot", "robots", "machine", "computer", "chatbot", "ai", "roboter", "maschine", "automat"});

// Verbs of getting through to somebody. With the weak nouns only those that cannot mean anything else.
constexpr auto talk_verbs = std::to_array<std::string_view>({
    "talk", "talking", "speak", "speaking", "chat", "chatting", "connect", "connecting", "transfer", "escalate", "sprechen", "reden", "verbinden",
    "verbinde", "chatten", "weiterleiten", "durchstellen", "discuss"});
constexpr auto reach_verbs = std::to_array<std::string_view>({
    "contact", "contacting", "reach", "reaching", "call", "phone", "ask", "forward", "switch", "pass", "hand", "kontaktieren", "erreichen",
    "schreiben", "telefonieren", "anrufen", "kontakt", "write"});
constexpr auto wish_words = std::to_array<std::string_view>({
    "want", "need", "give", "get", "put", "prefer", "wanna", "let", "bring", "send", "have", "like", "will", "mochte", "moechte",
    "brauche", "gib", "geben", "hol", "wunsche", "bitte", "please"});

// "a cleaning agent", "per person": no one to talk to.
constexpr auto not_ours_before = std::to_array<std::string_view>({
    "cleaning", "washing", "bleaching", "travel", "estate", "delivery", "user", "shipping", "insurance", "per", "other", "another",
    "second", "third", "each", "drying", "releasing", "customs", "one", "two", "pro", "andere", "anderen", "weitere"});

// What may stand around the noun in a bare request.
constexpr auto fillers = std::to_array<std::string_view>({
    "please", "pls", "plz", "now", "real", "live", "actual", "a", "an", "the", "to", "i", "me", "my", "just", "immediately", "asap", "instead",
    "here", "hello", "hi", "hey", "bot", "stop", "not", "no", "chat", "customer", "support", "service", "want", "need", "give", "get",
    "real", "human", "person", "agent", "actual", "bitte", "ein", "eine", "einen", "echter", "echten", "echte", "ich", "will", "mit", "sofort",
    "jetzt", "mochte", "moechte", "brauche", "any", "some", "damn", "bloody", "fucking", "proper", "with", "thanks", "thank", "you", "ok", "okay",
    "yes", "und", "and", "today", "help", "id", "like", "would", "can", "could", "have", "available", "put", "kein", "keinen"});
constexpr auto negations = std::to_array<std::string_view>({
    "dont", "not", "never", "no", "wont", "without", "neither", "doesnt", "didnt", "nicht", "kein", "keine", "keinen", "ohne", "nie", "wouldnt", "needn", "neednt"});
constexpr auto between_negation = std::to_array<std::string_view>({
    "want", "need", "wanna", "like", "wish", "to", "a", "an", "any", "the", "with", "have", "care", "mit", "einem", "einer", "einen",
    "mochte", "moechte", "will", "really", "even", "have", "got", "be", "your", "another", "more", "das", "talk", "talking", "speak", "speaking", "chat", "connect", "sprechen", "reden"});
// clang-format on

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

// As is_in, forgiving typing errors in longer words.
template <std::size_t N>
bool is_like(const std::array<std::string_view, N>& list, std::string_view word)
{
    // Words of their own that look like a mistyped one ("please advise").
    constexpr auto others = std::to_array<std::string_view>({"advise", "advised", "advice"});
    if (is_in(list, word)) return true;
    if (word.size() < 5 || is_in(others, word)) return false;
    return std::ranges::any_of(list, [&](std::string_view known) {
        if (known.size() < 5 || known[0] != word[0]) return false;
        const std::size_t allowed = known.size() >= 8 ? 2 : 1;
        return typing_errors(known, word, allowed) <= allowed;
    });
}

// Words per clause, since "you are not helpful, give me a person" negates only its first half.
std::vector<Words> clauses(std::string_view text)
{
    std::vector<Words> out;
    std::string part;
    const auto flush = [&] {
        if (auto found = words(part); !found.empty()) out.push_back(std::move(found));
        part.clear();
    };
    for (const char c : text) {
        if (c == '.' || c == ',' || c == '!' || c == '?' || c == ';' || c == '\n' || c == ':')
            flush();
        else
            part += c;
    }
    flush();
    // "but" turns the sentence round as a comma does.
    std::vector<Words> split;
    for (auto& clause : out) {
        split.emplace_back();
        for (auto& word : clause) {
            if ((word == "but" || word == "aber" || word == "sondern") && !split.back().empty())
                split.emplace_back();
            else
                split.back().push_back(std::move(word));
        }
    }
    return split;
}

bool negated(std::span<const std::string> clause, std::size_t at)
{
    for (std::size_t back = at; back > 0 && at - back < 7; --back) {
        const auto& word = clause[back - 1];
        if (is_in(negations, word)) return true;
        if (!is_in(between_negation, word)) return false;
    }
    return false;
}

bool in_the_past(std::span<const std::string> clause, std::size_t verb)
{
    constexpr auto past =
        std::to_array<std::string_view>({"was", "were", "been", "after", "habe", "hatte"});
    return verb > 0 && is_in(past, clause[verb - 1]);
}

bool works_here(std::span<const std::string> clause, std::size_t at)
{
    return at == 0 || !is_in(not_ours_before, clause[at - 1]);
}

bool is_strong(std::span<const std::string> clause, std::size_t at)
{
    return is_like(strong_people, clause[at]) && works_here(clause, at);
}

bool is_weak(std::span<const std::string> clause, std::size_t at)
{
    return is_in(weak_people, clause[at]) && works_here(clause, at);
}

// "talk to a human", "einem Menschen sprechen": the verb and the noun near each other, in either order.
bool verb_with_person(std::span<const std::string> clause)
{
    for (std::size_t verb = 0; verb < clause.size(); ++verb) {
        const bool talk = is_in(talk_verbs, clause[verb]) ||
                          (clause[verb].size() >= 5 && is_like(talk_verbs, clause[verb]));
        const bool reach = is_in(reach_verbs, clause[verb]);
        if ((!talk && !reach) || in_the_past(clause, verb)) continue;
        // "transfer" is also what banks do: only what follows it can be meant.
        const bool forward = clause[verb] == "transfer";
        const std::size_t from = forward ? verb + 1 : (verb >= 4 ? verb - 4 : 0);
        const std::size_t to = std::min(clause.size(), verb + 7);
        for (std::size_t noun = from; noun < to; ++noun) {
            if (noun == verb) continue;
            const bool machine = is_in(machines, clause[noun]);
            const bool no = negated(clause, verb) || negated(clause, noun);
            if (machine && no && talk) return true; // "I don't want to talk to a bot"
            if (no) continue;
            if (is_strong(clause, noun)) return true;
            if (talk && is_weak(clause, noun)) return true;
        }
    }
    return false;
}

// "give me a real person", and the noun ends the wish: "I need a person for the assembly" is another
// matter.
bool wish_for_person(std::span<const std::string> clause)
{
    for (std::size_t noun = 0; noun < clause.size(); ++noun) {
        if (!is_strong(clause, noun) || negated(clause, noun)) continue;
        const bool ends = std::all_of(
            clause.begin() + static_cast<std::ptrdiff_t>(noun),
            clause.end(),
            [](const auto& word) { return is_like(fillers, word) || is_like(strong_people, word); }
        );
        if (!ends) continue;
        const std::size_t from = noun >= 5 ? noun - 5 : 0;
        const bool wished = std::any_of(
            clause.begin() + static_cast<std::ptrdiff_t>(from),
            clause.begin() + static_cast<std::ptrdiff_t>(noun),
            [](const auto& word) { return is_in(wish_words, word); }
        );
        // "an agent please", "operator now", "agent".
        const bool bare = std::ranges::all_of(clause, [](const auto& word) {
            return is_like(fillers, word) || is_like(strong_people, word);
        });
        const bool polite =
            std::ranges::any_of(clause, [](const auto& w) { return w == "please" || w == "bitte"; });
        if ((wished && !polite) || bare || (wished && polite)) return true;
    }
    return false;
}

bool fixed_phrase(std::string_view joined)
{
    constexpr auto phrases = std::to_array<std::string_view>({
        " stop the bot ",
        " stop this bot ",
        " no bot ",
        " no bots ",
        " no more bot ",
        " call me ",
        " callback please ",
        " ring me ",
        " phone me ",
        " request a callback ",
        " want a callback ",
        " need a callback ",
        " ruf mich an ",
        " rufen sie mich an ",
        " ruckruf bitte ",
        " bitte um ruckruf ",
        " kein bot ",
        " keinen bot ",
        " live agent ",
        " live person ",
        " live human ",
        " real human ",
        " take over from the bot ",
        " human support please ",
    });
    constexpr auto against = std::to_array<std::string_view>({
        " dont call me ",
        " do not call me ",
        " not call me ",
        " are you a live ",
        " are you a real ",
        " is this a real ",
        " is this a live ",
        " am i talking to a ",
        " am i speaking ",
        " are you a human ",
        " are you human ",
        " did you call me ",
        " nobody will call me ",
    });
    const auto has = [&](std::string_view phrase) { return joined.contains(phrase); };
    return std::ranges::any_of(phrases, has) && std::ranges::none_of(against, has);
}

// "When can I talk to a human?", "am I talking to a person?": answered, not granted.
bool asks_about_people(std::span<const std::string> clause)
{
    constexpr auto openings = std::to_array<std::string_view>({"when", "wann"});
    if (is_in(openings, clause[0])) return true;
    if (clause.size() >= 2 && clause[0] == "what" && clause[1] == "time") return true;
    const auto starts = [&](std::initializer_list<std::string_view> head) {
        return clause.size() >= head.size() && std::equal(head.begin(), head.end(), clause.begin());
    };
    return starts({"are", "you"}) || starts({"am", "i"}) || starts({"is", "this"}) ||
           starts({"bist", "du"}) || starts({"sind", "sie"}) || starts({"are", "u"}) ||
           starts({"spreche", "ich"});
}

} // namespace

bool asks_for_person(std::string_view text)
{
    for (const auto& clause : clauses(text)) {
        if (asks_about_people(clause)) continue;
        std::string joined = " ";
        for (const auto& word : clause)
            joined.append(word).append(" ");
        if (fixed_phrase(joined) || verb_with_person(clause) || wish_for_person(clause)) return true;
    }
    return false;
}

} // namespace tandem::bot
