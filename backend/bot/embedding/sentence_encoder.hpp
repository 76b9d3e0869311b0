#pragma once

#include "backend/bot/embedding/embedder.hpp"

#include <memory>
#include <string_view>

namespace tandem::bot {

// An encoder from a file in the format of resources/embedding/README.md: a small transformer whose weights
// are bytes. Null for bytes that are none. `file` outlives the object.
[[nodiscard]] std::unique_ptr<Embedder> create_sentence_encoder(std::string_view file);

} // namespace tandem::bot
