#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <string_view>
#include <vector>

namespace tandem::bot {

// Numbers in square brackets that occur in an answer and stand for one of `passages`, as sources, each
// once, in the order of appearance.
[[nodiscard]] std::vector<protocol::Source>
cited_sources(std::string_view answer, const std::vector<Passage>& passages);

} // namespace tandem::bot
