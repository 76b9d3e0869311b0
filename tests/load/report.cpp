#include "tests/load/report.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <unistd.h>

namespace tandem::load {

namespace {

namespace json = boost::json;

double millis(Histogram::Micros value) { return double(value.count()) / 1000; }

json::object latency(const Histogram& histogram)
{
    return {
        {"count", histogram.count()},
        {"mean_ms", millis(histogram.mean())},
        {"p50_ms", millis(histogram.quantile(0.50))},
        {"p95_ms", millis(histogram.quantile(0.95))},
        {"p99_ms", millis(histogram.quantile(0.99))},
        {"max_ms", millis(histogram.max())},
    };
}

void latency_line(std::ostream& out, const char* name, const Histogram& histogram)
{
    out << std::left << std::setw(14) << name << std::right << std::fixed << std::setprecision(1);
    for (const double q : {0.50, 0.95, 0.99})
        out << std::setw(10) << millis(histogram.quantile(q));
    out << std::setw(10) << millis(histogram.max()) << std::setw(10) << histogram.count() << "\n";
}

} // namespace

std::optional<Usage> usage_of(int pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (pid <= 0 || !std::getline(file, line)) return std::nullopt;
    // The program's name stands in brackets and may hold anything; fields are counted behind it.
    std::istringstream fields(line.substr(line.rfind(')') + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    for (int i = 0; i < 8; ++i)
        fields >> skipped;
    std::uint64_t pages = 0;
    fields >> pages;
    const double ticks = double(::sysconf(_SC_CLK_TCK));
    return Usage{(user + system) / ticks, pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))};
}

std::string as_text(const Options& options, const Report& r)
{
    std::ostringstream out;
    out << std::fixed << std::setprecision(1);
    out << options.customers << " customers, " << options.rate << " turns/s for " << options.seconds
        << " s\n";
    out << "turns: due " << r.due << ", sent " << r.sent << ", accepted " << r.accepted << ", answered "
        << r.answered << ", handed over " << r.handed_over << ", failed " << r.failed << ", timed out "
        << r.timed_out << "\n";
    for (const auto& [name, count] : r.rejected)
        out << "rejected " << name << ": " << count << "\n";
    out << "waited for a free customer " << r.waited << ", reconnects " << r.reconnects << ", torn "
        << r.torn << "\n\n";
    out << "ms                   p50       p95       p99       max     count\n";
    latency_line(out, "accept", r.accept);
    latency_line(out, "first token", r.first_token);
    latency_line(out, "full answer", r.full_answer);
    if (r.server_before && r.server_after) {
        const double cpu = r.server_after->cpu_seconds - r.server_before->cpu_seconds;
        out << "\nserver: " << std::setprecision(2) << cpu << " s of processor time in " << r.seconds
            << " s, memory " << r.server_before->rss_bytes / 1024 << " KiB before, "
            << r.server_after->rss_bytes / 1024 << " KiB after\n";
    }
    out << "\nlost " << r.lost << ", doubled " << r.doubled << ", disordered " << r.disordered << "\n";
    return out.str();
}

std::string as_json(const Options& options, const Report& r)
{
    json::object rejected;
    for (const auto& [name, count] : r.rejected)
        rejected[name] = count;
    json::object report{
        {"customers", options.customers},
        {"rate", options.rate},
        {"seconds", r.seconds},
        {"connected", r.connected},
        {"due", r.due},
        {"waited", r.waited},
        {"sent", r.sent},
        {"accepted", r.accepted},
        {"rejected", std::move(rejected)},
        {"answered", r.answered},
        {"handed_over", r.handed_over},
        {"failed", r.failed},
        {"timed_out", r.timed_out},
        {"reconnects", r.reconnects},
        {"torn", r.torn},
        {"lost", r.lost},
        {"doubled", r.doubled},
        {"disordered", r.disordered},
        {"accept", latency(r.accept)},
        {"first_token", latency(r.first_token)},
        {"full_answer", latency(r.full_answer)},
    };
    if (r.server_before && r.server_after) {
        report["server_cpu_seconds"] = r.server_after->cpu_seconds - r.server_before->cpu_seconds;
        report["server_rss_bytes_before"] = r.server_before->rss_bytes;
        report["server_rss_bytes_after"] = r.server_after->rss_bytes;
    }
    return json::serialize(report) + "\n";
}

} // namespace tandem::load
