#include "tests/load/agent.hpp"

#include "shared/protocol/codec.hpp"

#include <charconv>

namespace tandem::load {

using namespace protocol;

namespace {

constexpr std::string_view row_begin = R"({"conversation_id":")";

std::string_view behind(std::string_view text, std::string_view name)
{
    const auto found = text.find(name);
    return found == text.npos ? std::string_view() : text.substr(found + name.size());
}

template <class Integer>
Integer number(std::string_view text)
{
    Integer value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

Agent::Agent(House& house, int number, int count, std::uint32_t source)
    : house_(house),
      number_(number),
      count_(count),
      source_(source)
{}

void Agent::connect()
{
    wire_.open(
        {.host = house_.options.host,
         .port = static_cast<std::uint16_t>(house_.orders.port.load()),
         .path = "/ws/agent",
         .source = source_}
    );
}

void Agent::opened()
{
    Hello hello{.client = "tandem-load"};
    if (token_.empty()) {
        hello.login = house_.options.agent_prefix + std::to_string(number_ + 1);
        hello.password = house_.options.agent_password;
    } else {
        hello.token = token_;
    }
    wire_.send(encode(hello));
}

void Agent::closed(std::uint16_t code)
{
    house_.tally.closed.add(code);
    welcome_ = false;
    // Checking a password is dear for the server, and it counts who tries too often.
    house_.poller.at(now() + Millis(1'000 + house_.random.below(3'000)), [this] {
        if (wire_.is_closed()) connect();
    });
}

std::string Agent::next_id(char what)
{
    return std::string(1, what) + "_" + std::to_string(number_) + "_" + std::to_string(++next_);
}

bool Agent::take_over()
{
    if (!welcome_ || streaming_.conversation_id.value.empty()) return false;
    const auto id = next_id('t');
    wanted_[id] = now();
    wire_.send(encode(ConversationTakeOver{
        .id = ClientMsgId(id),
        .conversation_id = streaming_.conversation_id,
        .owner_epoch = streaming_.owner_epoch
    }));
    streaming_ = {};
    return true;
}

void Agent::heard(std::string_view text)
{
    const auto type = behind(text, R"("type":")");
    if (type.starts_with("queue.changed") || type.starts_with("queue.snapshot")) return look_at_rows(text);
    const bool matters =
        type.starts_with("welcome") || type.starts_with("accepted") || type.starts_with("rejected");
    if (!matters) return;
    const auto message = decode_server(text);
    if (!message) {
        ++house_.tally.disordered;
    } else if (const auto* welcome = std::get_if<Welcome>(&*message)) {
        if (welcome->token) token_ = *welcome->token;
        welcome_ = true;
        ++house_.tally.agents;
        wire_.send(encode(PresenceSet{.id = ClientMsgId(next_id('s')), .presence = Presence::available}));
    } else if (const auto* accepted = std::get_if<Accepted>(&*message)) {
        answer(*accepted);
    } else if (const auto* rejected = std::get_if<Rejected>(&*message)) {
        refused(*rejected);
    }
}

// Two hundred agents see every row; they are looked at without being taken apart.
void Agent::look_at_rows(std::string_view text)
{
    auto begin = text.find(row_begin);
    while (begin != text.npos) {
        const auto next = text.find(row_begin, begin + row_begin.size());
        look_at(text.substr(begin, next == text.npos ? next : next - begin));
        begin = next;
    }
}

void Agent::look_at(std::string_view row)
{
    const bool waits = row.find(R"("owner":{"kind":"queue")") != row.npos;
    const bool streams = row.find(R"("streaming":true)") != row.npos;
    if (!waits && !streams) return;
    const auto id = row.substr(row_begin.size());
    Row known{
        .conversation_id = ConversationId(std::string(id.substr(0, id.find('"')))),
        .owner_epoch = number<Epoch>(behind(row, R"("owner_epoch":)"))
    };
    if (streams) streaming_ = known;
    const auto customer = behind(row, R"("customer_name":"load-)");
    if (waits && !customer.empty()) waiting(number<int>(customer), std::move(known));
}

void Agent::waiting(int customer, Row row)
{
    if (customer < 0 || std::size_t(customer) >= house_.asked_at.size()) return;
    const auto asked = house_.asked_at[std::size_t(customer)].load();
    if (asked == 0 || seen_[customer] == asked) return;
    seen_[customer] = asked;
    house_.tally.screen.add(since(Time(std::chrono::nanoseconds(asked))));
    // Two reach for every fourth.
    const bool mine = customer % count_ == number_;
    const bool colleague = customer % 4 == 0 && (customer + 1) % count_ == number_;
    if (!mine && !colleague) return;
    const auto id = next_id('a');
    wanted_[id] = now();
    wire_.send(encode(ConversationAccept{
        .id = ClientMsgId(id), .conversation_id = row.conversation_id, .owner_epoch = row.owner_epoch
    }));
}

void Agent::answer(const Accepted& accepted)
{
    const auto wanted = wanted_.extract(accepted.id.value);
    if (wanted.empty() || !accepted.conversation_id || !accepted.owner_epoch) return;
    if (accepted.id.value.front() == 'a') {
        ++house_.tally.taken;
    } else {
        ++house_.tally.taken_over;
        house_.tally.takeover.add(since(wanted.mapped()));
    }
    wire_.send(encode(MessageSend{
        .id = ClientMsgId(next_id('m')),
        .conversation_id = *accepted.conversation_id,
        .text = "I am looking into it.",
        .owner_epoch = accepted.owner_epoch
    }));
    house_.poller.at(
        now() + Millis(500),
        [this, conversation = *accepted.conversation_id, epoch = *accepted.owner_epoch] {
            wire_.send(encode(ConversationHandBack{
                .id = ClientMsgId(next_id('b')), .conversation_id = conversation, .owner_epoch = epoch
            }));
        }
    );
}

void Agent::refused(const Rejected& rejected)
{
    if (!rejected.id || wanted_.erase(rejected.id->value) == 0) return;
    if (Errc(rejected.code) == Errc::already_taken || Errc(rejected.code) == Errc::stale_epoch)
        ++house_.tally.already_taken;
}

} // namespace tandem::load
