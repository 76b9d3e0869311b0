#pragma once

#include "agent-app/models/roles.hpp"
#include "shared/protocol/events.hpp"

#include <QString>

// What states, triggers and events are called in the console. Translated; short; no full stop.

namespace tandem::console {

[[nodiscard]] QString sectionTitle(Section section);   // "Waiting"
[[nodiscard]] QString deliveryText(Delivery delivery); // "Will be sent when you are back"; empty for None
[[nodiscard]] QString
ownerText(protocol::OwnerKind kind, const QString& ownerName); // "With the bot", "Dee"
[[nodiscard]] QString triggerText(protocol::Trigger trigger);  // "The customer asked for a person"
[[nodiscard]] QString outcomeText(protocol::AnswerOutcome outcome);
// What the bot looked up or did, on one line: "Get order (Order number LS-104233): found, 41 ms"; arguments
// of customers among them, so plain text only.
[[nodiscard]] QString toolsText(const std::vector<protocol::ToolCall>& calls);
[[nodiscard]] QString lifecycleText(protocol::Lifecycle lifecycle);
[[nodiscard]] QString presenceText(protocol::Presence presence);
[[nodiscard]] QString
actorName(const protocol::Actor& actor, const QString& myAgentId); // "You", "Bot", "Visitor"

// What a person wrote about it, unless it only repeats the trigger in words.
[[nodiscard]] QString reasonBeside(protocol::Trigger trigger, const std::string& reason);

// An identifier as a person would write it: "order_number" and "order.number" become "Order number".
[[nodiscard]] QString plainName(const std::string& identifier);

// The sentence of a System row; empty when the event is not shown as one.
[[nodiscard]] QString systemText(const protocol::Event& event, const QString& myAgentId);

// From UTF-8 as the protocol has it.
[[nodiscard]] inline QString toQString(const std::string& text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

[[nodiscard]] inline SourceLink toSourceLink(const protocol::Source& source)
{
    return {toQString(source.article_id), toQString(source.title), toQString(source.heading), source.score};
}

} // namespace tandem::console
