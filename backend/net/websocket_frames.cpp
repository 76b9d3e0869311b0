#include "backend/net/websocket_frames.hpp"

#include "backend/net/utf8.hpp"

#include <algorithm>
#include <utility>

namespace tandem::net {

namespace {

constexpr std::uint16_t normal_closure_without_code = 1005;
constexpr std::uint16_t protocol_error = 1002;
constexpr std::uint16_t unsupported_data = 1003;
constexpr std::uint16_t ill_formed_text = 1007;
constexpr std::uint16_t too_big = 1009;

bool is_control(Opcode opcode) { return static_cast<unsigned>(opcode) >= 8; }

// Codes that may travel (RFC 6455 section 7.4 and the IANA registry up to 1014).
bool may_be_sent(unsigned code)
{
    if (code >= 3000 && code <= 4999) return true;
    return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

} // namespace

FrameEvent FrameDecoder::next(std::string_view& bytes)
{
    if (failed_) return FrameEvent::failed;
    while (true) {
        if (!in_payload_) {
            while (header_size_ < header_length()) {
                if (bytes.empty()) return FrameEvent::need_more;
                header_[header_size_++] = static_cast<unsigned char>(bytes.front());
                bytes.remove_prefix(1);
                if (header_size_ == 2 && !header_begun()) return FrameEvent::failed;
            }
            if (!header_complete()) return FrameEvent::failed;
        }
        take_payload(bytes);
        if (payload_left_ > 0) return FrameEvent::need_more;
        if (const auto event = frame_complete(); event != FrameEvent::need_more) return event;
    }
}

std::string FrameDecoder::take_message() { return std::exchange(message_, {}); }

std::size_t FrameDecoder::header_length() const
{
    if (header_size_ < 2) return 2;
    const unsigned length = header_[1] & 0x7FU;
    return 2U + (length == 127 ? 8U : length == 126 ? 2U : 0U) + 4U;
}

bool FrameDecoder::header_begun()
{
    const unsigned code = header_[0] & 0x0FU;
    final_ = (header_[0] & 0x80U) != 0;
    opcode_ = static_cast<Opcode>(code);
    const bool reserved_bits = (header_[0] & 0x70U) != 0;
    const bool masked = (header_[1] & 0x80U) != 0;
    const bool known = code <= 2 || (code >= 8 && code <= 10);
    if (reserved_bits || !masked || !known) return fail_with(protocol_error), false;

    if (is_control(opcode_)) {
        if (!final_ || (header_[1] & 0x7FU) > 125) return fail_with(protocol_error), false;
        control_size_ = 0;
        return true;
    }
    // A continuation continues something, and nothing else may come in between.
    if ((opcode_ == Opcode::continuation) != in_message_) return fail_with(protocol_error), false;
    if (opcode_ == Opcode::binary) return fail_with(unsupported_data), false;
    if (!in_message_) fragments_ = 0;
    if (++fragments_ > fragment_limit_) return fail_with(too_big), false;
    in_message_ = true;
    return true;
}

bool FrameDecoder::header_complete()
{
    const std::size_t length_bytes = header_size_ - 6;
    std::uint64_t length = header_[1] & 0x7FU;
    if (length_bytes > 0) {
        length = 0;
        for (std::size_t i = 0; i < length_bytes; ++i)
            length = length << 8U | header_[2 + i];
        // Too big is told first: a length with its top bit set is that as well.
        if (!is_control(opcode_) && length > message_limit_) return fail_with(too_big), false;
        if (length < (length_bytes == 2 ? 126U : 65'536U)) return fail_with(protocol_error), false;
    }
    if (!is_control(opcode_) && length > message_limit_ - message_.size()) return fail_with(too_big), false;

    std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(header_size_ - 4), 4, mask_.begin());
    mask_at_ = 0;
    payload_left_ = length;
    header_size_ = 0;
    in_payload_ = true;
    return true;
}

void FrameDecoder::take_payload(std::string_view& bytes)
{
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, bytes.size()));
    char* out = nullptr;
    if (is_control(opcode_)) {
        out = control_.data() + control_size_;
        control_size_ = static_cast<std::uint8_t>(control_size_ + size);
    } else {
        const auto before = message_.size();
        message_.resize(before + size);
        out = message_.data() + before;
    }
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<char>(bytes[i] ^ mask_[(mask_at_ + i) & 3U]);
    mask_at_ += size;
    payload_left_ -= size;
    bytes.remove_prefix(size);
}

FrameEvent FrameDecoder::frame_complete()
{
    in_payload_ = false;
    switch (opcode_) {
    case Opcode::ping:
        return FrameEvent::ping;
    case Opcode::pong:
        return FrameEvent::pong;
    case Opcode::close:
        return close_complete();
    default:
        break;
    }
    if (!final_) return FrameEvent::need_more; // the caller goes on with the next frame
    in_message_ = false;
    return is_valid_utf8(message_) ? FrameEvent::message : fail_with(ill_formed_text);
}

FrameEvent FrameDecoder::close_complete()
{
    failed_ = true; // nothing after a close frame is looked at
    close_code_ = normal_closure_without_code;
    if (control_size_ == 0) return FrameEvent::close;
    if (control_size_ == 1) return fail_with(protocol_error);

    const unsigned high = static_cast<unsigned char>(control_[0]);
    const unsigned low = static_cast<unsigned char>(control_[1]);
    const unsigned code = high << 8U | low;
    if (!may_be_sent(code)) return fail_with(protocol_error);
    if (!is_valid_utf8(control_payload().substr(2))) return fail_with(ill_formed_text);
    close_code_ = static_cast<std::uint16_t>(code);
    return FrameEvent::close;
}

FrameEvent FrameDecoder::fail_with(std::uint16_t code)
{
    failed_ = true;
    close_code_ = code;
    message_ = {};
    return FrameEvent::failed;
}

std::size_t write_frame_header(std::array<char, 10>& out, Opcode opcode, std::size_t payload)
{
    out[0] = static_cast<char>(0x80U | static_cast<unsigned>(opcode));
    if (payload <= 125) {
        out[1] = static_cast<char>(payload);
        return 2;
    }
    const std::size_t bytes = payload <= 0xFFFF ? 2 : 8;
    out[1] = static_cast<char>(bytes == 2 ? 126 : 127);
    for (std::size_t i = 0; i < bytes; ++i)
        out[2 + i] = static_cast<char>(payload >> (8 * (bytes - 1 - i)) & 0xFFU);
    return 2 + bytes;
}

std::string close_payload(std::uint16_t code, std::string_view reason)
{
    constexpr std::size_t reason_limit = 123;
    if (reason.size() > reason_limit) {
        std::size_t end = reason_limit;
        while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0U) == 0x80U)
            --end;
        reason = reason.substr(0, end);
    }
    std::string out{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)};
    return out.append(reason);
}

} // namespace tandem::net
