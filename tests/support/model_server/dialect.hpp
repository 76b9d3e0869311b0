#pragma once

#include "tests/support/model_server/script.hpp"

#include <string>
#include <vector>

namespace tandem::testing {

// The two wire formats that the scripted server speaks: chat completions, and Anthropic's messages.
enum class Dialect { chat, messages };

// One server-sent event; `event` is empty where the dialect has no names.
struct Piece
{
    std::string event;
    std::string data;
};

[[nodiscard]] std::vector<Piece> opening(Dialect dialect);
[[nodiscard]] Piece text_piece(Dialect dialect, const std::string& text);
[[nodiscard]] Piece error_in_stream(Dialect dialect);
[[nodiscard]] std::vector<Piece> closing(Dialect dialect, const Script& script);

// The whole answer in one JSON document.
[[nodiscard]] std::string whole_answer(Dialect dialect, const Script& script);

} // namespace tandem::testing
