#include "shared/protocol/generator/model.hpp"

#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/describe.hpp"
#include "shared/protocol/reflect.hpp"

#include <algorithm>
#include <boost/core/type_name.hpp>
#include <limits>

namespace tandem::protocol::generator {

namespace {

namespace mp11 = boost::mp11;
namespace describe = boost::describe;

// Beyond it a number does not survive JavaScript, and the codec refuses it.
constexpr std::int64_t safe_integer = 1LL << 53;

template <class T>
std::string name_of_type()
{
    const std::string full = boost::core::type_name<T>();
    return full.substr(full.rfind(':') + 1);
}

// Walks the described types from the messages down and notes each enumeration and structure once.
class Reader
{
public:
    explicit Reader(Model& model) : model_(model) {}

    template <class Variant>
    std::vector<Structure> alternatives()
    {
        std::vector<Structure> result;
        mp11::mp_for_each<mp11::mp_transform<mp11::mp_identity, mp11::mp_rename<Variant, mp11::mp_list>>>(
            [&](auto tag) {
                using T = typename decltype(tag)::type;
                result.push_back(structure<T>());
                result.back().type = T::type;
            }
        );
        return result;
    }

    // An event is not a described type: its data stands beside its envelope.
    Structure envelope()
    {
        return {
            .name = "Event",
            .type = {},
            .fields =
                {
                    {"conversation_id", type<ConversationId>()},
                    {"seq", type<Seq>()},
                    {"at", type<WallTime>()},
                    {"sent_at", type<WallTime>(), true},
                    {"owner_epoch", type<Epoch>()},
                    {"actor", type<Actor>()},
                    {"client_msg_id", type<ClientMsgId>(), true},
                }
        };
    }

private:
    template <class T>
    Structure structure()
    {
        Structure result{.name = name_of_type<T>(), .type = {}, .fields = {}};
        mp11::mp_for_each<reflect::Members<T>>([&](auto member) {
            using F = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
            if constexpr (reflect::IsOptional<F>::value)
                result.fields.push_back({member.name, type<typename F::value_type>(), true});
            else
                result.fields.push_back({member.name, type<F>(), false});
        });
        return result;
    }

    template <class T>
    Type type()
    {
        Type result;
        if constexpr (std::is_same_v<T, bool>) {
            result.kind = Type::Kind::boolean;
        } else if constexpr (std::is_enum_v<T>) {
            note_enumeration<T>();
            result = {.kind = Type::Kind::named, .name = name_of_type<T>(), .element = {}};
        } else if constexpr (std::is_floating_point_v<T>) {
            result.kind = Type::Kind::number;
        } else if constexpr (std::is_integral_v<T>) {
            result.kind = Type::Kind::integer;
            result.min = std::is_unsigned_v<T>
                             ? 0
                             : std::max<std::int64_t>(std::numeric_limits<T>::min(), -safe_integer);
            result.max =
                std::in_range<std::int64_t>(std::numeric_limits<T>::max())
                    ? std::min(static_cast<std::int64_t>(std::numeric_limits<T>::max()), safe_integer)
                    : safe_integer;
        } else if constexpr (std::is_same_v<T, std::string>) {
            result.kind = Type::Kind::string;
        } else if constexpr (reflect::IsId<T>::value) {
            result.kind = Type::Kind::id;
        } else if constexpr (reflect::IsVector<T>::value) {
            result.kind = Type::Kind::array;
            result.element = std::make_shared<Type>(type<typename T::value_type>());
        } else {
            if constexpr (!std::is_same_v<T, Event>) note_structure<T>();
            result = {.kind = Type::Kind::named, .name = name_of_type<T>(), .element = {}};
        }
        return result;
    }

    template <class T>
    void note_enumeration()
    {
        if (known(model_.enumerations, name_of_type<T>())) return;
        Enumeration enumeration{.name = name_of_type<T>(), .values = {}};
        mp11::mp_for_each<describe::describe_enumerators<T>>([&](auto e) {
            enumeration.values.emplace_back(e.name);
        });
        model_.enumerations.push_back(std::move(enumeration));
    }

    template <class T>
    void note_structure()
    {
        if (known(model_.structures, name_of_type<T>())) return;
        Structure found = structure<T>();
        model_.structures.push_back(std::move(found));
    }

    template <class List>
    static bool known(const List& list, const std::string& name)
    {
        return std::ranges::any_of(list, [&](const auto& entry) { return entry.name == name; });
    }

    Model& model_;
};

void read_codes(Model& model)
{
    for (int code = 1000; code < 2000; ++code) {
        const auto errc = static_cast<Errc>(code);
        // A number without a name is reported as internal.
        if (errc_name(errc) == errc_name(Errc::internal) && errc != Errc::internal) continue;
        model.errors.push_back({code, std::string(errc_name(errc)), retryable(errc)});
    }
    for (int code = 1000; code < 5000; ++code) {
        const auto name = close_code_name(static_cast<CloseCode>(code));
        if (name != "unknown") model.close_codes.push_back({code, std::string(name)});
        if (should_reconnect(static_cast<std::uint16_t>(code))) continue;
        if (!model.stay_away.empty() && model.stay_away.back().last == code - 1)
            model.stay_away.back().last = code;
        else
            model.stay_away.push_back({code, code});
    }
}

} // namespace

Model read_model()
{
    Model model{.protocol_min = protocol_min, .protocol_max = protocol_max};
    Reader reader(model);
    model.client_messages = reader.alternatives<ClientMessage>();
    model.events = reader.alternatives<EventData>();
    model.envelope = reader.envelope();
    model.server_messages = reader.alternatives<ServerMessage>();
    read_codes(model);
    return model;
}

} // namespace tandem::protocol::generator
