#pragma once

#include <map>
#include <string>
#include <vector>

// The development data beside the checkout (../shared/data), which is no part of the repository. Everything
// here gives nothing when it is absent.

namespace tandem::quality {

using Row = std::map<std::string, std::string>;

// A tab-separated file with a header line.
[[nodiscard]] std::vector<Row> read_tsv(const std::string& path);

// The string members of each line's object; other members are left as JSON.
[[nodiscard]] std::vector<Row> read_jsonl(const std::string& path);

} // namespace tandem::quality
