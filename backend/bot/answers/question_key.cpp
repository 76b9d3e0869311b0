#include "backend/bot/answers/question_key.hpp"

#include "backend/bot/answers/facts.hpp"
#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <array>

namespace tandem::bot {
namespace {

template <std::size_t size>
bool any_of(const std::array<std::string_view, size>& list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

// Said to anybody, whatever the question.
constexpr auto greetings = std::to_array<std::string_view>(
    {"hi", "hello", "hey", "please", "thanks", "thank", "pls", "hallo", "bitte", "danke", "ok", "okay", "so"
    }
);

// Small words that say which way, when, who or whether not. Stop words as a rule, and all the difference in
// a question.
constexpr auto telling = std::to_array<std::string_view>(
    {"not",    "no",        "never",  "without", "cannot",  "cant",     "dont",   "doesnt", "didnt",
     "isnt",   "wasnt",     "wont",   "before",  "after",   "to",       "from",   "into",   "out",
     "on",     "off",       "up",     "down",    "over",    "under",    "until",  "since",  "between",
     "only",   "all",       "both",   "more",    "less",    "most",     "least",  "first",  "last",
     "again",  "still",     "yet",    "already", "must",    "should",   "use",    "using",  "used",
     "why",    "when",      "where",  "who",     "which",   "how",      "what",   "many",   "much",
     "long",   "often",     "my",     "your",    "someone", "somebody", "else",   "other",  "another",
     "same",   "different", "nicht",  "kein",    "keine",   "keinen",   "ohne",   "nie",    "vor",
     "nach",   "von",       "zu",     "bis",     "seit",    "nur",      "wann",   "wo",     "wer",
     "warum",  "wie",       "welche", "was",     "mein",    "meine",    "meinen", "noch",   "schon",
     "wieder", "unter",     "uber",   "mit",     "with",    "by",       "for",    "in",     "if",
     "or",     "and",       "oder",   "und",     "fur",     "wenn"}
);

// Words that look alike in a vector space and mean the opposite, or another thing of the same kind.
constexpr auto opposites = std::to_array<std::string_view>(
    {"enable",     "disable",   "activate", "deactivate", "cancel",   "renew",         "open",
     "close",      "opened",    "unopened", "lock",       "unlock",   "block",         "unblock",
     "increase",   "decrease",  "raise",    "lower",      "buy",      "sell",          "send",
     "receive",    "receiving", "deposit",  "withdraw",   "credit",   "debit",         "login",
     "logout",     "virtual",   "physical", "domestic",   "abroad",   "international", "card",
     "account",    "cash",      "cheque",   "check",      "transfer", "refund",        "charge",
     "fee",        "payment",   "lost",     "found",      "stolen",   "broken",        "damaged",
     "missing",    "late",      "early",    "new",        "old",      "add",           "remove",
     "delete",     "create",    "change",   "keep",       "start",    "stop",          "minimum",
     "maximum",    "eu",        "us",       "uk",         "return",   "exchange",      "pending",
     "declined",   "failed",    "reverted", "top",        "pin",      "password",      "email",
     "phone",      "address",   "name",     "limit",      "rate",     "delivery",      "order",
     "activation", "expiry",    "expired",  "expire"}
);

// How a question is wrapped, whatever it is about.
constexpr auto fillers = std::to_array<std::string_view>(
    {"help",   "need", "want",  "would",   "like",   "know", "tell",    "possible", "able", "way",
     "im",     "ive",  "id",    "really",  "just",   "let",  "explain", "question", "find", "looking",
     "trying", "try",  "going", "brauche", "mochte", "will", "wissen",  "hilfe",    "sagen"}
);

bool all_in_other_words(const std::set<std::string>& from, const std::set<std::string>& to)
{
    return std::ranges::all_of(from, [&](const auto& one) {
        if (to.contains(one)) return true;
        return std::ranges::any_of(synonyms(one), [&](const auto& other) { return to.contains(other); });
    });
}

} // namespace

bool says_the_same_otherwise(const QuestionKey& a, const QuestionKey& b)
{
    if (a.subject.empty() || b.subject.empty() || a.guarded != b.guarded) return false;
    const bool directed = a.guarded.contains("from") || a.guarded.contains("von");
    if (directed && a.content != b.content) return false;
    return all_in_other_words(a.subject, b.subject) && all_in_other_words(b.subject, a.subject);
}

QuestionKey question_key(std::string_view question, std::string_view language)
{
    QuestionKey key;
    const std::string_view locale = language.empty() ? "en" : language;
    for (const auto& word : words(question)) {
        if (any_of(greetings, word)) continue;
        key.exact += word + " ";
        const auto root = stem(word, locale);
        const bool tells = any_of(telling, word);
        const bool opposes = any_of(opposites, word) || any_of(opposites, root);
        if (tells || opposes) key.guarded.insert(tells ? word : root);
        if (is_stop_word(word) && !tells) continue;
        key.content += root + " ";
        if (!tells && !opposes && !any_of(fillers, word)) key.subject.insert(root);
    }
    if (denies(question)) key.guarded.insert("!denied");
    // What words() leaves out or blurs.
    const auto guard = [&](const std::string& what) {
        key.guarded.insert(what);
        key.exact += "|" + what;
    };
    for (const auto& number : numbers_in(question))
        guard("#" + number.readings.front());
    for (const auto& word : calendar_words(question))
        key.guarded.insert("@" + word);
    const auto addresses = addresses_in(question);
    for (const auto& host : addresses.hosts)
        guard(host);
    for (const auto& email : addresses.emails)
        guard(email);
    return key;
}

} // namespace tandem::bot
