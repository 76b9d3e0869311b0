#include "tests/load/report.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fstream>
#include <iostream>

// Many customers, and agents, against a running server; see README.md.

namespace {

using namespace tandem::load;

// name=PID or PID; the latter is the server.
std::map<std::string, int> pids_from(const std::vector<std::string>& words)
{
    std::map<std::string, int> pids;
    for (const auto& word : words) {
        const auto equals = word.find('=');
        const auto name = equals == word.npos ? "server" : word.substr(0, equals);
        pids[name] = std::stoi(equals == word.npos ? word : word.substr(equals + 1));
    }
    return pids;
}

void add_options(CLI::App& cli, Options& o, std::vector<std::string>& pids)
{
    const std::map<std::string, Scenario> scenarios{
        {"open", Scenario::open},
        {"turns", Scenario::turns},
        {"storm", Scenario::storm},
        {"slow", Scenario::slow},
        {"agents", Scenario::agents},
        {"overload", Scenario::overload}
    };
    const std::map<std::string, Dialect> dialects{
        {"tandem", Dialect::tandem}, {"plain", Dialect::plain}, {"socketio", Dialect::socketio}
    };
    const auto add = [&](const char* name, auto& value, const char* meaning) {
        return cli.add_option(name, value, meaning)->capture_default_str();
    };
    cli.add_option("scenario", o.scenario, "What they do")->transform(CLI::CheckedTransformer(scenarios));
    cli.add_option("--speak", o.dialect, "Protocol of the server")
        ->transform(CLI::CheckedTransformer(dialects));
    add("--host", o.host, "IPv4 address of the server");
    add("--port", o.port, "Port of the server");
    add("--serve", o.serve, "Command that starts the server to measure, instead of --port");
    add("--pid", pids, "Processes to measure with their children: PID of the server, or name=PID");

    add("--customers", o.customers, "Customers connected")->check(CLI::PositiveNumber);
    add("--processes", o.processes, "Processes that play them; 0: one for each 8,000");
    add("--sources", o.sources, "Source addresses from 127.0.0.2 up; 0: the system chooses");
    add("--connect-rate", o.connect_rate, "Customers that connect in a second; 0: as fast as it goes");
    cli.add_flag("--begin", o.begin, "Every customer begins a conversation before the run");
    add("--greeting", o.greeting, "First words of those who begin");
    add("--text", o.text, "What customers say; a number is added");
    add("--seed", o.seed, "Of all chance but who the visitors are");

    add("--rate", o.rate, "Turns due in a second")->check(CLI::NonNegativeNumber);
    add("--warm", o.warm, "Seconds of turns before anything is measured");
    add("--seconds", o.seconds, "How long turns fall due")->check(CLI::PositiveNumber);
    add("--think", o.think, "Seconds between an answer and the same customer's next words, on average");
    add("--turn-limit", o.turn_limit, "Seconds until a turn counts as timed out");
    add("--model-ms", o.model_ms, "The model's own time to its first token, taken off the latency");

    add("--factor", o.factor, "overload: times --rate for the second of three stretches");
    add("--share", o.share, "slow: part of the customers that stop reading for a third of the run");
    add("--spread", o.spread, "storm: seconds over which customers come back");
    cli.add_flag("--kill", o.kill, "storm: by SIGKILL of the server, which is started again at once");
    add("--ask-rate", o.ask_rate, "agents: persons asked for in a second");
    add("--take-rate", o.take_rate, "agents: conversations taken over in mid-answer in a second");
    add("--agents", o.agents, "Agents signed in, as PREFIX1, PREFIX2 …");
    add("--agent-prefix", o.agent_prefix, "Of their logins");
    cli.add_option("--agent-password", o.agent_password, "Of all of them")
        ->envname("TANDEM_LOAD_AGENT_PASSWORD");

    add("--json", o.json, "File to write the report to");
    add("--picture", o.picture, "File to write an SVG picture to");
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    std::vector<std::string> pids;
    CLI::App cli(
        "Plays many customers against a running server and measures what they see.", "tandem-load"
    );
    add_options(cli, options, pids);
    CLI11_PARSE(cli, argc, argv);

    try {
        options.pids = pids_from(pids);
        const Report report = play(options);
        std::cout << as_text(options, report);
        if (!options.json.empty()) std::ofstream(options.json) << as_json(options, report);
        if (!options.picture.empty()) std::ofstream(options.picture) << as_picture(options, report);
        if (!report.sound()) return 1;
        const bool nothing = options.scenario != Scenario::open && report.measured().answered == 0;
        return nothing ? 3 : 0;
    } catch (const std::exception& error) {
        std::cerr << "tandem-load: " << error.what() << "\n";
        return 2;
    }
}
