#pragma once

#include "shared/base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// The label of messages that belong to no intent: what operators marked "not our topic".
inline constexpr std::string_view out_of_scope = "oos";

struct IntentExample
{
    std::string text;
    std::string label;
    friend bool operator==(const IntentExample&, const IntentExample&) = default;
};

inline constexpr std::size_t examples_limit = 200'000;
inline constexpr std::size_t example_bytes_limit = 4'000;
inline constexpr std::size_t labels_limit = 2'000;

// Reads examples, in the order they stand in. By the ending of the name:
//   .toml  one table an intent: [intent.NAME] examples = ["…", "…"]
//   .csv   a header line with the columns text and label, RFC 4180 quoting
//   .tsv   the same, separated by tabs, without quoting
// A folder: all such files in it in the order of their names, not its sub-folders. Errors name file and
// line: not_found (no such file), bad_request (what is wrong with it), too_large (over the limits above).
[[nodiscard]] Result<std::vector<IntentExample>> read_examples(const std::filesystem::path& path);

// The same for text that is there already; `name` is used in errors and its ending says the format.
[[nodiscard]] Result<std::vector<IntentExample>>
parse_examples(std::string_view name, std::string_view text);

// Lines of a list of messages; empty ones and those that begin with '#' are left out.
[[nodiscard]] std::vector<std::string> parse_lines(std::string_view text);

} // namespace tandem::bot
