#pragma once

#include <cstdint>
#include <string>

namespace tandem::load {

// A server that the load starts itself, from a command line that ends in a process which prints
// "listening on ADDRESS:PORT". It dies with whoever started it; the destructor kills it.
class Served
{
public:
    explicit Served(std::string command) : command_(std::move(command)) {}
    ~Served();
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    // Starts it and waits for its line, a minute at most. Throws std::runtime_error.
    void start();

    // SIGKILL, and waits for the end.
    void kill();

    [[nodiscard]] int pid() const { return pid_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    void wait_for_its_line();

    const std::string command_;
    int pid_ = 0;
    int output_ = -1;
    std::uint16_t port_ = 0;
};

} // namespace tandem::load
