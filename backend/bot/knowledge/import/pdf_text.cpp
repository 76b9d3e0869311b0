#include "backend/bot/knowledge/import/pdf_text.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tandem::bot {
namespace {

class Descriptor
{
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const { return fd_; }
    void close()
    {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

private:
    int fd_;
};

// Starts pdftotext with its output in `out`. Zero, or an error number.
int start(const std::filesystem::path& file, int out, pid_t& pid)
{
    // A path that begins with a hyphen is a file, not an option.
    auto name = std::filesystem::absolute(file).string();
    std::array<std::string, 6> words{"pdftotext", "-q", "-enc", "UTF-8", std::move(name), "-"};
    std::array<char*, 7> arguments{};
    for (std::size_t i = 0; i < words.size(); ++i)
        arguments[i] = words[i].data();
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    const int error = ::posix_spawnp(&pid, arguments.front(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    return error;
}

enum class Ended { complete, too_much, too_late };

Ended read_all(int fd, std::string& out, std::size_t limit, std::chrono::steady_clock::time_point until)
{
    std::array<char, 65536> piece{};
    while (true) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) return Ended::too_late;
        pollfd wait{fd, POLLIN, 0};
        if (::poll(&wait, 1, static_cast<int>(left.count())) <= 0) continue;
        const auto count = ::read(fd, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return Ended::complete;
        out.append(piece.data(), static_cast<std::size_t>(count));
        if (out.size() > limit) return Ended::too_much;
    }
}

} // namespace

std::expected<std::string, std::string>
pdf_text(const std::filesystem::path& file, std::size_t limit, std::chrono::milliseconds patience)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return std::unexpected("no pipe: " + std::system_category().message(errno));
    const Descriptor in(ends[0]);
    Descriptor out(ends[1]);
    pid_t pid = 0;
    if (const int error = start(file, out.get(), pid); error != 0) {
        return std::unexpected(
            error == ENOENT ? "reading PDF needs the program pdftotext (Debian package poppler-utils)"
                            : "pdftotext did not start: " + std::system_category().message(error)
        );
    }
    out.close();
    std::string text;
    const auto ended = read_all(in.get(), text, limit, std::chrono::steady_clock::now() + patience);
    if (ended != Ended::complete) ::kill(pid, SIGKILL);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (ended == Ended::too_late) return std::unexpected("pdftotext took too long and was stopped");
    if (ended == Ended::too_much) return std::unexpected("too much text");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::unexpected("pdftotext cannot read it");
    return text;
}

} // namespace tandem::bot
