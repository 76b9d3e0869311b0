#include "backend/conversation/commands.hpp"

namespace tandem::conversation {

namespace {

template <class T>
const T* data_of(const Event& event)
{
    return std::get_if<T>(&event.data);
}

struct SameContent
{
    const Event& event;

    bool operator()(const Start&) const { return data_of<ConversationCreated>(event) != nullptr; }
    bool operator()(const Say& say) const
    {
        const auto* stored = data_of<MessageAccepted>(event);
        return stored != nullptr && stored->text == say.text;
    }
    bool operator()(const AddNote& note) const
    {
        const auto* stored = data_of<NoteAdded>(event);
        return stored != nullptr && stored->text == note.text;
    }
    bool operator()(const RequestPerson&) const { return data_of<ConversationEscalated>(event) != nullptr; }
    bool operator()(const Accept&) const { return data_of<ConversationAccepted>(event) != nullptr; }
    bool operator()(const TakeOver&) const { return data_of<ConversationTakenOver>(event) != nullptr; }
    bool operator()(const HandBack& back) const
    {
        const auto* stored = data_of<ConversationHandedBack>(event);
        return stored != nullptr && stored->note == back.note;
    }
    bool operator()(const Transfer& transfer) const
    {
        const auto* stored = data_of<ConversationTransferred>(event);
        return stored != nullptr && stored->note == transfer.note;
    }
    bool operator()(const Resolve& resolve) const
    {
        const auto* stored = data_of<ConversationResolved>(event);
        return stored != nullptr && stored->survey == resolve.survey;
    }
    bool operator()(const CloseIdle&) const { return data_of<ConversationResolved>(event) != nullptr; }
    bool operator()(const Requeue&) const { return data_of<ConversationTransferred>(event) != nullptr; }
    bool operator()(const Rate& rate) const
    {
        const auto* stored = data_of<CsatAnswered>(event);
        return stored != nullptr && stored->rating == rate.rating && stored->comment == rate.comment;
    }
};

} // namespace

const ClientMsgId& id_of(const Command& command) noexcept
{
    return std::visit([](const auto& c) -> const ClientMsgId& { return c.id; }, command);
}

bool stored_by(const Event& event, const Caller& caller, const Command& command) noexcept
{
    return event.client_msg_id && *event.client_msg_id == id_of(command) &&
           event.actor.kind == caller.actor.kind && event.actor.id == caller.actor.id;
}

bool same_content(const Event& event, const Command& command) noexcept
{
    return std::visit(SameContent{event}, command);
}

} // namespace tandem::conversation
