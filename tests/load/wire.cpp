#include "tests/load/wire.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace tandem::load {

namespace {

// The sample nonce of RFC 6455 and its answer.
constexpr std::string_view nonce = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view nonce_answer = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

constexpr unsigned text_frame = 1;
constexpr unsigned close_frame = 8;
constexpr unsigned ping_frame = 9;
constexpr unsigned pong_frame = 10;

constexpr std::size_t keep_capacity = 2'048;

} // namespace

void Wire::open(const Target& target)
{
    if (state_ != State::closed) throw std::logic_error("open twice");
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(target.port);
    if (::inet_pton(AF_INET, target.host.c_str(), &to.sin_addr) != 1)
        throw std::runtime_error("not an IPv4 address: " + target.host);

    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) throw std::runtime_error("no more sockets: raise the limit of open files (ulimit -n)");
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (target.receive_buffer > 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &target.receive_buffer, sizeof target.receive_buffer);
    }
    if (target.source != 0) {
        // The port is chosen when connecting, so that each source address has all ports of its own.
        ::setsockopt(socket_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        sockaddr_in from{};
        from.sin_family = AF_INET;
        from.sin_addr.s_addr = htonl(target.source);
        if (::bind(socket_, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0)
            throw std::runtime_error("cannot use a source address; --sources 0 lets the system choose");
    }
    request_ = "GET " + target.path + " HTTP/1.1\r\nHost: " + target.host +
               "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: " +
               std::string(nonce) + "\r\n\r\n";
    reading_ = true;
    state_ = State::connecting;
    ticket_ = poller_.add(socket_, EPOLLOUT, *this);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 &&
        errno != EINPROGRESS) {
        // Told later, as every other failure to open.
        poller_.change(ticket_, socket_, EPOLLOUT | EPOLLHUP);
    }
}

void Wire::send(std::string_view text)
{
    if (state_ == State::open) write_frame(text_frame, text);
}

void Wire::close()
{
    if (state_ == State::open) write_frame(close_frame, std::string_view("\x03\xe8", 2));
}

void Wire::cut()
{
    if (socket_ < 0) return;
    poller_.remove(ticket_, socket_);
    ::close(socket_);
    socket_ = -1;
    state_ = State::closed;
    in_ = {};
    out_ = {};
}

void Wire::stop_reading()
{
    reading_ = false;
    if (state_ == State::open) watch();
}

void Wire::go_on_reading()
{
    reading_ = true;
    if (state_ == State::open) watch();
}

void Wire::ready(std::uint32_t what)
{
    if (state_ == State::connecting) {
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0 || (what & EPOLLHUP) != 0) return end(0);
        return shake_hands();
    }
    if ((what & EPOLLOUT) != 0 && !out_.empty()) {
        const auto waiting = std::exchange(out_, {});
        write(waiting);
        if (socket_ >= 0 && out_.empty()) watch();
    }
    if (socket_ >= 0 && (what & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) read();
}

void Wire::shake_hands()
{
    state_ = State::shaking_hands;
    watch();
    write(std::exchange(request_, {}));
}

void Wire::read()
{
    static std::array<char, 64 * 1024> buffer;
    const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size == 0) return end(0);
    if (size < 0) {
        if (errno == EAGAIN || errno == EINTR) return;
        return end(0);
    }
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
    const auto ticket = ticket_;
    std::string joined;
    if (!in_.empty()) {
        joined = std::exchange(in_, {});
        joined.append(bytes);
        bytes = joined;
    }
    if (state_ == State::shaking_hands && !take_handshake(bytes)) return;
    if (state_ == State::open) take_frames(bytes);
    // What was heard may have led to another connection.
    if (socket_ >= 0 && ticket_ == ticket && !bytes.empty()) in_.assign(bytes);
}

// False when the rest is of no use yet, or any more.
bool Wire::take_handshake(std::string_view& bytes)
{
    const auto end_of_head = bytes.find("\r\n\r\n");
    if (end_of_head == bytes.npos) {
        in_.assign(bytes);
        return false;
    }
    const auto head = bytes.substr(0, end_of_head);
    bytes.remove_prefix(end_of_head + 4);
    if (!head.starts_with("HTTP/1.1 101") || head.find(nonce_answer) == head.npos) {
        end(0);
        return false;
    }
    state_ = State::open;
    speaker_.opened();
    return socket_ >= 0;
}

void Wire::take_frames(std::string_view& bytes)
{
    while (bytes.size() >= 2) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
        std::size_t header = 2;
        std::uint64_t length = byte(1) & 0x7FU;
        if (length >= 126) {
            const std::size_t more = length == 126 ? 2 : 8;
            header += more;
            if (bytes.size() < header) return;
            length = 0;
            for (std::size_t i = 0; i < more; ++i)
                length = length << 8U | byte(2 + i);
        }
        if (bytes.size() - header < length) return;
        const auto payload = bytes.substr(header, length);
        const unsigned opcode = byte(0) & 0x0FU;
        bytes.remove_prefix(header + length);
        if (opcode == text_frame) {
            speaker_.heard(payload);
        } else if (opcode == ping_frame) {
            write_frame(pong_frame, payload);
        } else if (opcode == close_frame) {
            const auto high = payload.size() >= 2 ? static_cast<unsigned char>(payload[0]) : 0U;
            const auto low = payload.size() >= 2 ? static_cast<unsigned char>(payload[1]) : 0U;
            write_frame(close_frame, payload.substr(0, 2));
            return end(static_cast<std::uint16_t>(high << 8U | low));
        }
        if (state_ != State::open) return; // ended by what was heard
    }
}

// The mask is all zeroes: legal, and spares both ends the work. This is no browser and passes no proxy.
void Wire::write_frame(unsigned opcode, std::string_view payload)
{
    std::string frame;
    frame.reserve(payload.size() + 14);
    frame.push_back(static_cast<char>(0x80U | opcode));
    if (payload.size() < 126) {
        frame.push_back(static_cast<char>(0x80U | payload.size()));
    } else if (payload.size() <= 0xFFFF) {
        frame.push_back(static_cast<char>(0x80U | 126U));
        frame.push_back(static_cast<char>(payload.size() >> 8U));
        frame.push_back(static_cast<char>(payload.size() & 0xFFU));
    } else {
        throw std::logic_error("a frame that long is not sent here");
    }
    frame.append(4, '\0').append(payload);
    write(frame);
}

void Wire::write(std::string_view bytes)
{
    if (out_.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) return; // reading will find out
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    if (bytes.empty()) return;
    out_.append(bytes);
    watch();
}

void Wire::watch()
{
    poller_.change(ticket_, socket_, (reading_ ? EPOLLIN : 0U) | (out_.empty() ? 0U : EPOLLOUT));
    if (out_.empty() && out_.capacity() > keep_capacity) out_.shrink_to_fit();
}

void Wire::end(std::uint16_t code)
{
    cut();
    speaker_.closed(code);
}

} // namespace tandem::load
