#include "tests/support/postgres/cutting_proxy.hpp"

#include <array>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tandem::testing {

namespace {

constexpr int tick_ms = 50; // how soon the end is noticed
constexpr auto socket_name = "/.s.PGSQL.5432";

// A simple query, as on the wire: type, length, text, NUL.
constexpr std::string_view commit_message(
    "Q\0\0\0\x0b"
    "COMMIT\0",
    12
);

// A batch that is one statement commits by itself. As on the wire: a Bind message, the portal without a
// name, the prepared statement's.
constexpr std::string_view known_write("\0write_known\0", 13);

bool commits(std::string_view message)
{
    return message == commit_message ||
           (message.starts_with('B') && message.substr(5).starts_with(known_write));
}

int make_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

sockaddr_un address_of(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("too long a path: " + path);
    std::memcpy(static_cast<char*>(address.sun_path), path.c_str(), path.size() + 1);
    return address;
}

template <class Call>
void with_address(Call call, int socket, const std::string& path)
{
    const auto address = address_of(path);
    if (call(socket, reinterpret_cast<const sockaddr*>(&address), socklen_t(sizeof address)) != 0)
        throw std::runtime_error("cannot use the socket " + path);
}

// Passes on what is there; false at the end.
bool pass(int from, int to, std::string& seen)
{
    std::array<char, 65'536> buffer{};
    const auto got = ::read(from, buffer.data(), buffer.size());
    if (got <= 0) return false;
    seen.assign(buffer.data(), std::size_t(got));
    if (to < 0) return true;
    return ::send(to, buffer.data(), std::size_t(got), MSG_NOSIGNAL) == got;
}

} // namespace

CuttingProxy::CuttingProxy(const std::string& server_url)
{
    const std::string marker = "?host=";
    const auto host = server_url.find(marker) + marker.size();
    server_socket_ = server_url.substr(host) + socket_name;
    url_ = server_url.substr(0, host) + folder_.path().toStdString();
    listener_ = make_socket();
    with_address(::bind, listener_, folder_.path().toStdString() + socket_name);
    if (::listen(listener_, 16) != 0) throw std::runtime_error("cannot listen");
    thread_ = std::thread([this] { accept(); });
}

CuttingProxy::~CuttingProxy()
{
    stopping_ = true;
    thread_.join();
    for (auto& session : sessions_)
        session.join();
    ::close(listener_);
}

void CuttingProxy::cut(Cut where, int times)
{
    const std::lock_guard lock(mutex_);
    where_ = where;
    times_ = times;
}

CuttingProxy::Cut CuttingProxy::take_cut()
{
    const std::lock_guard lock(mutex_);
    if (times_ == 0) return Cut::never;
    --times_;
    return where_;
}

void CuttingProxy::accept()
{
    while (!stopping_) {
        pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, tick_ms) != 1) continue;
        const int client = ::accept(listener_, nullptr, nullptr);
        const std::lock_guard lock(mutex_);
        sessions_.emplace_back([this, client] { serve(client); });
    }
}

void CuttingProxy::serve(int client)
{
    const int server = make_socket();
    std::string seen;
    bool open = true;
    try {
        with_address(::connect, server, server_socket_);
    } catch (const std::exception&) {
        open = false;
    }
    while (open && !stopping_) {
        std::array<pollfd, 2> ends{
            pollfd{.fd = client, .events = POLLIN, .revents = 0},
            pollfd{.fd = server, .events = POLLIN, .revents = 0}
        };
        if (::poll(ends.data(), ends.size(), tick_ms) <= 0) continue;
        if (ends[1].revents != 0) open = pass(server, client, seen);
        if (!open || ends[0].revents == 0) continue;
        // The client waits for each answer, so a COMMIT comes alone.
        open = pass(client, -1, seen);
        const auto cut = open && commits(seen) ? take_cut() : Cut::never;
        if (open && cut != Cut::before)
            open = ::send(server, seen.data(), seen.size(), MSG_NOSIGNAL) == ssize_t(seen.size());
        if (cut == Cut::never) continue;
        if (cut == Cut::after) static_cast<void>(pass(server, -1, seen)); // its answer: it has committed
        ++cuts_;
        open = false;
    }
    ::close(server);
    ::close(client);
}

} // namespace tandem::testing
