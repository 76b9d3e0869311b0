#pragma once

#include "tests/support/history/checker.hpp"

#include <map>
#include <tuple>

namespace tandem::history {

// The stored logs, by what the checker asks for. Holds pointers into them. Internal to the checker.
class LogIndex
{
public:
    explicit LogIndex(const std::vector<StoredLog>& logs);

    // Null when there is no such conversation.
    [[nodiscard]] const StoredLog* log(const ConversationId& id) const;

    // The event with that number; null when there is none.
    [[nodiscard]] const protocol::Event* at(const ConversationId& id, Seq seq) const;

    // The event that a sender's command became; null when there is none.
    [[nodiscard]] const protocol::Event* sent_by(
        protocol::ActorKind kind,
        const std::string& actor_id,
        const ConversationId& id,
        const ClientMsgId& message
    ) const;

    // Conversations whose creation bears the id of a start that had already made one.
    [[nodiscard]] const std::vector<ConversationId>& started_twice() const noexcept
    {
        return started_twice_;
    }

private:
    using Sent = std::tuple<protocol::ActorKind, std::string, std::string, std::string>;
    std::map<std::string, const StoredLog*> logs_;
    std::map<std::pair<std::string, Seq>, const protocol::Event*> events_;
    std::map<Sent, const protocol::Event*> sent_;
    std::vector<ConversationId> started_twice_;
};

} // namespace tandem::history
