#pragma once

#include <string>
#include <vector>

namespace tandem::testing {

// A text that somebody may write to harm whoever reads it.
struct HostileText
{
    std::string name; // of its kind and number, for the test's report
    std::string text; // UTF-8
};

// More than 300 texts, always the same for the same arguments: markup with what loads and runs, Markdown
// links to what should not be opened, and shapes that make a layout slow or deep. `file` is the path of a
// file that nobody may read, `url` an address ("http://127.0.0.1:1234") that nobody may call. None is
// longer than `mostBytes` (cut between characters).
[[nodiscard]] std::vector<HostileText>
hostile_corpus(const std::string& file, const std::string& url, std::size_t most_bytes);

} // namespace tandem::testing
