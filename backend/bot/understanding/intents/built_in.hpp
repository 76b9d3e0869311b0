#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// A file of resources/intents as it was built in; empty when there is none of that name.
[[nodiscard]] std::string_view built_in_file(std::string_view name);

// Harmless messages about anything but a customer's business: what no intent is about.
[[nodiscard]] const std::vector<std::string>& off_topic_messages();

} // namespace tandem::bot
