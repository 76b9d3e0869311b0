#include "backend/backplane/redis/wire.hpp"

#include "backend/net/utf8.hpp"

#include <cstdint>

namespace tandem::backplane::redis {

namespace {

constexpr char magic = 'T';
constexpr char version = 1;
constexpr std::size_t longest_node = 64;

enum Flag : std::uint8_t { droppable = 1, agents = 2, customers = 4, same_frame = 8 };
constexpr std::uint8_t all_flags = droppable | agents | customers | same_frame;

template <class T>
void append_number(std::string& out, T value)
{
    for (int shift = int(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(static_cast<std::uint8_t>(value >> shift)));
}

void append_frame(std::string& out, const std::string& frame)
{
    append_number(out, static_cast<std::uint32_t>(frame.size()));
    out += frame;
}

// Reads from the front; once something was missing, everything is.
class Cursor
{
public:
    explicit Cursor(std::string_view bytes) : left_(bytes) {}

    std::string_view take(std::size_t size)
    {
        if (size > left_.size()) {
            good_ = false;
            left_ = {};
            return {};
        }
        const auto taken = left_.substr(0, size);
        left_.remove_prefix(size);
        return taken;
    }

    template <class T>
    T number()
    {
        T value = 0;
        for (const char c : take(sizeof(T)))
            value = static_cast<T>((std::uint64_t(value) << 8U) | static_cast<std::uint8_t>(c));
        return value;
    }

    Frame frame()
    {
        const auto bytes = take(number<std::uint32_t>());
        if (!net::is_valid_utf8(bytes)) good_ = false;
        return std::make_shared<const std::string>(bytes);
    }

    [[nodiscard]] bool at_end() const { return good_ && left_.empty(); }

private:
    std::string_view left_;
    bool good_ = true;
};

} // namespace

std::string encode(const NodeId& from, const Message& message)
{
    const bool same = message.for_agents && message.for_agents == message.for_customers;
    const std::size_t size = (message.for_agents ? message.for_agents->size() : 0) +
                             (message.for_customers && !same ? message.for_customers->size() : 0);
    if (size + 128 > most_bytes) return encode(from, {.kind = Message::Kind::missed});

    std::uint8_t flags = 0;
    if (message.droppable) flags |= droppable;
    if (message.for_agents) flags |= agents;
    if (same)
        flags |= same_frame;
    else if (message.for_customers)
        flags |= customers;

    std::string out;
    out.reserve(size + from.value.size() + 24);
    out.push_back(magic);
    out.push_back(version);
    out.push_back(static_cast<char>(message.kind));
    out.push_back(static_cast<char>(flags));
    out.push_back(static_cast<char>(from.value.size()));
    out += from.value;
    append_number(out, std::uint64_t(message.seq));
    if ((flags & agents) != 0) append_frame(out, *message.for_agents);
    if ((flags & customers) != 0) append_frame(out, *message.for_customers);
    return out;
}

std::optional<Received> decode(std::string_view bytes)
{
    if (bytes.size() > most_bytes) return std::nullopt;
    Cursor in(bytes);
    if (in.number<std::uint8_t>() != magic || in.number<std::uint8_t>() != version) return std::nullopt;
    const auto kind = in.number<std::uint8_t>();
    const auto flags = in.number<std::uint8_t>();
    if (kind > std::uint8_t(Message::Kind::control) || (flags & ~all_flags) != 0) return std::nullopt;
    const bool same = (flags & same_frame) != 0;
    if (same && (flags & (agents | customers)) != agents) return std::nullopt;

    Received got;
    const auto node_size = in.number<std::uint8_t>();
    if (node_size == 0 || node_size > longest_node) return std::nullopt;
    got.from = NodeId(std::string(in.take(node_size)));
    got.message.kind = static_cast<Message::Kind>(kind);
    got.message.droppable = (flags & droppable) != 0;
    got.message.seq = in.number<std::uint64_t>();
    if ((flags & agents) != 0) got.message.for_agents = in.frame();
    if ((flags & customers) != 0) got.message.for_customers = in.frame();
    if (same) got.message.for_customers = got.message.for_agents;
    if (!in.at_end()) return std::nullopt;
    return got;
}

} // namespace tandem::backplane::redis
