#include "tests/load/peer_guest.hpp"

#include <cstdlib>

namespace tandem::load {

namespace {

long number_behind(std::string_view text, std::string_view name)
{
    const auto found = text.find(name);
    return found == text.npos ? -1 : std::strtol(text.data() + found + name.size(), nullptr, 10);
}

} // namespace

void PeerGuest::connect()
{
    dialled_ = now();
    const bool plain = house_.options.dialect == Dialect::plain;
    wire_.open(target(plain ? "/ws" : "/socket.io/?EIO=4&transport=websocket"));
}

void PeerGuest::say()
{
    ++turn_;
    next_delta_ = 0;
    acked_ = false;
    ++house_.tally.said;
    const auto message =
        R"({"t":"msg","q":)" + std::to_string(turn_) + R"(,"text":")" + house_.options.text + R"("})";
    wire_.send(house_.options.dialect == Dialect::plain ? message : R"(42["m",)" + message + "]");
}

void PeerGuest::heard(std::string_view text)
{
    if (house_.options.dialect == Dialect::socketio) {
        if (text.starts_with("2")) return wire_.send("3");
        if (text.starts_with("0")) return wire_.send("40");
        if (text.starts_with("40")) return;
    }
    const auto type = text.find(R"("t":")");
    if (type == text.npos) return;
    const auto kind = text.substr(type + 5);
    if (kind.starts_with("hello")) return note_opened();
    if (number_behind(text, R"("q":)") != turn_) {
        ++house_.tally.doubled; // of a turn that is over
    } else if (kind.starts_with("ack")) {
        if (acked_) ++house_.tally.doubled;
        acked_ = true;
        ++house_.tally.accepted;
        ++acknowledged_;
        accepted();
    } else if (kind.starts_with("d\"")) {
        ++house_.tally.deltas;
        if (number_behind(text, R"("i":)") != next_delta_++) ++house_.tally.torn;
        first_token();
    } else if (kind.starts_with("end")) {
        answered();
    } else {
        failed();
    }
}

void PeerGuest::closed(std::uint16_t code)
{
    house_.tally.closed.add(code);
    failed();
}

// Its logs are not looked into: the peer is here for its speed.
void PeerGuest::check() { house_.checked(*this); }

} // namespace tandem::load
