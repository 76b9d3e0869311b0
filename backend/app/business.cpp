#include "backend/app/business.hpp"

#include "backend/app/intents.hpp"
#include "backend/bot/flows/flow_bot.hpp"
#include "backend/bot/flows/flow_file.hpp"
#include "backend/bot/tools/http_tools.hpp"

namespace tandem::app {
namespace {

// What is wrong with one of the files becomes a matter of the configuration.
template <class Call>
auto reading(const char* key, Call call)
{
    try {
        return call();
    } catch (const std::runtime_error& error) {
        throw ConfigError(std::string(key) + ": " + error.what());
    }
}

bot::ToolFile tool_file(const Config& config)
{
    if (config.bot.tools.empty()) return {};
    return reading("bot.tools", [&] { return bot::read_tools(config.bot.tools); });
}

} // namespace

Business create_business(
    const Config& config,
    bot::Bot& inner,
    asio::io_context& loop,
    Timers& timers,
    const Clock& clock,
    Random& random
)
{
    Business business{inner, {}, {}, {}};
    if (config.bot.flows.empty()) {
        static_cast<void>(tool_file(config)); // what is wrong with it is better heard now than later
        return business;
    }
    business.tools = reading("bot.tools", [&] {
        return bot::create_http_tools(tool_file(config), loop, timers, clock, random);
    });
    business.player = reading("bot.flows", [&] {
        auto flows = bot::read_flows(config.bot.flows, business.tools->faces());
        return bot::create_flow_player(std::move(flows), *business.tools, clock, intent_examples(config));
    });
    business.bot = bot::create_flow_bot(inner, *business.player);
    return business;
}

void check_business(const Config& config)
{
    std::vector<bot::ToolFace> faces;
    const auto file = tool_file(config);
    for (const auto& tool : file.tools)
        faces.push_back(bot::face_of(tool));
    if (config.bot.flows.empty()) return;
    reading("bot.flows", [&] { static_cast<void>(bot::read_flows(config.bot.flows, faces)); });
}

} // namespace tandem::app
