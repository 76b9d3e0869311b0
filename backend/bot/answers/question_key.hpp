#pragma once

#include <set>
#include <string>
#include <string_view>

namespace tandem::bot {

// A question as the answer cache compares it. Pure.
struct QuestionKey
{
    std::string
        exact; // its words without case, marks, punctuation and greetings; its numbers and addresses
    std::string content; // what is left of it without words that say nothing; in order
    // Words and numbers that must be equal before two questions may share an answer, however alike the rest
    // is: numbers, dates, denials, words of direction and order, and one of a pair such as enable and
    // disable.
    std::set<std::string> guarded;
    std::set<std::string> subject; // the stems of the content that are not guarded

    friend bool operator==(const QuestionKey&, const QuestionKey&) = default;
};

// Whether two questions say the same in other words: what is guarded is equal, and every stem of one
// subject is in the other or has a synonym there, and the other way round. Where both a "from" and a "to"
// are named, the order must be the same too.
[[nodiscard]] bool says_the_same_otherwise(const QuestionKey& a, const QuestionKey& b);

[[nodiscard]] QuestionKey question_key(std::string_view question, std::string_view language);

} // namespace tandem::bot
