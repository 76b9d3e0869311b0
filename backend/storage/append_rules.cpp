#include "backend/storage/append_rules.hpp"

#include "shared/base/encoding.hpp"
#include "shared/protocol/codec.hpp"

#include <algorithm>

namespace tandem::storage {

namespace {

constexpr std::size_t max_drafts = 8;

bool same_sender(const EventDraft& a, const EventDraft& b)
{
    return a.actor.kind == b.actor.kind && a.actor.id == b.actor.id && a.client_msg_id == b.client_msg_id;
}

// What is left of an event when the server's own additions are taken away.
struct SendersPart
{
    EventData operator()(const ConversationCreated& data) const
    {
        return ConversationCreated{
            .owner = {}, .customer = {}, .page = data.page, .channel = data.channel, .previous = {}
        };
    }
    EventData operator()(const MessageAccepted& data) const
    {
        return MessageAccepted{
            .text = data.text,
            .sources = {},
            .turn = data.turn,
            .outcome = {},
            .interrupted = {},
            .model = {},
        };
    }
    EventData operator()(const ConversationEscalated& data) const
    {
        return ConversationEscalated{.owner = {}, .trigger = data.trigger, .reason_text = {}, .packet = {}};
    }
    EventData operator()(const ConversationTakenOver& data) const
    {
        return ConversationTakenOver{.owner = data.owner, .from = {}, .packet = {}};
    }
    EventData operator()(const ConversationTransferred& data) const
    {
        return ConversationTransferred{.owner = data.owner, .from = {}, .note = data.note};
    }
    EventData operator()(const CsatAnswered& data) const
    {
        return CsatAnswered{.rating = data.rating, .comment = data.comment, .rated = {}};
    }
    template <class Other>
    EventData operator()(const Other& data) const
    {
        return data;
    }
};

void add_content(std::string& out, const EventData& data)
{
    out += event_type(data);
    out.push_back('\n');
    out += encode_data(std::visit(SendersPart{}, data));
    out.push_back('\n');
}

} // namespace

Result<void> check_shape(const Append& request, bool creation)
{
    const auto& drafts = request.drafts;
    if (drafts.empty() || drafts.size() > max_drafts) return fail(Errc::bad_request, "number of drafts");
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        const bool creates = std::holds_alternative<ConversationCreated>(drafts[i].data);
        if (creates != (creation && i == 0))
            return fail(Errc::bad_request, "a creation comes first and once");
        if (!drafts[i].client_msg_id) continue;
        const auto earlier = drafts.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::any_of(drafts.begin(), earlier, [&](const auto& draft) {
                return same_sender(draft, drafts[i]);
            })) {
            return fail(Errc::bad_request, "client message id twice in one call");
        }
    }
    return {};
}

Result<void> check_readable(const EventData& data, std::string_view json)
{
    const auto read = decode_data(event_type(data), json);
    if (!read || *read != data) return fail(Errc::bad_request, "an event that cannot be read back");
    return {};
}

std::string content_hash(const EventData& data)
{
    std::string content;
    add_content(content, data);
    return sha256_hex(content);
}

std::string content_hash_of_creation(const std::vector<EventDraft>& drafts)
{
    std::string content;
    for (const auto& draft : drafts)
        add_content(content, draft.data);
    return sha256_hex(content);
}

std::vector<Event> place(ConversationRecord& record, const Append& request)
{
    std::vector<Event> events;
    events.reserve(request.drafts.size());
    for (const auto& draft : request.drafts) {
        const bool changes_owner = new_owner(draft.data) != nullptr;
        const auto& event = events.emplace_back(Event{
            .conversation_id = request.conversation_id,
            .seq = record.last_seq + 1,
            .at = request.at,
            .sent_at = draft.sent_at,
            .owner_epoch = record.owner_epoch + (changes_owner ? 1 : 0),
            .actor = draft.actor,
            .client_msg_id = draft.client_msg_id,
            .data = draft.data,
        });
        apply(record, event);
    }
    return events;
}

std::optional<Seq> turn_of(const EventData& data) noexcept
{
    const auto* message = std::get_if<MessageAccepted>(&data);
    return message != nullptr ? message->turn : std::nullopt;
}

} // namespace tandem::storage
