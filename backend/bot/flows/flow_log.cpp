#include "backend/bot/flows/flow_log.hpp"

#include <algorithm>
#include <chrono>
#include <ranges>

namespace tandem::bot {
namespace {

using namespace protocol;

constexpr WallTime question_lifetime = std::chrono::milliseconds(std::chrono::hours(1)).count();

bool ends_flows(const EventData& data)
{
    return std::holds_alternative<ConversationEscalated>(data) ||
           std::holds_alternative<ConversationAccepted>(data) ||
           std::holds_alternative<ConversationTakenOver>(data) ||
           std::holds_alternative<ConversationHandedBack>(data) ||
           std::holds_alternative<ConversationResolved>(data) ||
           std::holds_alternative<ConversationReopened>(data);
}

} // namespace

FlowStanding flow_standing(std::span<const Event> recent, WallTime now)
{
    FlowStanding standing;
    bool latest = true;
    for (const auto& event : std::views::reverse(recent)) {
        if (ends_flows(event.data)) break;
        const auto* message = std::get_if<MessageAccepted>(&event.data);
        if (message == nullptr || event.actor.kind == ActorKind::customer || message->interrupted) continue;
        if (event.actor.kind != ActorKind::bot) break;
        if (message->flow) {
            if (now - event.at > question_lifetime) break;
            standing.state = *message->flow;
            standing.pending = latest && !message->flow->step.empty();
            standing.asked = event.seq;
            break;
        }
        latest = false;
    }
    return standing;
}

std::vector<Entity> earlier_entities(std::span<const Event> recent)
{
    std::vector<Entity> out;
    for (const auto& event : std::views::reverse(recent)) {
        const auto* message = std::get_if<MessageAccepted>(&event.data);
        if (message == nullptr || event.actor.kind != ActorKind::customer) continue;
        for (auto& entity : entities(message->text)) {
            if (std::ranges::find(out, entity) == out.end()) out.push_back(std::move(entity));
        }
    }
    return out;
}

std::string recent_words(std::span<const Event> recent, const std::string& question)
{
    constexpr int most_messages = 3;
    std::string out = question;
    int taken = 0;
    for (const auto& event : std::views::reverse(recent)) {
        const auto* message = std::get_if<MessageAccepted>(&event.data);
        if (message == nullptr || event.actor.kind != ActorKind::customer) continue;
        out += "\n" + message->text;
        if (++taken == most_messages) break;
    }
    return out;
}

} // namespace tandem::bot
