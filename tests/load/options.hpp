#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::load {

enum class Scenario { open, turns, storm, slow, agents, overload };

// How the server is spoken to. The peers of `compare` are measured by the same client.
enum class Dialect { tandem, plain, socketio };

struct Options
{
    Scenario scenario = Scenario::turns;
    Dialect dialect = Dialect::tandem;
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;

    int customers = 100;
    int processes = 0; // 0: one for each 8,000 people
    int sources = 4;   // source addresses, from 127.0.0.2 up; 0: the system chooses
    double connect_rate = 1'000;
    bool begin = false; // every customer begins a conversation before the run
    std::string greeting = "hello";
    std::string text = "How long do I have to return an item?";
    std::uint64_t seed = 1;

    double rate = 10; // turns due in a second
    double warm = 0;  // seconds of them before anything is measured
    double seconds = 10;
    double think = 0;       // seconds between an answer and the customer's next words, on average
    double turn_limit = 30; // seconds until a turn counts as timed out
    double model_ms = 0;    // the model's own time to its first token, taken off

    double factor = 2;    // overload: times `rate`
    double share = 0.1;   // slow: of customers, that stop reading
    double spread = 0;    // storm: seconds over which customers come back at first
    bool kill = false;    // storm: by SIGKILL of the server that was started
    double ask_rate = 10; // agents: persons asked for in a second
    double take_rate = 0; // agents: take-overs in a second
    int agents = 0;
    std::string agent_prefix = "load-";
    std::string agent_password;

    std::string serve; // a command to start and to measure
    std::map<std::string, int> pids;
    std::string json;
    std::string picture;
};

[[nodiscard]] constexpr std::string_view name_of(Scenario scenario)
{
    switch (scenario) {
    case Scenario::open:
        return "open";
    case Scenario::turns:
        return "turns";
    case Scenario::storm:
        return "storm";
    case Scenario::slow:
        return "slow";
    case Scenario::agents:
        return "agents";
    case Scenario::overload:
        return "overload";
    }
    return {};
}

} // namespace tandem::load
