#pragma once

#include "backend/storage/store.hpp"
#include "tests/support/client/chat_client.hpp"
#include "tests/support/history/checker.hpp"

#include <deque>
#include <string>
#include <vector>

namespace tandem::testing {

// Customers and agents who do random things, for tests that break something meanwhile. Their ledgers say in
// the end what each was told.
class Crowd
{
public:
    static constexpr int customers = 8;
    static constexpr int agents = 2; // with the logins agent0, agent1 and `password`
    static constexpr auto password = "a long password";

    // The clients take turns on the ports.
    Crowd(boost::asio::io_context& loop, const std::vector<std::uint16_t>& ports, std::uint64_t seed);

    // One random deed of one random client.
    void act();

    // Acts for so long.
    void talk_for(Millis time);

    [[nodiscard]] bool all_answered() const;
    [[nodiscard]] std::vector<history::Ledger> ledgers() const;
    void leave();

private:
    void act_as_customer(ChatClient& client);
    void act_as_agent(ChatClient& client);

    boost::asio::io_context& loop_;
    SeededRandom random_;
    std::deque<ChatClient> clients_;
    std::uint64_t texts_ = 0;
};

// What became of it all.
struct Verdict
{
    std::string faults; // a line each; empty when all is well
    std::size_t conversations = 0;
    std::size_t events = 0;
    std::size_t accepted = 0; // commands
};

// Compares what every client was told with what is stored, and looks for questions left open.
[[nodiscard]] Verdict judge(const std::vector<history::Ledger>& ledgers, storage::Store& store);

} // namespace tandem::testing
