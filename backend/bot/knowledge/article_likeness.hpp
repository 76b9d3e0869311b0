#pragma once

#include "backend/bot/embedding/vector_table.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tandem::bot {

// How alike a question is to an article as a whole, each from 0 to 1.
struct Likeness
{
    double letters = 0; // spelling: forgives typing errors, endings and compounds
    double asked = 0;   // meaning of the title or of one of the examples
    double said = 0;    // meaning of one of the passages
};

// All articles that may be quoted, compared with a question without looking for its words. Built once for
// each state of the knowledge; then immutable, and safe to use from any thread.
class ArticleLikeness
{
public:
    // Returns the article's number, from 0. `letters` is the text that stands for it, the title at the
    // beginning.
    std::uint32_t add_article(std::string id, std::string_view letters);
    void add_asked(std::uint32_t article, std::string_view bytes) { asked_.add(article, bytes); }
    void add_said(std::uint32_t article, std::string_view bytes) { said_.add(article, bytes); }

    // To be called when all have been added, before anything is asked.
    void finish();

    [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }

    // By number. `meanings` are those of the whole question and of its parts; none of them may be known.
    [[nodiscard]] std::vector<Likeness>
    compare(std::string_view question, const std::vector<Embedding>& meanings) const;

private:
    void compare_letters(std::string_view question, std::vector<Likeness>& out) const;

    struct Posting
    {
        std::uint32_t article = 0;
        float weight = 0;
    };
    std::vector<std::string> ids_;
    std::unordered_map<std::uint64_t, std::vector<Posting>> letters_;
    VectorTable asked_;
    VectorTable said_;
};

} // namespace tandem::bot
