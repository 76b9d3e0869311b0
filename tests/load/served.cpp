#include "tests/load/served.hpp"

#include "tests/load/poller.hpp"

#include <array>
#include <csignal>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tandem::load {

namespace {

constexpr std::string_view announcement = "listening on ";
constexpr auto start_limit = std::chrono::seconds(60);

} // namespace

Served::~Served() { kill(); }

void Served::start()
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe for the server's output");
    const int child = ::fork();
    if (child < 0) throw std::runtime_error("the server cannot be started");
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        // The shell is replaced, so that the process is the server itself.
        const auto line = "exec " + command_;
        ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    if (output_ >= 0) ::close(output_);
    output_ = ends[0];
    pid_ = child;
    wait_for_its_line();
}

void Served::wait_for_its_line()
{
    std::string said;
    const Time end = now() + start_limit;
    while (now() < end) {
        pollfd waited{.fd = output_, .events = POLLIN, .revents = 0};
        if (::poll(&waited, 1, 100) <= 0) continue;
        std::array<char, 4'096> bytes{};
        const auto size = ::read(output_, bytes.data(), bytes.size());
        if (size <= 0) break;
        said.append(bytes.data(), static_cast<std::size_t>(size));
        const auto line = said.find(announcement);
        if (line == said.npos || said.find('\n', line) == said.npos) continue;
        const auto colon = said.rfind(':', said.find('\n', line));
        port_ = static_cast<std::uint16_t>(std::stoi(said.substr(colon + 1)));
        return;
    }
    kill();
    throw std::runtime_error("the server did not start: " + command_);
}

void Served::kill()
{
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

} // namespace tandem::load
