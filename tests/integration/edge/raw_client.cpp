#include "tests/integration/edge/raw_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace tandem::edge {

namespace {

using Clock = std::chrono::steady_clock;

Millis left(Clock::time_point end)
{
    return std::max(Millis(0), std::chrono::duration_cast<Millis>(end - Clock::now()));
}

bool wait_for(int fd, short what, Millis limit)
{
    pollfd entry{fd, what, 0};
    return poll(&entry, 1, static_cast<int>(limit.count())) > 0;
}

} // namespace

RawClient::RawClient(std::uint16_t port, int receive_buffer) : fd_(socket(AF_INET, SOCK_STREAM, 0))
{
    if (receive_buffer > 0) setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(fd_);
        throw std::runtime_error("cannot connect");
    }
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

RawClient::~RawClient() { ::close(fd_); }

bool RawClient::send(std::string_view bytes, Millis limit)
{
    const auto end = Clock::now() + limit;
    while (!bytes.empty()) {
        const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno != EAGAIN || !wait_for(fd_, POLLOUT, left(end))) {
            return false;
        }
    }
    return true;
}

void RawClient::shutdown_send() { shutdown(fd_, SHUT_WR); }

bool RawClient::read_some(Millis limit)
{
    if (closed_ || !wait_for(fd_, POLLIN, limit)) return false;
    std::array<char, 65'536> bytes;
    const auto size = recv(fd_, bytes.data(), bytes.size(), 0);
    closed_ = size <= 0;
    if (!closed_) received_.append(bytes.data(), static_cast<std::size_t>(size));
    return !closed_;
}

std::optional<std::string> RawClient::read_until(std::string_view text, Millis limit)
{
    const auto end = Clock::now() + limit;
    while (true) {
        const auto found = received_.find(text);
        if (found != std::string::npos) return read_exactly(found + text.size());
        if (!read_some(left(end))) return std::nullopt;
    }
}

std::optional<std::string> RawClient::read_exactly(std::size_t size, Millis limit)
{
    const auto end = Clock::now() + limit;
    while (received_.size() < size) {
        if (!read_some(left(end))) return std::nullopt;
    }
    std::string out = received_.substr(0, size);
    received_.erase(0, size);
    if (received_.empty()) received_.shrink_to_fit(); // so that a test of memory sees the server's
    return out;
}

std::string RawClient::read_to_end(Millis limit)
{
    const auto end = Clock::now() + limit;
    while (read_some(left(end))) {
    }
    return std::exchange(received_, {});
}

std::string Answer::header(std::string_view name) const
{
    const auto start = head.find("\r\n" + std::string(name) + ": ");
    if (start == std::string::npos) return {};
    const auto value = start + name.size() + 4;
    return head.substr(value, head.find("\r\n", value) - value);
}

Answer read_answer(RawClient& client, Millis limit, bool head_only)
{
    Answer answer;
    const auto head = client.read_until("\r\n\r\n", limit);
    if (!head || !head->starts_with("HTTP/1.1 ")) return answer;
    answer.head = *head;
    answer.status = std::stoi(head->substr(9, 3));
    const auto length = answer.header("Content-Length");
    if (head_only || length.empty()) return answer;
    answer.body = client.read_exactly(std::stoul(length), limit).value_or("incomplete");
    return answer;
}

std::string missing_protection(const Answer& answer)
{
    if (answer.header("X-Content-Type-Options") != "nosniff") return "X-Content-Type-Options is missing";
    if (answer.header("Referrer-Policy") != "no-referrer") return "Referrer-Policy is missing";
    if (answer.header("Content-Security-Policy").empty()) return "Content-Security-Policy is missing";
    if (!answer.header("Server").empty() || !answer.header("X-Powered-By").empty())
        return "it names its software";
    if ((answer.head + answer.body).find("Boost") != std::string::npos) return "it names a library";
    return {};
}

std::uint16_t ServerFrame::close_code() const
{
    if (payload.size() < 2) return 1005;
    return static_cast<std::uint16_t>(
        static_cast<unsigned char>(payload[0]) << 8U | static_cast<unsigned char>(payload[1])
    );
}

std::string handshake(std::string_view path, std::string_view more)
{
    return "GET " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
           "Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           std::string(more) + "\r\n";
}

bool open_websocket(RawClient& client, std::string_view path)
{
    client.send(handshake(path));
    const auto head = client.read_until("\r\n\r\n");
    return head && head->starts_with("HTTP/1.1 101 ") &&
           head->find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != std::string::npos;
}

std::string client_frame_header(unsigned first, std::uint64_t length, bool widest)
{
    std::string out{static_cast<char>(first)};
    const unsigned bytes = widest || length > 0xFFFF ? 8 : length > 125 ? 2 : 0;
    out.push_back(static_cast<char>(0x80U | (bytes == 8 ? 127 : bytes == 2 ? 126 : length)));
    for (unsigned i = bytes; i-- > 0;)
        out.push_back(static_cast<char>(length >> (8 * i) & 0xFFU));
    return out + "\x11\x22\x33\x44";
}

std::string client_frame(unsigned first, std::string_view payload)
{
    constexpr std::string_view mask = "\x11\x22\x33\x44";
    auto out = client_frame_header(first, payload.size());
    for (std::size_t i = 0; i < payload.size(); ++i)
        out.push_back(static_cast<char>(payload[i] ^ mask[i % 4]));
    return out;
}

std::optional<ServerFrame> read_frame(RawClient& client, Millis limit)
{
    const auto byte = [](const std::string& text, std::size_t i) {
        return static_cast<unsigned char>(text[i]);
    };
    const auto begin = client.read_exactly(2, limit);
    if (!begin) return std::nullopt;
    std::uint64_t length = byte(*begin, 1);
    if (length >= 126) {
        const auto more = client.read_exactly(length == 126 ? 2 : 8, limit);
        if (!more) return std::nullopt;
        length = 0;
        for (std::size_t i = 0; i < more->size(); ++i)
            length = length << 8U | byte(*more, i);
    }
    const auto payload = client.read_exactly(length, limit);
    if (!payload) return std::nullopt;
    return ServerFrame{byte(*begin, 0), *payload};
}

std::optional<std::uint16_t> read_close_code(RawClient& client, Millis limit)
{
    const auto end = Clock::now() + limit;
    while (const auto frame = read_frame(client, left(end))) {
        if (frame->first == close_frame) return frame->close_code();
    }
    return std::nullopt;
}

} // namespace tandem::edge
