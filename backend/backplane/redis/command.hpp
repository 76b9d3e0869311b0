#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tandem::backplane::redis {

// Appends one command as Redis reads it. Arguments may hold any bytes.
void append_command(std::string& out, std::span<const std::string_view> arguments);

} // namespace tandem::backplane::redis
