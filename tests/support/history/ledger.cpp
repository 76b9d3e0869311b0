#include "tests/support/history/ledger.hpp"

#include "shared/base/encoding.hpp"

namespace tandem::history {

using namespace protocol;

namespace {

// The words of an event, and which of its parts are for the house only. Written out here and not taken from
// the product, whose own filter is what is being checked.
struct Content
{
    std::string words;
    std::vector<std::string> inner_parts;

    void inner(const char* name, bool present)
    {
        if (present) inner_parts.emplace_back(name);
    }

    void operator()(const MessageAccepted& data)
    {
        words = data.text;
        inner("model", !data.model.empty());
        bool scored = false;
        for (const auto& source : data.sources)
            scored = scored || source.score != 0;
        inner("score", scored);
    }
    void operator()(const NoteAdded& data)
    {
        words = data.text;
        inner("note", true);
    }
    void operator()(const CsatAnswered& data) { words = std::to_string(data.rating) + data.comment; }
    void operator()(const ConversationEscalated& data)
    {
        inner("packet", data.packet.has_value());
        inner("reason_text", !data.reason_text.empty());
    }
    void operator()(const ConversationTakenOver& data) { inner("packet", data.packet.has_value()); }
    void operator()(const ConversationTransferred& data) { inner("note", !data.note.empty()); }
    void operator()(const ConversationHandedBack& data) { inner("note", !data.note.empty()); }
    void operator()(const ConversationOffered&) { inner("offer", true); }
    void operator()(const ConversationDeclined&) { inner("refusal", true); }
    void operator()(const auto&) {}
};

} // namespace

std::string hash_of_text(std::string_view text) { return text.empty() ? std::string() : sha256_hex(text); }

Shown shown(const Event& event)
{
    Content content;
    std::visit(content, event.data);
    return {
        .conversation_id = event.conversation_id,
        .seq = event.seq,
        .type = std::string(event_type(event.data)),
        .text_hash = hash_of_text(content.words),
        .inner_parts = std::move(content.inner_parts),
    };
}

bool is_inner(const EventData& data) noexcept
{
    return std::holds_alternative<NoteAdded>(data) || std::holds_alternative<ConversationOffered>(data) ||
           std::holds_alternative<ConversationDeclined>(data);
}

} // namespace tandem::history
