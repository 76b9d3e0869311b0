#include "tests/support/history/log_index.hpp"

#include <set>

namespace tandem::history {

using namespace protocol;

LogIndex::LogIndex(const std::vector<StoredLog>& logs)
{
    std::set<std::pair<std::string, std::string>> starts;
    for (const auto& log : logs) {
        logs_.emplace(log.record.conversation_id.value, &log);
        for (const auto& event : log.events) {
            events_.emplace(std::pair(event.conversation_id.value, event.seq), &event);
            if (!event.client_msg_id) continue;
            const auto& id = event.client_msg_id->value;
            sent_.emplace(Sent(event.actor.kind, event.actor.id, event.conversation_id.value, id), &event);
            if (!std::holds_alternative<ConversationCreated>(event.data)) continue;
            if (!starts.emplace(event.actor.id, id).second) started_twice_.push_back(event.conversation_id);
        }
    }
}

const StoredLog* LogIndex::log(const ConversationId& id) const
{
    const auto found = logs_.find(id.value);
    return found != logs_.end() ? found->second : nullptr;
}

const Event* LogIndex::at(const ConversationId& id, Seq seq) const
{
    const auto found = events_.find(std::pair(id.value, seq));
    return found != events_.end() ? found->second : nullptr;
}

const Event* LogIndex::sent_by(
    ActorKind kind, const std::string& actor_id, const ConversationId& id, const ClientMsgId& message
) const
{
    const auto found = sent_.find(Sent(kind, actor_id, id.value, message.value));
    return found != sent_.end() ? found->second : nullptr;
}

} // namespace tandem::history
