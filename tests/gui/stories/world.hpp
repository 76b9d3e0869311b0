#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tandem::testing {

// What surrounds a console in a story: the real server with its data, a scripted language model, one agent
// account, and a customer. Nothing moves but in poll().
class World
{
public:
    static constexpr const char* login = "dee";
    static constexpr const char* password = "a long password";

    World();
    ~World();

    [[nodiscard]] std::string url() const; // "ws://127.0.0.1:port"
    void killServer();
    void restartServer(); // on the same data and port

    void poll();

    // ---- the customer ----
    void customerConnects();
    void customerSays(const std::string& text); // the first begins the conversation
    void customerWantsAPerson();
    [[nodiscard]] std::string conversation() const; // empty until it began

    // What the customer's screen has: "bot: …", "agent: …", "customer: …" for messages, "[type]" for other
    // events.
    [[nodiscard]] std::vector<std::string> customerSees() const;
    [[nodiscard]] std::string streaming() const; // the text of an answer in progress
    [[nodiscard]] int timesSeen(const std::string& line) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tandem::testing
