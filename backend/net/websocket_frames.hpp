#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The server's half of RFC 6455 framing, without any I/O.
//
// Beast's own stream is not used for WebSockets: version 1.81 swallows empty fragments without telling
// (requirement S-4 wants them counted), and holds 1.5 KB of read buffer for each idle connection.

namespace tandem::net {

enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

enum class FrameEvent {
    need_more, // everything given was consumed
    message,   // a whole text message: take_message()
    ping,      // control_payload()
    pong,      // control_payload()
    close,     // close_code(), 1005 when the peer gave none; nothing may follow
    failed,    // close_code() says what to close with; the decoder is then dead
};

// Masked frames of a client in, text messages and control frames out. Memory is taken as payload arrives,
// never as a length announces it, and stays below `message_limit` plus one control frame.
//
// Fails with 1002 (protocol), 1003 (binary data), 1007 (ill-formed UTF-8), or 1009 (message over its limit,
// or in more than `fragment_limit` frames).
class FrameDecoder
{
public:
    FrameDecoder(std::size_t message_limit, unsigned fragment_limit)
        : message_limit_(message_limit),
          fragment_limit_(fragment_limit)
    {}

    // Takes from the front of `bytes` until something happened. Call again until it needs more.
    [[nodiscard]] FrameEvent next(std::string_view& bytes);

    // Once after `message`.
    [[nodiscard]] std::string take_message();

    [[nodiscard]] std::string_view control_payload() const { return {control_.data(), control_size_}; }
    [[nodiscard]] std::uint16_t close_code() const { return close_code_; }

    // True when no frame and no message has been begun and not completed.
    [[nodiscard]] bool at_rest() const { return header_size_ == 0 && !in_payload_ && !in_message_; }

private:
    [[nodiscard]] bool header_begun();    // looks at the first two bytes; false: failed
    [[nodiscard]] bool header_complete(); // looks at the length; false: failed
    [[nodiscard]] std::size_t header_length() const;
    void take_payload(std::string_view& bytes);
    FrameEvent frame_complete();
    FrameEvent close_complete();
    FrameEvent fail_with(std::uint16_t code);

    std::size_t message_limit_;
    unsigned fragment_limit_;

    std::array<unsigned char, 14> header_{};
    std::size_t header_size_ = 0;
    std::uint64_t payload_left_ = 0;
    std::size_t mask_at_ = 0;
    std::array<char, 4> mask_{};

    std::string message_;
    std::array<char, 125> control_{};
    std::uint8_t control_size_ = 0;
    unsigned fragments_ = 0;
    std::uint16_t close_code_ = 0;
    Opcode opcode_ = Opcode::continuation;
    bool final_ = false;
    bool in_payload_ = false;
    bool in_message_ = false; // a data frame has begun the message and its last has not been completed
    bool failed_ = false;
};

// Header of an unfragmented, unmasked frame. Returns its length, at most 10.
std::size_t write_frame_header(std::array<char, 10>& out, Opcode opcode, std::size_t payload);

// Payload of a close frame; the reason is cut to what fits, between two characters.
[[nodiscard]] std::string close_payload(std::uint16_t code, std::string_view reason);

} // namespace tandem::net
