#include "shared/protocol/generator/model.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string_view>

// tandem-protocol-gen FOLDER          writes protocol.ts and protocol.schema.json
// tandem-protocol-gen --check FOLDER  fails when they differ from what it would write

namespace {

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool write_file(const std::filesystem::path& path, std::string_view text)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    return file.flush().good();
}

} // namespace

int main(int argc, char** argv)
{
    using namespace tandem::protocol::generator;

    const bool check = argc == 3 && argv[1] == std::string_view("--check");
    if (argc != 2 && !check) {
        std::cerr << "usage: tandem-protocol-gen [--check] FOLDER\n";
        return 2;
    }
    const std::filesystem::path folder = argv[argc - 1];
    const Model model = read_model();

    int failures = 0;
    for (const auto& [name, text] : {
             std::pair("protocol.ts", write_typescript(model)),
             std::pair("protocol.schema.json", write_schema(model)),
         }) {
        const bool good = check ? read_file(folder / name) == text : write_file(folder / name, text);
        if (good) continue;
        ++failures;
        std::cerr << (folder / name).string()
                  << (check ? " is not what the protocol says: run tandem-protocol-gen\n"
                            : ": cannot write\n");
    }
    return failures == 0 ? 0 : 1;
}
