#pragma once

#include "tests/load/poller.hpp"

#include <string>
#include <string_view>

namespace tandem::load {

struct Target
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string path;
    std::uint32_t source = 0; // IPv4 address to connect from, host order; 0: the system chooses
    int receive_buffer = 0;   // bytes the kernel takes ahead of us; 0: its default
};

// Whoever is at our end of a wire. Never called from inside a call to it.
class Speaker
{
public:
    virtual ~Speaker() = default;
    virtual void opened() = 0;
    virtual void heard(std::string_view text) = 0;
    virtual void closed(std::uint16_t code) = 0; // 0 when no close frame came, also when it never opened
};

// One WebSocket, many times in a row: open, closed, open again. A few hundred bytes beside the socket, and
// no buffer while nothing is half read or half written.
class Wire final : public Watched
{
public:
    Wire(Poller& poller, Speaker& speaker) : poller_(poller), speaker_(speaker) {}
    ~Wire() override { cut(); }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // Begins to connect; `opened` or `closed` follows. Only while it is not open.
    void open(const Target& target);

    // Queued when the kernel takes no more. Nothing happens while it is not open.
    void send(std::string_view text);

    // Says goodbye; `closed` follows when the server has answered or has gone.
    void close();

    // Ends at once, as a broken network would; the speaker is not told.
    void cut();

    // A reader that stops reading: what comes stays with the kernel, and then with the server.
    void stop_reading();
    void go_on_reading();

    [[nodiscard]] bool is_open() const { return state_ == State::open; }
    [[nodiscard]] bool is_closed() const { return state_ == State::closed; }

    void ready(std::uint32_t what) override;

private:
    enum class State { closed, connecting, shaking_hands, open };

    void shake_hands();
    void read();
    [[nodiscard]] bool take_handshake(std::string_view& bytes);
    void take_frames(std::string_view& bytes);
    void write_frame(unsigned opcode, std::string_view payload);
    void write(std::string_view bytes);
    void watch();
    void end(std::uint16_t code);

    Poller& poller_;
    Speaker& speaker_;
    std::string in_;  // received, not yet whole
    std::string out_; // not yet taken by the kernel
    std::string request_;
    Poller::Ticket ticket_ = 0;
    int socket_ = -1;
    State state_ = State::closed;
    bool reading_ = true;
};

} // namespace tandem::load
