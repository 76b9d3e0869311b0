#include "backend/bot/handoff/flow_summary.hpp"

#include "backend/bot/flows/reply.hpp"
#include "shared/protocol/codec.hpp"

#include <algorithm>
#include <ranges>

namespace tandem::bot {

using namespace protocol;

std::string about_tools(const MessageAccepted& message)
{
    std::string out;
    for (const auto& call : message.tools.value_or(std::vector<ToolCall>()))
        out += " It called “" + call.name +
               "”: " + (call.detail.empty() ? std::string(name_of(call.outcome)) : call.detail) + ".";
    return out;
}

std::vector<Slot> flow_slots(const std::vector<Event>& events)
{
    for (const auto& event : std::views::reverse(events)) {
        const auto* message = std::get_if<MessageAccepted>(&event.data);
        if (message == nullptr || !message->flow) continue;
        auto slots = message->flow->slots;
        for (auto& slot : slots) {
            if (slot.source == 0) slot.source = event.seq;
        }
        return slots;
    }
    return {};
}

std::optional<CitedLine> flow_wants(const std::vector<Event>& events)
{
    for (const auto& event : std::views::reverse(events)) {
        const auto* message = std::get_if<MessageAccepted>(&event.data);
        if (message == nullptr || event.actor.kind != ActorKind::bot || message->interrupted) continue;
        if (!message->flow) return std::nullopt;
        CitedLine line{message->flow->title, {}};
        std::string facts;
        for (const auto& slot : message->flow->slots) {
            if (slot.source == 0) continue;
            facts += (facts.empty() ? "" : ", ") + slot.name + " " + slot.value;
            if (std::ranges::find(line.cites, slot.source) == line.cites.end())
                line.cites.push_back(slot.source);
        }
        if (!facts.empty()) line.text += " (" + facts + ")";
        line.text += ".";
        line.cites.push_back(event.seq);
        std::ranges::sort(line.cites);
        return line;
    }
    return std::nullopt;
}

std::optional<CitedLine> uncertain_write(const std::vector<Event>& events)
{
    Seq yes = 0;
    for (const auto& event : std::views::reverse(events)) {
        const auto* message = std::get_if<MessageAccepted>(&event.data);
        if (message == nullptr || message->interrupted) continue;
        if (event.actor.kind == ActorKind::customer) {
            if (read_reply(message->text).yes) yes = event.seq;
            continue;
        }
        if (yes == 0 || !message->flow || message->flow->confirms.empty()) return std::nullopt;
        return CitedLine{
            "The customer confirmed “" + message->flow->confirms +
                "”; whether it was carried out has to be looked up.",
            {event.seq, yes}
        };
    }
    return std::nullopt;
}

} // namespace tandem::bot
