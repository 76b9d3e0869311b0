#include "backend/bot/tools/http_tools.hpp"

#include "backend/bot/tools/tool_exchange.hpp"
#include "backend/net/address_kind.hpp"
#include "backend/util/log.hpp"
#include "backend/util/sleep.hpp"
#include "shared/protocol/codec.hpp"

namespace tandem::bot {
namespace {

using protocol::ToolOutcome;

constexpr int most_calls = 256;
constexpr Millis first_pause{100}; // before a second try; doubles

class HttpTools final : public Tools
{
public:
    HttpTools(ToolFile file, asio::io_context& loop, Timers& timers, const Clock& clock, Random& random)
        : file_(std::move(file)),
          timers_(timers),
          clock_(clock),
          random_(random)
    {
        std::ranges::sort(file_.tools, {}, &ToolDefinition::name);
        for (const auto& service : file_.services) {
            net::HttpClientSettings settings{.ca_file = service.ca_file};
            settings.idle_connections_per_host = 8;
            if (!service.private_addresses)
                settings.allow_address = [](const asio::ip::address& address) {
                    return net::is_public(address);
                };
            clients_.push_back(net::create_http_client(loop, std::move(settings)));
        }
    }

    std::vector<ToolFace> faces() const override
    {
        std::vector<ToolFace> out;
        for (const auto& tool : file_.tools)
            out.push_back(face_of(tool));
        return out;
    }

    Task<Result<ToolResult>> call(ToolRequest request, std::stop_token stop) override
    {
        const auto tool = std::ranges::find(file_.tools, request.tool, &ToolDefinition::name);
        if (tool == file_.tools.end()) {
            ToolResult none;
            none.record = {.name = request.tool, .outcome = ToolOutcome::failed, .detail = "no such tool"};
            co_return none;
        }
        const auto began = clock_.steady();
        auto result = co_await tried(*tool, request, stop);
        if (!result) co_return result;
        const auto took = std::chrono::duration_cast<Millis>(clock_.steady() - began);
        result->record.name = tool->name;
        result->record.writes = tool->writes;
        result->record.duration_ms = int(took.count());
        for (const auto& parameter : tool->parameters) {
            for (const auto& [name, value] : request.arguments) {
                if (name != parameter.name) continue;
                result->record.arguments.push_back({name, parameter.personal ? masked(value) : value});
            }
        }
        log::info(
            "tool called",
            {{"conversation_id", request.scope.conversation_id.value},
             {"tool", tool->name},
             {"outcome", protocol::name_of(result->outcome)},
             {"detail", result->outcome == ToolOutcome::refused ? std::string() : result->record.detail},
             {"ms", took.count()}}
        );
        co_return result;
    }

private:
    struct Running
    {
        explicit Running(int& n) : count(n) { ++count; }
        ~Running() { --count; }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
        int& count;
    };

    Task<Result<ToolResult>>
    tried(const ToolDefinition& tool, const ToolRequest& request, std::stop_token stop)
    {
        if (running_ >= most_calls) co_return tool_failure(tool, Error(Errc::overloaded, "too many calls"));
        const Running counted(running_);
        auto result = co_await attempt(tool, request, stop);
        for (int i = 0; result && i < tool.retries && may_help(*result); ++i) {
            const auto pause = first_pause * (1 << i);
            const Millis jittered(
                pause.count() / 2 + std::int64_t(random_.below(std::uint64_t(pause.count())))
            );
            if (request.deadline.left(clock_) <= jittered + tool.timeout / 2) break;
            co_await sleep_for(timers_, jittered);
            if (stop.stop_requested()) break;
            result = co_await attempt(tool, request, stop);
        }
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        co_return result;
    }

    static bool may_help(const ToolResult& result)
    {
        return result.outcome == ToolOutcome::failed && !result.record.detail.starts_with("bad_request") &&
               !result.record.detail.starts_with("forbidden");
    }

    Task<Result<ToolResult>>
    attempt(const ToolDefinition& tool, const ToolRequest& request, std::stop_token stop)
    {
        auto outgoing = tool_request(file_.services[tool.service], tool, request);
        if (!outgoing) co_return tool_failure(tool, outgoing.error());
        outgoing->deadline = request.deadline.earlier(Deadline::after(clock_, tool.timeout));
        auto response = co_await clients_[tool.service]->fetch(std::move(*outgoing), stop);
        if (!response && response.error().code == Errc::cancelled) co_return fail(Errc::cancelled);
        if (!response) co_return tool_failure(tool, response.error());
        co_return tool_answer(tool, *response);
    }

    ToolFile file_;
    Timers& timers_;
    const Clock& clock_;
    Random& random_;
    std::vector<std::unique_ptr<net::HttpClient>> clients_; // one for each service
    int running_ = 0;
};

} // namespace

std::unique_ptr<Tools>
create_http_tools(ToolFile file, asio::io_context& loop, Timers& timers, const Clock& clock, Random& random)
{
    return std::make_unique<HttpTools>(std::move(file), loop, timers, clock, random);
}

} // namespace tandem::bot
