#pragma once

#include "tests/load/report.hpp"
#include "tests/support/client/chat_client.hpp"

#include <deque>
#include <memory>
#include <vector>

namespace tandem::load {

// One run: customers connect, turns fall due by the clock, and every conversation is checked at the end.
class LoadRun
{
public:
    explicit LoadRun(Options options);

    // Blocks until the last answer, or until there is no hope of one. Throws when the customers cannot
    // connect.
    [[nodiscard]] Report run();

private:
    using Time = std::chrono::steady_clock::time_point;

    struct Customer
    {
        std::unique_ptr<testing::ChatClient> client;
        bool busy = false;
        bool retired = false; // a person has the conversation: nobody answers here
        Time due;             // of its turn
        ClientMsgId id;
        Seq seq = 0; // of its message, once accepted
        bool first_token_seen = false;
    };

    void connect_all();
    void schedule_next(Time due);
    void turn_due(Time due);
    void begin(Customer& customer, Time due);
    void end(Customer& customer);
    void watch_limits();
    void heard(Customer& customer, const protocol::ServerMessage& message);
    void heard_event(Customer& customer, const protocol::Event& event);
    [[nodiscard]] bool finished() const;
    void audit();

    Options options_;
    boost::asio::io_context loop_{1};
    SeededRandom random_;
    boost::asio::steady_timer arrivals_{loop_};
    std::vector<std::unique_ptr<Customer>> customers_;
    std::deque<Customer*> idle_;
    std::deque<Time> waiting_; // turns that are due and have no customer yet
    Time stop_arrivals_;
    std::size_t busy_ = 0;
    bool all_due_ = false;
    Report report_;
};

} // namespace tandem::load
