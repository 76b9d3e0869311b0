#pragma once

#include <string_view>

namespace tandem::bot {

// Whether the customer asks to talk to a person, in whatever words: English and German, with typing errors.
// Pure.
//
// A request: "human please", "connect me with support staff", "I don't want to talk to a bot", "call me
// back". Not one: "I don't want to talk to an agent"; "I spoke to an agent yesterday"; a cleaning agent;
// when people can be reached (an article answers that). "Are you a real person?" is a question about the
// bot, which small_talk answers with the truth and an offer.
[[nodiscard]] bool asks_for_person(std::string_view text);

} // namespace tandem::bot
