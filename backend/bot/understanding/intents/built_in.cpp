#include "backend/bot/understanding/intents/built_in.hpp"

#include "backend/bot/understanding/intents/examples.hpp"
#include "backend/util/embedded.hpp"

namespace tandem::bot {

std::string_view built_in_file(std::string_view name)
{
    for (const auto& file : embedded::intents()) {
        if (file.path == name) return file.content;
    }
    return {};
}

const std::vector<std::string>& off_topic_messages()
{
    static const std::vector<std::string> messages = parse_lines(built_in_file("off_topic.txt"));
    return messages;
}

} // namespace tandem::bot
