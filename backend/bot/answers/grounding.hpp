#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

struct GroundingSettings
{
    // Of a sentence's words, weighted by how rare they are, that one passage must hold.
    double support = 0.65;
    std::vector<std::string>
        hosts; // that links may lead to, beside those in the passages; with sub-domains
};

// Whether what a model says follows from the passages it was given (issue: a model may obey anybody). Each
// sentence is judged alone. It must be carried by one passage in its words; its numbers, dates and
// addresses must stand there exactly; it must not deny what the passage affirms, nor the other way round;
// what it cites must exist. A longer number or an e-mail address of the customer's own may be repeated.
// Sentences that claim nothing (a greeting, a question, the offer of a person) need no passage. Pure.
class Grounding
{
public:
    Grounding(
        const std::vector<Passage>& passages, std::string_view customer_words, GroundingSettings settings
    );

    enum class Verdict {
        supported,
        harmless,    // claims nothing
        unsupported, // in its words
        number,      // a number or date that stands nowhere, or not where the rest does
        address,     // a link or e-mail address that is not allowed, an image, HTML
        citation,    // of what was not given
        denial,      // the opposite stands there
        deed,        // claims to have done something
    };
    struct Judged
    {
        Verdict verdict = Verdict::unsupported;
        std::size_t passage = 0; // that carries it, when supported
        double support = 0;      // 0 to 1
    };
    [[nodiscard]] Judged judge(std::string_view sentence) const;

private:
    struct Sentence
    {
        std::set<std::string> stems;
        std::set<std::string> numbers;
        bool denies = false;
        bool deed = false;
    };
    struct Ground
    {
        std::set<std::string> stems;
        std::vector<Sentence> sentences;
        std::set<std::string> numbers;
        std::set<std::string> calendar;
        std::string locale;
    };

    [[nodiscard]] bool stands_as_a_deed(std::string_view said) const;
    [[nodiscard]] bool addresses_are_fine(std::string_view sentence) const;
    [[nodiscard]] bool numbers_are_fine(std::string_view sentence, const Ground& ground) const;
    [[nodiscard]] bool numbers_are_in_place(std::string_view sentence, const Ground& ground) const;
    [[nodiscard]] double weight(const std::string& stem) const;
    [[nodiscard]] bool holds(const std::set<std::string>& stems, const std::string& stem) const;
    [[nodiscard]] static bool
    contradicts(const std::vector<std::string>& stems, bool denies, const Ground& ground);

    GroundingSettings settings_;
    std::vector<Ground> grounds_;
    std::map<std::string, int> sentences_with_; // how many sentences hold a stem
    int sentence_count_ = 0;
    std::set<std::string> asked_stems_;
    std::set<std::string> own_numbers_; // the customer's, that may be repeated
    std::set<std::string> hosts_;
    std::set<std::string> emails_;
    std::set<std::string> own_emails_;
    std::set<std::string> articles_;
};

} // namespace tandem::bot
