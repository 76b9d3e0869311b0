#include "tests/load/load_run.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fstream>
#include <iostream>

// Many customers against a running server; see README.md.

int main(int argc, char** argv)
{
    using namespace tandem::load;

    Options options;
    CLI::App cli(
        "Plays many customers against a running Tandem and measures what they see.", "tandem-load"
    );
    cli.add_option("--host", options.host, "Address of the server")->capture_default_str();
    cli.add_option("--port", options.port, "Port of the server")->capture_default_str();
    cli.add_option("--customers", options.customers, "Customers connected")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    cli.add_option("--rate", options.rate, "Turns due in a second")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    cli.add_option("--seconds", options.seconds, "How long turns fall due")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    cli.add_option("--ramp", options.ramp, "Seconds over which customers connect")->capture_default_str();
    cli.add_option(
           "--sources", options.sources, "Source addresses from 127.0.0.2 up; 0: the system chooses"
    )
        ->capture_default_str();
    cli.add_option("--turn-limit", options.turn_limit, "Seconds until a turn counts as timed out")
        ->capture_default_str();
    cli.add_option("--text", options.text, "What customers say; a number is added")->capture_default_str();
    cli.add_option("--seed", options.seed, "Of the arrivals")->capture_default_str();
    cli.add_option("--server-pid", options.server_pid, "Process to measure");
    cli.add_option("--json", options.json, "File to write the report to");
    CLI11_PARSE(cli, argc, argv);

    try {
        const Report report = LoadRun(options).run();
        std::cout << as_text(options, report);
        if (!options.json.empty()) std::ofstream(options.json) << as_json(options, report);
        if (!report.sound()) return 1;
        return report.answered > 0 ? 0 : 3;
    } catch (const std::exception& error) {
        std::cerr << "tandem-load: " << error.what() << "\n";
        return 2;
    }
}
