#include "tests/load/usage.hpp"

#include "tests/load/poller.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace tandem::load {

namespace {

// The fields of /proc/PID/stat behind the program's name, which may hold anything.
std::vector<std::uint64_t> stat_of(const std::string& pid)
{
    std::ifstream file("/proc/" + pid + "/stat");
    std::string line;
    std::vector<std::uint64_t> fields;
    if (!std::getline(file, line)) return fields;
    std::istringstream rest(line.substr(line.rfind(')') + 3)); // ") S"
    std::int64_t field = 0;
    while (rest >> field)
        fields.push_back(static_cast<std::uint64_t>(field));
    return fields;
}

// Of the fields above.
constexpr std::size_t parent = 0;
constexpr std::size_t user_time = 10;
constexpr std::size_t system_time = 11;
constexpr std::size_t children_user_time = 12;
constexpr std::size_t children_system_time = 13;
constexpr std::size_t resident_pages = 20;

std::uint64_t kilobytes(const std::string& file, const std::string& name)
{
    std::ifstream lines(file);
    std::string word;
    while (lines >> word) {
        std::uint64_t value = 0;
        if (word == name && lines >> value) return value * 1'024;
    }
    return 0;
}

std::vector<std::string> with_descendants(int pid)
{
    std::multimap<std::uint64_t, std::string> by_parent;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != name.npos) continue;
        if (const auto stat = stat_of(name); stat.size() > parent) by_parent.emplace(stat[parent], name);
    }
    std::vector<std::string> all{std::to_string(pid)};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto [begin, end] = by_parent.equal_range(std::stoull(all[i]));
        for (auto child = begin; child != end; ++child)
            all.push_back(child->second);
    }
    return all;
}

} // namespace

Usage usage_of(int pid)
{
    Usage usage;
    if (pid <= 0) return usage;
    std::uint64_t ticks = 0;
    const auto all = with_descendants(pid);
    for (const auto& process : all) {
        const auto stat = stat_of(process);
        if (stat.size() <= resident_pages) continue;
        ticks += stat[user_time] + stat[system_time];
        // Of those that have ended; of the first alone, or they would count at each step.
        if (process == all.front()) ticks += stat[children_user_time] + stat[children_system_time];
        usage.rss_bytes += stat[resident_pages] * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
        usage.pss_bytes += kilobytes("/proc/" + process + "/smaps_rollup", "Pss:");
    }
    usage.cpu_seconds = double(ticks) / double(::sysconf(_SC_CLK_TCK));
    return usage;
}

Machine machine()
{
    Machine now;
    std::ifstream("/proc/loadavg") >> now.load_average;
    std::ifstream stat("/proc/stat");
    std::string cpu;
    std::uint64_t field = 0;
    std::uint64_t ticks = 0;
    stat >> cpu;
    constexpr int idle = 3;
    constexpr int waiting = 4;
    constexpr int stolen = 7;
    for (int i = 0; i < stolen && stat >> field; ++i) {
        if (i != idle && i != waiting) ticks += field;
    }
    now.busy_seconds = double(ticks) / double(::sysconf(_SC_CLK_TCK));
    return now;
}

Sample sample(const std::map<std::string, int>& pids)
{
    Sample taken;
    taken.at = std::chrono::duration<double>(now().time_since_epoch()).count();
    taken.machine = machine();
    for (const auto& [name, pid] : pids)
        taken.usage[name] = usage_of(pid);
    taken.usage["load"] = usage_of(::getpid());
    // A server that the load started is its child as well.
    for (const auto& [name, pid] : pids) {
        if (stat_of(std::to_string(pid)).size() <= parent) continue;
        if (stat_of(std::to_string(pid))[parent] != static_cast<std::uint64_t>(::getpid())) continue;
        taken.usage["load"].cpu_seconds -= taken.usage[name].cpu_seconds;
        taken.usage["load"].rss_bytes -= taken.usage[name].rss_bytes;
        taken.usage["load"].pss_bytes -= taken.usage[name].pss_bytes;
    }
    return taken;
}

} // namespace tandem::load
