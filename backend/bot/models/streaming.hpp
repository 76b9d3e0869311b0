#pragma once

#include "backend/bot/models/language_model.hpp"

#include <string_view>

namespace tandem::bot {

// Gives a finished text to the sink in groups of three words at the given pace (0: at once). Errors:
// cancelled and deadline_exceeded, as LanguageModel promises. Pieces are whole characters: they end at
// white space.
[[nodiscard]] Task<Result<void>> stream_words(
    std::string text,
    unsigned words_per_second,
    DeltaSink sink,
    Deadline deadline,
    const Clock& clock,
    std::stop_token stop
);

} // namespace tandem::bot
