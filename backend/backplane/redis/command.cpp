#include "backend/backplane/redis/command.hpp"

#include <cstdlib>
#include <hiredis/hiredis.h>
#include <memory>
#include <new>
#include <vector>

namespace tandem::backplane::redis {

void append_command(std::string& out, std::span<const std::string_view> arguments)
{
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    texts.reserve(arguments.size());
    sizes.reserve(arguments.size());
    for (const auto argument : arguments) {
        texts.push_back(argument.data() != nullptr ? argument.data() : "");
        sizes.push_back(argument.size());
    }
    char* formatted = nullptr;
    const int size = redisFormatCommandArgv(&formatted, int(arguments.size()), texts.data(), sizes.data());
    if (size < 0) throw std::bad_alloc();
    const std::unique_ptr<char, decltype(&std::free)> owner(formatted, &std::free);
    out.append(formatted, std::size_t(size));
}

} // namespace tandem::backplane::redis
