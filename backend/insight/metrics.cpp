#include "backend/insight/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sstream>
#include <vector>

namespace tandem::insight {

namespace {

const prometheus::Histogram::BucketBoundaries buckets{
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2,
    3,
    5,
    10,
    20,
};

} // namespace

struct Metrics::Impl
{
    prometheus::Registry registry;
    std::map<Latency, prometheus::Histogram*> latencies;
    std::vector<std::function<void()>> refresh; // brings a read number up to date

    void add_latency(Latency what, const std::string& name, const std::string& help)
    {
        auto& family = prometheus::BuildHistogram().Name("tandem_" + name).Help(help).Register(registry);
        latencies[what] = &family.Add({}, buckets);
    }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>())
{
    impl_->add_latency(Latency::accept, "accept_seconds", "From a command's arrival to its being durable");
    impl_->add_latency(
        Latency::first_token,
        "first_token_seconds",
        "From a customer's message to the first text of its answer"
    );
    impl_->add_latency(
        Latency::answer, "answer_seconds", "From a customer's message to the end of its answer"
    );
}

Metrics::~Metrics() = default;

void Metrics::observe(Latency what, double seconds) { impl_->latencies.at(what)->Observe(seconds); }

void Metrics::add_counter(std::string name, std::string help, std::function<double()> read, Labels labels)
{
    auto& counter =
        prometheus::BuildCounter().Name("tandem_" + name).Help(help).Register(impl_->registry).Add(labels);
    impl_->refresh.push_back([&counter, read = std::move(read)] {
        counter.Increment(read() - counter.Value());
    });
}

void Metrics::add_gauge(std::string name, std::string help, std::function<double()> read, Labels labels)
{
    auto& gauge =
        prometheus::BuildGauge().Name("tandem_" + name).Help(help).Register(impl_->registry).Add(labels);
    impl_->refresh.push_back([&gauge, read = std::move(read)] { gauge.Set(read()); });
}

std::string Metrics::text()
{
    for (const auto& refresh : impl_->refresh)
        refresh();
    return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

} // namespace tandem::insight
