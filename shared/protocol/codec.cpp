#include "shared/protocol/codec.hpp"

#include "shared/protocol/describe.hpp"
#include "shared/protocol/reflect.hpp"
#include "shared/protocol/strict_json.hpp"

namespace tandem::protocol {

namespace reflect {

// An event is written as one object: its type, its envelope, and the type's own members under `data`.
template <>
void write<Event>(std::string& out, const Event& event)
{
    out += "{\"type\":";
    write_string(out, event_type(event.data));
    out += ",\"conversation_id\":";
    write_string(out, event.conversation_id.value);
    out += ",\"seq\":";
    write_number(out, event.seq);
    out += ",\"at\":";
    write_number(out, event.at);
    if (event.sent_at) {
        out += ",\"sent_at\":";
        write_number(out, *event.sent_at);
    }
    out += ",\"owner_epoch\":";
    write_number(out, event.owner_epoch);
    out += ",\"actor\":";
    write(out, event.actor);
    if (event.client_msg_id) {
        out += ",\"client_msg_id\":";
        write_string(out, event.client_msg_id->value);
    }
    out += ",\"data\":";
    std::visit([&](const auto& data) { write(out, data); }, event.data);
    out.push_back('}');
}

namespace {

// Reads `from` into the alternative of the variant whose `type` is `name`; false when there is none.
template <class Variant>
bool read_alternative(std::string_view name, const json::value& from, Variant& to, Result<void>& outcome)
{
    bool known = false;
    mp11::mp_for_each<mp11::mp_transform<mp11::mp_identity, mp11::mp_rename<Variant, mp11::mp_list>>>(
        [&](auto tag) {
            using Alternative = typename decltype(tag)::type;
            if (known || name != Alternative::type) return;
            known = true;
            outcome = read(from, to.template emplace<Alternative>());
        }
    );
    return known;
}

Result<void> read_data(std::string_view type, const json::value& from, EventData& to)
{
    Result<void> outcome;
    if (!read_alternative(type, from, to, outcome)) to = EventUnknown{};
    return outcome;
}

} // namespace

template <>
Result<void> read<Event>(const json::value& from, Event& to)
{
    if (!from.is_object()) return wrong("not an object");
    const auto& object = from.get_object();
    const auto member = [&](const char* key, auto& field) -> Result<void> {
        const json::value* found = object.if_contains(key);
        if (found == nullptr || found->is_null()) return {};
        return read(*found, field);
    };
    std::string type;
    for (auto r :
         {member("type", type),
          member("conversation_id", to.conversation_id),
          member("seq", to.seq),
          member("at", to.at),
          member("sent_at", to.sent_at),
          member("owner_epoch", to.owner_epoch),
          member("actor", to.actor),
          member("client_msg_id", to.client_msg_id)}) {
        if (!r) return r;
    }
    const json::value* data = object.if_contains("data");
    return read_data(type, data != nullptr ? *data : json::value(json::object()), to.data);
}

} // namespace reflect

namespace {

template <class Variant>
std::string encode_variant(const Variant& message)
{
    std::string out;
    out.reserve(256);
    std::visit(
        [&](const auto& alternative) {
            out += "{\"type\":";
            reflect::write_string(out, alternative.type);
            reflect::write_members(out, alternative, false);
            out.push_back('}');
        },
        message
    );
    return out;
}

template <class Variant>
Result<Variant> decode_variant(std::string_view frame, const JsonLimits& limits)
{
    const auto parsed = parse_json(frame, limits);
    if (!parsed) return fail(parsed);
    const auto* object = parsed->if_object();
    if (object == nullptr) return fail(Errc::bad_request, "not an object");
    const auto* type = object->if_contains("type");
    if (type == nullptr || !type->is_string()) return fail(Errc::bad_request, "no type");

    Variant message;
    Result<void> outcome;
    const std::string_view name(type->get_string().data(), type->get_string().size());
    if (!reflect::read_alternative(name, *parsed, message, outcome)) return fail(Errc::unknown_type);
    if (!outcome) return fail(outcome);
    return message;
}

template <class Enum>
std::optional<Enum> enum_from(std::string_view name) noexcept
{
    Enum value{};
    if (boost::describe::enum_from_string(std::string(name).c_str(), value)) return value;
    return std::nullopt;
}

} // namespace

std::string encode(const ClientMessage& message) { return encode_variant(message); }
std::string encode(const ServerMessage& message) { return encode_variant(message); }

Result<ClientMessage> decode_client(std::string_view frame)
{
    return decode_variant<ClientMessage>(frame, {});
}
Result<ServerMessage> decode_server(std::string_view frame)
{
    return decode_variant<ServerMessage>(frame, {.bytes = 1024 * 1024, .depth = 16, .members = 65'536});
}

std::optional<ClientMsgId> peek_id(std::string_view frame)
{
    const auto parsed = parse_json(frame);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    const auto* id = parsed->get_object().if_contains("id");
    if (id == nullptr || !id->is_string()) return std::nullopt;
    const std::string text(id->get_string().data(), id->get_string().size());
    if (!is_client_msg_id(text)) return std::nullopt;
    return ClientMsgId(text);
}

std::string encode_event(const Event& event)
{
    std::string out;
    reflect::write(out, event);
    return out;
}

Result<Event> decode_event(std::string_view text)
{
    const auto parsed = parse_json(text, trusted_json);
    if (!parsed) return fail(parsed);
    Event event;
    if (auto r = reflect::read(*parsed, event); !r) return fail(r);
    return event;
}

std::string encode_data(const EventData& data)
{
    std::string out;
    std::visit([&](const auto& alternative) { reflect::write(out, alternative); }, data);
    return out;
}

Result<EventData> decode_data(std::string_view type, std::string_view text)
{
    const auto parsed = parse_json(text, trusted_json);
    if (!parsed) return fail(parsed);
    EventData data;
    if (auto r = reflect::read_data(type, *parsed, data); !r) return fail(r);
    return data;
}

std::string encode_packet(const HandoffPacket& packet)
{
    std::string out;
    reflect::write(out, packet);
    return out;
}

std::string_view name_of(OwnerKind kind) noexcept { return boost::describe::enum_to_string(kind, "none"); }
std::string_view name_of(ActorKind kind) noexcept
{
    return boost::describe::enum_to_string(kind, "unknown");
}
std::string_view name_of(Lifecycle value) noexcept
{
    return boost::describe::enum_to_string(value, "unknown");
}
std::string_view name_of(Trigger trigger) noexcept
{
    return boost::describe::enum_to_string(trigger, "unknown");
}
std::string_view name_of(Presence presence) noexcept
{
    return boost::describe::enum_to_string(presence, "unknown");
}
std::string_view name_of(Role role) noexcept { return boost::describe::enum_to_string(role, "unknown"); }
std::string_view name_of(AnswerOutcome outcome) noexcept
{
    return boost::describe::enum_to_string(outcome, "unknown");
}
std::string_view name_of(ToolOutcome outcome) noexcept
{
    return boost::describe::enum_to_string(outcome, "unknown");
}

std::optional<OwnerKind> owner_kind_from(std::string_view name) noexcept
{
    return enum_from<OwnerKind>(name);
}
std::optional<ActorKind> actor_kind_from(std::string_view name) noexcept
{
    return enum_from<ActorKind>(name);
}
std::optional<Lifecycle> lifecycle_from(std::string_view name) noexcept
{
    return enum_from<Lifecycle>(name);
}
std::optional<Trigger> trigger_from(std::string_view name) noexcept { return enum_from<Trigger>(name); }
std::optional<Role> role_from(std::string_view name) noexcept { return enum_from<Role>(name); }

} // namespace tandem::protocol
