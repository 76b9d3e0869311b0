#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tandem::bot {

// A text as a direction: texts that mean the same point alike.
using Embedding = std::vector<float>;

// Makes directions of texts. Immutable; safe to use from any thread. Blocks for as long as the arithmetic
// takes, which grows with the text up to a bound.
class Embedder
{
public:
    virtual ~Embedder() = default;

    // One long, so that the cosine of two is their product; empty when the text says nothing the embedder
    // knows, above all when it is in a language that it was not made for.
    [[nodiscard]] virtual Embedding embed(std::string_view utf8) const = 0;

    [[nodiscard]] virtual std::size_t dimensions() const = 0;
};

// The product of two: the cosine of embeddings. 0 when one of them is empty.
[[nodiscard]] float likeness(const Embedding& a, const Embedding& b);

// The encoder of English sentences that comes with the product; read on first use.
[[nodiscard]] const Embedder& english_embedder();

} // namespace tandem::bot
