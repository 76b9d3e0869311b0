#pragma once

#include <string_view>
#include <vector>

namespace tandem::embedded {

// A file that was built into the binary (shared/cmake/TandemEmbed.cmake).
struct File
{
    std::string_view path; // relative to the folder it came from, with "/"
    std::string_view content;
};

std::vector<File> widget();
std::vector<File> demo();
std::vector<File> prompts();
std::vector<File> intents();
std::vector<File> embedding();

} // namespace tandem::embedded
