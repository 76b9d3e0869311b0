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

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

// In JSON, where U+0000 is written with an escape; an escaped backslash before it makes it plain text.
bool has_nul_escape(std::string_view json)
{
    for (auto at = json.find("\\u0000"); at != std::string_view::npos; at = json.find("\\u0000", at + 1)) {
        std::size_t backslashes = 1;
        while (backslashes <= at && json[at - backslashes] == '\\')
            ++backslashes;
        if (backslashes % 2 == 1) return true;
    }
    return false;
}

bool has_nul(const EventDraft& draft, std::string_view json)
{
    return has_nul(draft.actor.id) || has_nul(draft.actor.name) ||
           (draft.client_msg_id && has_nul(draft.client_msg_id->value)) || has_nul_escape(json);
}

Result<PreparedAppend> prepare(Append request, bool creation)
{
    if (const auto shape = check_shape(request, creation); !shape) return fail(shape);
    if (has_nul(request.conversation_id.value)) return fail(Errc::bad_request, "U+0000 in an id");
    PreparedAppend prepared;
    for (const auto& draft : request.drafts) {
        const auto& json = prepared.data.emplace_back(encode_data(draft.data));
        if (has_nul(draft, json)) return fail(Errc::bad_request, "U+0000 in a text");
        if (const auto readable = check_readable(draft.data, json); !readable) return fail(readable);
        prepared.content_hashes.push_back(draft.client_msg_id ? content_hash(draft.data) : std::string());
    }
    if (creation && request.drafts.front().client_msg_id) {
        prepared.content_hashes.front() = content_hash_of_creation(request.drafts);
    }
    prepared.request = std::move(request);
    return prepared;
}

Result<std::optional<Appended>>
find_repeated(const PreparedAppend& append, const ConversationRecord& record, LogLookup& log)
{
    std::vector<Event> events;
    for (std::size_t i = 0; i < append.request.drafts.size(); ++i) {
        const auto& draft = append.request.drafts[i];
        if (!draft.client_msg_id) continue;
        auto stored = log.find_stored(append.request.conversation_id, draft);
        if (!stored) return fail(stored);
        if (!*stored) continue;
        if ((*stored)->content_hash != append.content_hashes[i]) return fail(Errc::idempotency_conflict);
        events.push_back(std::move((*stored)->event));
    }
    if (events.empty()) return std::nullopt;
    return Appended{.events = std::move(events), .repeated = true, .record = record};
}

Result<void> check_turns(const Append& request, LogLookup& log)
{
    std::vector<Seq> turns;
    for (const auto& draft : request.drafts) {
        const auto turn = turn_of(draft.data);
        if (!turn) continue;
        const bool twice = std::ranges::find(turns, *turn) != turns.end();
        if (twice || log.has_answer(request.conversation_id, *turn)) {
            return fail(Errc::wrong_state, "the turn has its message");
        }
        turns.push_back(*turn);
    }
    return {};
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

Result<PreparedAppend> prepare_append(Append request) { return prepare(std::move(request), false); }
Result<PreparedAppend> prepare_creation(Append request) { return prepare(std::move(request), true); }

Result<Appended> decide_append(const PreparedAppend& append, ConversationRecord record, LogLookup& log)
{
    const auto& request = append.request;

    // A repeat comes before the fence: a retry of what succeeded succeeds, whoever owns the conversation by
    // now.
    auto repeated = find_repeated(append, record, log);
    if (!repeated) return fail(repeated);
    if (*repeated) return std::move(**repeated);

    if (request.expected_epoch && *request.expected_epoch != record.owner_epoch)
        return fail(Errc::stale_epoch);
    if (const auto turns = check_turns(request, log); !turns) return fail(turns);

    auto events = place(record, request);
    return Appended{.events = std::move(events), .repeated = false, .record = std::move(record)};
}

Appended decide_creation(const PreparedAppend& creation)
{
    ConversationRecord record;
    auto events = place(record, creation.request);
    return {.events = std::move(events), .repeated = false, .record = std::move(record)};
}

Result<Appended>
repeated_creation(const PreparedAppend& creation, ConversationRecord record, StoredEvent first)
{
    if (first.content_hash != creation.content_hashes.front()) return fail(Errc::idempotency_conflict);
    std::vector<Event> events;
    events.push_back(std::move(first.event));
    return Appended{.events = std::move(events), .repeated = true, .record = std::move(record)};
}

} // namespace tandem::storage
