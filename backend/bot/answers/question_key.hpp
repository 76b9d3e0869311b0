#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

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
    std::vector<std::string> words; // the content, word by word, as written in lower case

    friend bool operator==(const QuestionKey&, const QuestionKey&) = default;
};

[[nodiscard]] QuestionKey question_key(std::string_view question, std::string_view language);

} // namespace tandem::bot
