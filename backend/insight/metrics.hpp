#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace tandem::insight {

enum class Latency {
    accept,      // from a command's arrival to its being durable
    first_token, // from a customer's message to the first text of its answer
    answer,      // from a customer's message to the end of its answer
};

// Numbers for Prometheus. Counters and gauges are read from their owners when somebody asks; latencies are
// observed as they happen. Used from the loop's thread only.
class Metrics
{
public:
    Metrics();
    ~Metrics();

    void observe(Latency what, double seconds);

    // A number somebody else keeps. `name` without the prefix tandem_. Numbers of one name differ in their
    // labels.
    using Labels = std::map<std::string, std::string>;
    void add_counter(std::string name, std::string help, std::function<double()> read, Labels labels = {});
    void add_gauge(std::string name, std::string help, std::function<double()> read, Labels labels = {});

    // The text exposition format.
    [[nodiscard]] std::string text();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace tandem::insight
