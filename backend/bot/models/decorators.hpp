#pragma once

#include "backend/bot/models/language_model.hpp"
#include "shared/base/time.hpp"

#include <cstddef>
#include <memory>

namespace tandem::bot {

// What is wrapped outlives the wrapper.

// Asks `fallback` when `primary` fails before its first word, unless it was stopped or the deadline has
// passed. After its first word a failure stays a failure, because the words cannot be taken back. The name
// is the one that spoke in the result, the primary's otherwise.
[[nodiscard]] std::unique_ptr<LanguageModel>
with_fallback(LanguageModel& primary, LanguageModel& fallback, const Clock& clock);

// Lets at most `max_concurrent` answers run at a time. Others wait in the order they came, at most
// `max_waiting` of them and each until its deadline; beyond that the answer is `overloaded` at once.
[[nodiscard]] std::unique_ptr<LanguageModel>
with_limits(LanguageModel& model, std::size_t max_concurrent, std::size_t max_waiting, const Clock& clock);

} // namespace tandem::bot
