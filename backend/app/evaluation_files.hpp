#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"
#include "shared/base/result.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

// What the evaluate commands read and write. All throw std::runtime_error with a sentence for the operator.

namespace tandem::app {

template <class T>
T need(Result<T> result)
{
    if (!result) throw std::runtime_error(result.error().detail);
    return std::move(*result);
}

[[nodiscard]] std::ofstream open_for_writing(const std::filesystem::path& file);
void close(std::ofstream& out, const std::filesystem::path& file);

// Lines that are not empty.
[[nodiscard]] std::vector<std::string> lines_of(const std::filesystem::path& file);

// Articles, a line of JSON each: "id", "title", "text", and "handoff" where the matter always ends with a
// person.
[[nodiscard]] std::vector<bot::Article> read_articles(const std::filesystem::path& file);

// A folder that is gone when this is.
struct ScratchFolder
{
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    std::filesystem::path path;
};

} // namespace tandem::app
