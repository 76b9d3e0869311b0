#pragma once

#include <string>
#include <string_view>

namespace tandem::bot {

enum class SmallTalk { none, greeting, thanks, goodbye, are_you_a_bot, needs_help };

// What a message is when it holds nothing else: "hi, thanks" is, "hi, where is my parcel" is not. Pure.
[[nodiscard]] SmallTalk small_talk(std::string_view text);

// A short friendly answer; German when `language` says so, else English. The truth about being a bot, with
// the offer of a person.
[[nodiscard]] std::string small_talk_reply(SmallTalk kind, std::string_view language);

} // namespace tandem::bot
