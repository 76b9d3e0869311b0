#pragma once

#include "shared/protocol/messages.hpp"
#include "tests/load/guest.hpp"

#include <unordered_map>

namespace tandem::load {

// An agent at a console: sees the queue, takes the customers whose number is its own, says something and
// hands them back; takes a conversation over when told to.
class Agent final : public Speaker
{
public:
    Agent(House& house, int number, int count, std::uint32_t source);

    void connect();

    // Takes the conversation that it last saw the bot answering in; false when it saw none.
    bool take_over();

    [[nodiscard]] bool ready() const { return welcome_; }

    void opened() override;
    void heard(std::string_view text) override;
    void closed(std::uint16_t code) override;

private:
    struct Row
    {
        ConversationId conversation_id;
        Epoch owner_epoch = 0;
    };

    void look_at_rows(std::string_view text);
    void look_at(std::string_view row);
    void waiting(int customer, Row row);
    void answer(const protocol::Accepted& accepted);
    void refused(const protocol::Rejected& rejected);
    [[nodiscard]] std::string next_id(char what);

    House& house_;
    Wire wire_{house_.poller, *this};
    const int number_;
    const int count_;
    const std::uint32_t source_;
    std::string token_;
    bool welcome_ = false;
    std::uint64_t next_ = 0;
    std::unordered_map<int, std::int64_t> seen_; // by customer: which asking was seen
    Row streaming_;
    std::unordered_map<std::string, Time> wanted_; // commands on their way
};

} // namespace tandem::load
