#include "tests/load/report.hpp"

#include "shared/base/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iomanip>
#include <sstream>

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
    if (histogram.count() == 0) return;
    out << std::left << std::setw(16) << name << std::right << std::fixed << std::setprecision(1);
    for (const double q : {0.50, 0.95, 0.99})
        out << std::setw(10) << millis(histogram.quantile(q));
    out << std::setw(10) << millis(histogram.max()) << std::setw(10) << histogram.count() << "\n";
}

std::string refusal_name(int code) { return std::string(errc_name(Errc(code))); }

json::object codes(const Codes& codes, bool errors)
{
    json::object out;
    for (const auto& entry : codes.entries()) {
        if (entry.count > 0)
            out[errors ? refusal_name(entry.code) : std::to_string(entry.code)] = entry.count;
    }
    return out;
}

json::object stretch(const Stretch& s)
{
    return {
        {"due", s.due},
        {"waited", s.waited},
        {"sent", s.sent},
        {"accepted", s.accepted},
        {"answered", s.answered},
        {"answered_while_it_lasted", s.ended},
        {"handed_over", s.handed_over},
        {"failed", s.failed},
        {"refused", codes(s.refused, true)},
        {"timed_out", s.timed_out},
        {"accept", latency(s.accept)},
        {"first_token", latency(s.first_token)},
        {"full_answer", latency(s.full_answer)},
    };
}

void stretch_lines(std::ostream& out, const char* name, const Stretch& s)
{
    if (s.due == 0) return;
    out << name << ": due " << s.due << ", sent " << s.sent << ", accepted " << s.accepted << ", answered "
        << s.answered << ", handed over " << s.handed_over << ", failed " << s.failed << ", timed out "
        << s.timed_out << ", waited for a free customer " << s.waited << "\n";
    for (const auto& entry : s.refused.entries()) {
        if (entry.count > 0) out << "  refused " << refusal_name(entry.code) << ": " << entry.count << "\n";
    }
    out << "ms                     p50       p95       p99       max     count\n";
    latency_line(out, "accept", s.accept);
    latency_line(out, "first token", s.first_token);
    latency_line(out, "full answer", s.full_answer);
    out << "\n";
}

double kilobytes(double bytes) { return bytes / 1024; }

} // namespace

Cost cost_of(const Options& options, const Report& report, const std::string& group)
{
    const auto at = [&](const Sample& sample) {
        const auto found = sample.usage.find(group);
        return found != sample.usage.end() ? found->second : Usage();
    };
    Cost cost;
    cost.cpu_seconds = at(report.end).cpu_seconds - at(report.begin).cpu_seconds;
    if (const auto turns = report.measured().ended; turns > 0)
        cost.cpu_per_1000_turns = cost.cpu_seconds * 1'000 / double(turns);
    const double customers = options.customers;
    cost.cpu_ms_per_opening =
        (at(report.opened).cpu_seconds - at(report.before).cpu_seconds) * 1'000 / customers;
    cost.bytes_per_customer =
        (double(at(report.idle).pss_bytes) - double(at(report.before).pss_bytes)) / customers;
    cost.bytes_at_end = at(report.end).rss_bytes;
    return cost;
}

double cores_of_others(const Report& report)
{
    double ours = 0;
    for (const auto& [name, usage] : report.end.usage) {
        const auto before = report.begin.usage.find(name);
        if (before != report.begin.usage.end()) ours += usage.cpu_seconds - before->second.cpu_seconds;
    }
    const double passed = report.end.at - report.begin.at;
    const double busy = report.end.machine.busy_seconds - report.begin.machine.busy_seconds;
    return passed > 0 ? std::max(0.0, busy - ours) / passed : 0;
}

double openings_per_second(const Report& report)
{
    const auto& tally = *report.tally;
    const double passed = double(tally.last_open - tally.first_open) / 1e9;
    return passed > 0 ? double(tally.opened) / passed : 0;
}

