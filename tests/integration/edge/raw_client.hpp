#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// A TCP client that says exactly what it is told to, for tests of the edge. Blocking, every wait has a
// limit.

namespace tandem::edge {

using Millis = std::chrono::milliseconds;

inline constexpr Millis patience{5'000};

class RawClient
{
public:
    // Connects to 127.0.0.1. Throws when that fails. A small receive buffer makes a peer that does not read
    // visible early.
    explicit RawClient(std::uint16_t port, int receive_buffer = 0);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // Sends all of it. False when the peer has closed, or does not take it within the limit.
    bool send(std::string_view bytes, Millis limit = patience);
    void shutdown_send();

    // Reads more into received(). False at the peer's end or reset (then closed() is true) or when the
    // limit is over.
    bool read_some(Millis limit = patience);

    // Reads until `text` has been received, and gives everything up to its end, which is then taken out.
    std::optional<std::string> read_until(std::string_view text, Millis limit = patience);
    std::optional<std::string> read_exactly(std::size_t size, Millis limit = patience);

    // Everything until the peer closes. Check closed() for whether it did.
    std::string read_to_end(Millis limit = patience);

    [[nodiscard]] bool closed() const { return closed_; }
    [[nodiscard]] const std::string& received() const { return received_; }

private:
    int fd_ = -1;
    std::string received_;
    bool closed_ = false;
};

struct Answer
{
    int status = 0; // 0: none came
    std::string head;
    std::string body;

    // Value of a header, the name as written in the answer.
    [[nodiscard]] std::string header(std::string_view name) const;
};

// One answer, framed by its Content-Length; without a body after HEAD.
Answer read_answer(RawClient& client, Millis limit = patience, bool head_only = false);

// What an answer lacks or tells that it should not (H-39): a sentence, empty when all is well.
std::string missing_protection(const Answer& answer);

struct ServerFrame
{
    unsigned first = 0; // FIN, reserved bits and opcode
    std::string payload;

    // Of a close frame; 1005 when it carries none.
    [[nodiscard]] std::uint16_t close_code() const;
};

inline constexpr unsigned text_frame = 0x81;
inline constexpr unsigned close_frame = 0x88;
inline constexpr unsigned ping_frame = 0x89;
inline constexpr unsigned pong_frame = 0x8A;

// The request that opens a WebSocket, with more header lines ("Name: value\r\n").
std::string handshake(std::string_view path, std::string_view more = {});

// Sends it and reads the answer. True when the connection is now a WebSocket.
bool open_websocket(RawClient& client, std::string_view path);

// A masked frame; `first` is the whole first byte.
std::string client_frame(unsigned first, std::string_view payload);

// Only the header of a masked frame that announces `length`, in the widest form if asked.
std::string client_frame_header(unsigned first, std::uint64_t length, bool widest = false);

std::optional<ServerFrame> read_frame(RawClient& client, Millis limit = patience);

// Reads over other frames to the close frame. Nothing: the connection ended, or went on, without one.
std::optional<std::uint16_t> read_close_code(RawClient& client, Millis limit = patience);

} // namespace tandem::edge
