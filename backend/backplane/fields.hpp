#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::backplane {

// A few texts as one, for what nodes tell each other that no client ever sees: netstrings, "5:hello,".
// UTF-8 stays UTF-8. Pure.
[[nodiscard]] std::string pack(std::span<const std::string_view> fields);
[[nodiscard]] std::string pack(std::initializer_list<std::string_view> fields);

// Nothing for what pack() has not made, or when there are more than `most` fields. The views are into
// `text`.
[[nodiscard]] std::optional<std::vector<std::string_view>> unpack(std::string_view text, std::size_t most);

// A whole field as a number; nothing for anything else.
[[nodiscard]] std::optional<std::uint64_t> number_in(std::string_view field);

} // namespace tandem::backplane
