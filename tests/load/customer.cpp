#include "tests/load/customer.hpp"

#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/codec.hpp"

#include <algorithm>
#include <charconv>

namespace tandem::load {

using namespace protocol;

namespace {

constexpr Millis first_pause{50}; // between attempts, with jitter; doubles
constexpr int most_doublings = 5;

// The number behind `name`, in a frame whose members are written without blanks.
std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view name)
{
    const auto found = text.find(name);
    if (found == text.npos) return std::nullopt;
    std::uint64_t value = 0;
    const auto* begin = text.data() + found + name.size();
    const auto read = std::from_chars(begin, text.data() + text.size(), value);
    if (read.ec != std::errc()) return std::nullopt;
    return value;
}

// Code points of a JSON string that begins here, up to its closing quote; nothing when it has none or an
// escape that makes counting hard.
std::optional<std::uint64_t> points_in_string(std::string_view text)
{
    std::uint64_t points = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '"') return points;
        if (c == '\\' && (++i >= text.size() || text[i] == 'u')) return std::nullopt;
        if ((c & 0xC0U) != 0x80U) ++points;
    }
    return std::nullopt;
}

std::uint64_t code_points(std::string_view text)
{
    return static_cast<std::uint64_t>(std::ranges::count_if(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

} // namespace

Customer::Customer(House& house, int number, std::uint32_t source)
    : Guest(house, number, source),
      key_(make_token(32, system_random()))
{}

// ---- the connection

void Customer::connect()
{
    if (!wire_.is_closed()) return;
    ++connection_;
    if (attempts_ == 0) dialled_ = now();
    wire_.open(target("/ws/customer"));
}

void Customer::connect_later()
{
    const auto most = first_pause * (1 << std::min(attempts_++, most_doublings));
    const Millis pause(1 + static_cast<Millis::rep>(house_.random.below(std::uint64_t(most.count()))));
    house_.poller.at(now() + pause, [this] { connect(); });
}

void Customer::opened()
{
    Hello hello{.client = "tandem-load", .visitor_key = key_};
    if (!conversation_.value.empty())
        hello.resume.push_back({.conversation_id = conversation_, .after_seq = last_seq_});
    wire_.send(encode(hello));
}

void Customer::closed(std::uint16_t code)
{
    const bool was_welcome = std::exchange(welcome_, false);
    if (lost_ == Time()) lost_ = now();
    if (was_welcome) {
        house_.tally.closed.add(code);
    } else {
        ++house_.tally.open_failed;
    }
    if (!should_reconnect(code)) {
        failed();
        retired_ = true;
        return;
    }
    connect_later();
}

void Customer::drop(Span pause)
{
    wire_.cut();
    welcome_ = false;
    lost_ = now();
    house_.poller.at(now() + pause, [this] { connect(); });
}

// What keeps the connection alive when nobody says anything.
void Customer::beat(std::uint64_t connection)
{
    if (connection != connection_ || !welcome_) return;
    if (now() - spoke_ >= heartbeat_) {
        spoke_ = now();
        wire_.send(encode(Ping{.n = connection_}));
    }
    house_.poller.at(spoke_ + heartbeat_, [this, connection] { beat(connection); });
}

// ---- saying

// m_KEY_INDEX: the key's beginning makes it somebody's own.
ClientMsgId Customer::id_of(std::size_t index) const
{
    return ClientMsgId("m_" + key_.substr(0, 12) + "_" + std::to_string(index));
}

std::optional<std::size_t> Customer::index_of(const ClientMsgId& id) const
{
    const auto prefix = "m_" + key_.substr(0, 12) + "_";
    if (!id.value.starts_with(prefix)) return std::nullopt;
    const auto index = number_behind(id.value, prefix);
    return index && *index < told_.size() ? index : std::nullopt;
}

void Customer::say()
{
    turn_ = 0;
    told_.push_back(Fate::open);
    if (conversation_.value.empty()) start_ = told_.size() - 1;
    ++house_.tally.said;
    send_message(told_.size() - 1);
}

// Again under the same id when the connection was lost before the answer came.
void Customer::send_message(std::size_t index)
{
    if (!welcome_) return;
    spoke_ = now();
    const auto& options = house_.options;
    const std::string name = "load-" + std::to_string(number());
    const std::string text = options.begin && index == start_
                                 ? options.greeting
                                 : options.text + " (" + std::to_string(index) + ")";
    // What began the conversation is repeated as it was, although the conversation is known by then.
    if (index == start_) {
        wire_.send(encode(ConversationStart{.id = id_of(index), .text = text, .name = name}));
    } else {
        wire_.send(encode(MessageSend{.id = id_of(index), .conversation_id = conversation_, .text = text}));
    }
}

void Customer::ask_for_person()
{
    if (!welcome_ || conversation_.value.empty() || asked_) return;
    asked_ = true;
    ++house_.tally.asked;
    house_.asked_at[std::size_t(number())] = std::chrono::nanoseconds(now().time_since_epoch()).count();
    wire_.send(encode(PersonRequest{
        .id =
            ClientMsgId("p_" + key_.substr(0, 12) + "_" + std::to_string(now().time_since_epoch().count())),
        .conversation_id = conversation_
    }));
}

// ---- hearing

void Customer::heard(std::string_view text)
{
    if (text.starts_with(R"({"type":"turn.delta")") && heard_delta(text)) return;
    auto message = decode_server(text);
    if (!message) {
        ++house_.tally.disordered; // nothing that is not understood may be ignored
        return;
    }
    std::visit([this](const auto& content) { handle(content); }, *message);
}

// Most of what comes is deltas; they are looked at without being taken apart.
bool Customer::heard_delta(std::string_view text)
{
    constexpr std::string_view text_member = R"(,"text":")";
    const auto begin = text.find(text_member);
    if (begin == text.npos) return false;
    const auto head = text.substr(0, begin);
    const auto turn = number_behind(head, R"("turn":)");
    const auto offset = number_behind(head, R"("offset":)");
    const auto points = points_in_string(text.substr(begin + text_member.size()));
    if (!turn || !offset || !points) {
        const auto message = decode_server(text);
        const auto* delta = message ? std::get_if<TurnDelta>(&*message) : nullptr;
        if (delta == nullptr) return false;
        heard_text_at(delta->turn, delta->offset, code_points(delta->text));
        return true;
    }
    heard_text_at(*turn, *offset, *points);
    return true;
}

void Customer::heard_text_at(Seq turn, std::uint64_t offset, std::uint64_t points)
{
    ++house_.tally.deltas;
    if (turn != turn_) {
        turn_ = turn;
        delta_end_ = 0;
    }
    if (offset != delta_end_) ++house_.tally.torn;
    delta_end_ = offset + points;
    first_token();
}

void Customer::handle(const Welcome& welcome)
{
    welcome_ = true;
    attempts_ = 0;
    heartbeat_ = Millis(std::max(1'000, welcome.heartbeat_ms));
    spoke_ = now() - std::chrono::milliseconds(house_.random.below(std::uint64_t(heartbeat_.count())));
    house_.poller.at(spoke_ + heartbeat_, [this, c = connection_] { beat(c); });
    if (conversation_.value.empty()) note_back();
    if (conversation_.value.empty() && !welcome.conversations.empty())
        conversation_ = welcome.conversations.front().conversation_id;
    // Unanswered words are said again.
    for (std::size_t i = 0; i < told_.size(); ++i) {
        if (told_[i] == Fate::open) send_message(i);
    }
    if (checking_) {
        check();
    } else if (!house_.options.begin) {
        note_opened();
    } else if (told_.empty()) {
        say();
    }
}

void Customer::handle(const Accepted& message)
{
    const auto index = index_of(message.id);
    if (!index) return;
    if (told_[*index] != Fate::open) {
        ++house_.tally.doubled; // a command gets one answer
        return;
    }
    told_[*index] = Fate::accepted;
    ++house_.tally.accepted;
    if (conversation_.value.empty() && message.conversation_id) conversation_ = *message.conversation_id;
    if (*index + 1 == told_.size()) {
        turn_ = message.seq.value_or(0);
        delta_end_ = 0;
    }
    accepted();
    if (house_.options.begin) note_opened();
}

void Customer::handle(const Rejected& rejected)
{
    const auto index = rejected.id ? index_of(*rejected.id) : std::nullopt;
    if (!index) {
        asked_ = false;
        return;
    }
    told_[*index] = Fate::refused;
    // A customer who could not begin is no customer: it tries again, with other words.
    if (house_.options.begin && conversation_.value.empty()) {
        house_.poller.at(now() + Millis(rejected.retry_after_ms.value_or(500)), [this] {
            if (welcome_ && conversation_.value.empty()) say();
        });
    }
    refused(rejected.code);
}

void Customer::handle(const Resumed& resumed)
{
    if (resumed.reset) last_seq_ = 0;
    note_back();
}

// A server that was killed cannot have anybody back before it was started again.
void Customer::note_back()
{
    if (lost_ == Time()) return;
    const Time restarted{std::chrono::nanoseconds(house_.orders.restarted.load())};
    house_.tally.back.add(since(std::max(lost_, restarted)));
    ++house_.tally.reconnects;
    lost_ = {};
}

void Customer::handle(const EventFrame& frame)
{
    const Event& event = frame.event;
    if (event.conversation_id != conversation_) {
        if (!conversation_.value.empty()) return;
        conversation_ = event.conversation_id; // its start was accepted; the answer is on its way
    }
    if (event.seq != last_seq_ + 1) ++house_.tally.disordered;
    last_seq_ = event.seq;
    if (const Owner* owner = new_owner(event.data)) {
        retired_ = owner->kind != OwnerKind::bot;
        if (owner->kind == OwnerKind::agent && asked_) {
            asked_ = false;
            const auto at = house_.asked_at[std::size_t(number())].exchange(0);
            if (at != 0) house_.tally.assigned.add(since(Time(std::chrono::nanoseconds(at))));
        }
        if (retired_ && busy()) handed_over();
        if (retired_ && house_.options.scenario != Scenario::agents) come_as_somebody_else();
        return;
    }
    const auto* message = std::get_if<MessageAccepted>(&event.data);
    if (message == nullptr || event.actor.kind != ActorKind::bot) return;
    if (message->turn == turn_ && turn_ != 0) answered();
}

void Customer::handle(const TurnSnapshot& snapshot)
{
    turn_ = snapshot.turn;
    delta_end_ = code_points(snapshot.text);
    // A reader who joins before the first word is told that there is none yet.
    if (!snapshot.text.empty()) first_token();
}

void Customer::handle(const TurnFailed& message)
{
    if (message.turn == turn_) failed();
}

// ---- checking

// The log with a person is checked at once; then another visitor takes this one's place.
void Customer::come_as_somebody_else()
{
    house_.poller.at(now() + std::chrono::milliseconds(1), [this] {
        if (retired_ && !checking_) check();
    });
}

void Customer::check()
{
    checking_ = true;
    read_ = 0;
    found_.assign(told_.size(), 0);
    answered_turns_.clear();
    if (conversation_.value.empty()) {
        // Nothing was promised to somebody without a conversation.
        house_.tally.lost += std::uint64_t(std::ranges::count(told_, Fate::accepted));
        house_.checked(*this);
        return;
    }
    if (!welcome_) {
        connect();
        return; // goes on with the welcome
    }
    ++check_;
    read_on();
}

void Customer::read_on()
{
    wire_.send(encode(HistoryRead{
        .id = ClientMsgId("h_" + std::to_string(check_) + "_" + std::to_string(read_)),
        .conversation_id = conversation_,
        .after_seq = read_
    }));
}

void Customer::give_up_checking()
{
    if (!conversation_.value.empty()) ++house_.tally.unchecked;
}

void Customer::handle(const HistoryPage& page)
{
    // Not the page of a check that was begun anew.
    if (!checking_ || page.id.value != "h_" + std::to_string(check_) + "_" + std::to_string(read_)) return;
    for (const Event& event : page.events) {
        if (event.seq != ++read_) ++house_.tally.disordered;
        read_ = event.seq;
        if (event.client_msg_id) {
            if (const auto index = index_of(*event.client_msg_id)) ++found_[*index];
        }
        const auto* message = std::get_if<MessageAccepted>(&event.data);
        if (message != nullptr && message->turn) answered_turns_.push_back(*message->turn);
    }
    if (read_ < page.last_seq && !page.events.empty())
        read_on();
    else
        compare();
}

// What was promised against what is there.
void Customer::compare()
{
    auto& tally = house_.tally;
    for (std::size_t i = 0; i < told_.size(); ++i) {
        if (told_[i] == Fate::accepted && found_[i] == 0) ++tally.lost;
        if (found_[i] > 1) ++tally.doubled;
        if (found_[i] > 0) ++tally.stored;
    }
    std::ranges::sort(answered_turns_);
    const auto distinct =
        std::size_t(std::ranges::unique(answered_turns_).begin() - answered_turns_.begin());
    tally.doubled += answered_turns_.size() - distinct;
    tally.answers += answered_turns_.size();
    checking_ = false;
    if (!retired_ || house_.orders.stage >= checking) {
        house_.checked(*this);
        return;
    }
    wire_.cut();
    ++connection_;
    welcome_ = false;
    key_ = make_token(32, system_random());
    conversation_ = {};
    told_.clear();
    start_ = 0;
    retired_ = false;
    asked_ = false;
    last_seq_ = 0;
    turn_ = 0;
    lost_ = {};
    attempts_ = 0;
    house_.poller.at(now() + std::chrono::milliseconds(house_.random.below(200)), [this] { connect(); });
}

} // namespace tandem::load
