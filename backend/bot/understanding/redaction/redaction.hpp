#pragma once

#include "backend/bot/understanding/redaction/detectors.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// Keeps from a provider what identifies or endangers a person (P-1): each value becomes a placeholder such
// as [EMAIL_1], equal values the same one, and placeholders in the answer become values again. One object
// for one question and its history. Pure.
class Redaction
{
public:
    // Texts of one author in the order they were written; a value may be split between two of them, and
    // then stands as a placeholder where it begins. The result has as many texts.
    [[nodiscard]] std::vector<std::string> redact_all(const std::vector<std::string>& texts);
    [[nodiscard]] std::string redact(const std::string& text);

    // How many different values were found.
    [[nodiscard]] std::size_t size() const { return values_.size(); }

    // The value of a placeholder as it may be shown in a conversation: e-mail addresses, phone, order and
    // return numbers as they were written; of cards and accounts the last four digits; of secrets and
    // papers nothing but dots. Empty when there is no such placeholder.
    [[nodiscard]] std::string shown(std::string_view placeholder) const;

private:
    struct Value
    {
        Personal kind;
        std::string text;
    };

    std::string placeholder_for(Personal kind, std::string_view original, std::string_view shadow);

    std::map<std::string, std::string, std::less<>> by_value_; // kind and normal form → placeholder
    std::map<std::string, Value, std::less<>> values_;         // by placeholder
    std::map<Personal, int> counts_;
};

// Puts values back into an answer as it streams; a placeholder may come in pieces. The redaction outlives
// it.
class Restorer
{
public:
    explicit Restorer(const Redaction& redaction) : redaction_(redaction) {}

    // What may be shown now, possibly empty.
    [[nodiscard]] std::string feed(std::string_view piece);

    // The rest, when nothing more comes.
    [[nodiscard]] std::string finish();

private:
    const Redaction& redaction_;
    std::string held_; // from a bracket on, as long as it may become a placeholder
};

} // namespace tandem::bot