std::string as_text(const Options& options, const Report& report)
{
    const auto& t = *report.tally;
    std::ostringstream out;
    out << std::fixed << std::setprecision(1);
    out << name_of(options.scenario) << ": " << options.customers << " customers, " << options.rate
        << " turns/s for " << options.seconds << " s\n";
    out << "opened " << t.opened << " at " << openings_per_second(report) << "/s, failed attempts "
        << t.open_failed << ", reconnects " << t.reconnects << ", closed by the server " << t.closed.total()
        << "\n\n";
    stretch_lines(out, "warm-up", t.stretch[0]);
    stretch_lines(out, "measured", t.stretch[1]);
    stretch_lines(out, "overload", t.stretch[2]);
    stretch_lines(out, "after it", t.stretch[3]);
    out << "ms                     p50       p95       p99       max     count\n";
    latency_line(out, "opening", t.open);
    latency_line(out, "back", t.back);
    latency_line(out, "on a screen", t.screen);
    latency_line(out, "assigned", t.assigned);
    latency_line(out, "taken over", t.takeover);
    latency_line(out, "load's own delay", t.lateness);
    if (report.start_seconds > 0)
        out << "the server was ready " << std::setprecision(2) << report.start_seconds
            << " s after its start\n";
    if (options.agents > 0) {
        out << "agents: asked for " << t.asked << ", taken " << t.taken << ", taken over " << t.taken_over
            << ", somebody else was first " << t.already_taken << "\n";
    }
    out << "\n";
    for (const auto& [name, usage] : report.end.usage) {
        const auto cost = cost_of(options, report, name);
        out << std::left << std::setw(10) << name << std::right << std::setprecision(2) << cost.cpu_seconds
            << " s of processor time, " << cost.cpu_per_1000_turns << " s for 1,000 turns; opening took "
            << cost.cpu_ms_per_opening << " ms and " << kilobytes(cost.bytes_per_customer)
            << " KiB for each customer; " << cost.bytes_at_end / 1024 / 1024 << " MiB at the end\n";
    }
    out << "others    " << cores_of_others(report) << " cores; load average "
        << report.begin.machine.load_average << " before, " << report.end.machine.load_average
        << " after\n\n";
    out << "said " << t.said << ", accepted " << t.accepted << ", stored " << t.stored << ", answers "
        << t.answers << ", lost " << t.lost << ", doubled " << t.doubled << ", disordered " << t.disordered
        << ", not checked " << t.unchecked << ", deltas missed " << t.torn << "\n";
    return out.str();
}

std::string as_json(const Options& options, const Report& report)
{
    const auto& t = *report.tally;
    json::array stretches;
    for (const auto& s : t.stretch)
        stretches.push_back(stretch(s));
    json::object usage;
    for (const auto& [name, used] : report.end.usage) {
        const auto cost = cost_of(options, report, name);
        usage[name] = json::object{
            {"cpu_seconds", cost.cpu_seconds},
            {"cpu_seconds_per_1000_turns", cost.cpu_per_1000_turns},
            {"cpu_ms_per_opening", cost.cpu_ms_per_opening},
            {"bytes_per_customer", cost.bytes_per_customer},
            {"rss_bytes_at_end", cost.bytes_at_end},
        };
    }
    json::array per_second;
    for (std::size_t i = 0; i < std::size_t(report.end.at - report.begin.at + options.warm) + 1; ++i) {
        const auto& s = t.second[std::min(i, Tally::longest - 1)];
        per_second.push_back(json::array{s.due, s.answered, s.refused, s.late_ms});
    }
    const double passed = report.end.at - report.begin.at;
    const json::object out{
        {"scenario", std::string(name_of(options.scenario))},
        {"customers", options.customers},
        {"rate", options.rate},
        {"seconds", passed},
        {"opened", t.opened},
        {"openings_per_second", openings_per_second(report)},
        {"open_failed", t.open_failed},
        {"turns_per_second", passed > 0 ? double(report.measured().ended) / passed : 0},
        {"stretches", std::move(stretches)},
        {"opening", latency(t.open)},
        {"back", latency(t.back)},
        {"server_start_seconds", report.start_seconds},
        {"screen", latency(t.screen)},
        {"assigned", latency(t.assigned)},
        {"takeover", latency(t.takeover)},
        {"lateness_of_the_load", latency(t.lateness)},
        {"reconnects", t.reconnects},
        {"closed", codes(t.closed, false)},
        {"agents",
         json::object{
             {"signed_in", t.agents},
             {"asked", t.asked},
             {"taken", t.taken},
             {"taken_over", t.taken_over},
             {"already_taken", t.already_taken}
         }},
        {"said", t.said},
        {"accepted", t.accepted},
        {"stored", t.stored},
        {"answers", t.answers},
        {"lost", t.lost},
        {"doubled", t.doubled},
        {"disordered", t.disordered},
        {"unchecked", t.unchecked},
        {"deltas", t.deltas},
        {"deltas_missed", t.torn},
        {"usage", std::move(usage)},
        {"others_cores", cores_of_others(report)},
        {"load_average", report.end.machine.load_average},
        {"per_second_due_answered_refused_latest_first_token_ms", std::move(per_second)},
    };
    return json::serialize(out) + "\n";
}

} // namespace tandem::load
