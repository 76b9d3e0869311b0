#pragma once

#include "backend/bot/embedding/embedder.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// An embedding with a byte for each component, as it is stored; empty for an empty one.
[[nodiscard]] std::string to_bytes(const Embedding& embedding);

// Embeddings by the group that they belong to. Filled first, asked afterwards, then from any thread.
class VectorTable
{
public:
    // Bytes as to_bytes makes them; those of another length than the first are left out.
    void add(std::uint32_t group, std::string_view bytes);

    // Raises by_group[g] to the cosine of `question` and the most alike vector of group g. Groups that are
    // not in `by_group` are left out.
    void raise_to_best(const Embedding& question, std::span<float> by_group) const;

private:
    std::size_t dimensions_ = 0;
    std::vector<std::uint32_t> groups_;
    std::vector<float> scales_; // makes each row one long
    std::vector<std::int16_t> values_;
};

} // namespace tandem::bot
