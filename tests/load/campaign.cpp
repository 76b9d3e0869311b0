#include "tests/load/campaign.hpp"

#include "tests/load/crowd.hpp"
#include "tests/load/served.hpp"

#include <algorithm>
#include <csignal>
#include <new>
#include <optional>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tandem::load {

namespace {

constexpr int people_per_process = 8'000;
constexpr auto step = std::chrono::milliseconds(2);

// Memory that parent and children have in common, all zero.
class Shared
{
public:
    explicit Shared(std::size_t size)
        : size_(size),
          memory_(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
    {
        if (memory_ == MAP_FAILED) throw std::runtime_error("no memory to share between the processes");
    }
    ~Shared() { ::munmap(memory_, size_); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    template <class T>
    [[nodiscard]] std::span<T> make(std::size_t count)
    {
        used_ = (used_ + 63) / 64 * 64;
        auto* first = reinterpret_cast<T*>(static_cast<char*>(memory_) + used_);
        used_ += count * sizeof(T);
        for (std::size_t i = 0; i < count; ++i)
            new (first + i) T();
        return {first, count};
    }

private:
    const std::size_t size_;
    void* const memory_;
    std::size_t used_ = 0;
};

class Campaign
{
public:
    explicit Campaign(Options options)
        : options_(std::move(options)),
          shared_(
              sizeof(Orders) + std::size_t(options_.processes) * (sizeof(Tally) + 64) +
              std::size_t(options_.customers) * sizeof(std::atomic<std::int64_t>) + 4'096
          ),
          orders_(shared_.make<Orders>(1).front()),
          tallies_(shared_.make<Tally>(std::size_t(options_.processes))),
          asked_at_(shared_.make<std::atomic<std::int64_t>>(std::size_t(options_.customers)))
    {}

    ~Campaign()
    {
        for (const int child : children_)
            ::kill(child, SIGKILL);
        for (const int child : children_)
            ::waitpid(child, nullptr, 0);
    }
    Campaign(const Campaign&) = delete;
    Campaign& operator=(const Campaign&) = delete;

    Report play()
    {
        if (!options_.serve.empty()) {
            served_.emplace(options_.serve);
            served_->start();
            options_.pids["server"] = served_->pid();
        }
        orders_.port = served_ ? served_->port() : options_.port;
        start_children();

        Report report;
        report.before = sample(options_.pids);
        const double dialling = options_.connect_rate > 0 ? options_.customers / options_.connect_rate : 0;
        stage(connecting, dialling + 120);
        report.opened = sample(options_.pids);
        std::this_thread::sleep_for(std::chrono::seconds(options_.begin ? 2 : 1));
        report.idle = sample(options_.pids);
        run(report);
        stage(checking, 90);
        orders_.stage = leaving;
        for (const int child : std::exchange(children_, {}))
            ::waitpid(child, nullptr, 0);
        for (const auto& tally : tallies_)
            report.tally->merge(tally);
        return report;
    }

private:
    void start_children()
    {
        for (int i = 0; i < options_.processes; ++i) {
            const int child = ::fork();
            if (child < 0) throw std::runtime_error("no process for the customers");
            if (child == 0) play_people(i);
            children_.push_back(child);
        }
    }

    [[noreturn]] void play_people(int process)
    {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        auto& tally = tallies_[std::size_t(process)];
        try {
            Crowd(options_, orders_, tally, asked_at_, process, options_.processes).run();
        } catch (const std::exception& error) {
            std::string_view(error.what()).copy(tally.error.data(), tally.error.size() - 1);
            ::_exit(2);
        }
        ::_exit(0);
    }

    // Begins a stage and waits until all are through with it.
    void stage(int stage, double limit)
    {
        orders_.stage = stage;
        const Time end = now() + seconds(limit);
        while (!done(stage)) {
            look_after_children();
            if (now() > end) throw std::runtime_error(why_not_done(stage));
            std::this_thread::sleep_for(step);
        }
    }

    [[nodiscard]] bool done(int stage) const
    {
        return std::ranges::all_of(tallies_, [stage](Tally& tally) {
            return std::atomic_ref(tally.done).load() >= stage;
        });
    }

    void look_after_children()
    {
        for (std::size_t i = 0; i < children_.size(); ++i) {
            if (::waitpid(children_[i], nullptr, WNOHANG) != children_[i]) continue;
            children_.erase(children_.begin() + std::ptrdiff_t(i));
            const std::string why = tallies_[i].error.data();
            throw std::runtime_error(why.empty() ? "a process of the load has died" : why);
        }
    }

    [[nodiscard]] std::string why_not_done(int stage) const
    {
        if (stage != connecting) return "the run did not come to an end";
        Tally sum;
        for (const auto& tally : tallies_)
            sum.merge(tally);
        return "only " + std::to_string(sum.opened) + " of " + std::to_string(options_.customers) +
               " customers and " + std::to_string(sum.agents) + " of " + std::to_string(options_.agents) +
               " agents connected";
    }

    void run(Report& report)
    {
        const Time start = now() + std::chrono::milliseconds(50);
        const bool steps = options_.scenario == Scenario::overload;
        auto& bounds = orders_.bounds;
        bounds[0] = start;
        bounds[1] = start + seconds(options_.warm);
        for (std::size_t i = 2; i < bounds.size(); ++i)
            bounds[i] = bounds[i - 1] + (i == 2 || steps ? seconds(options_.seconds) : Span(0));
        orders_.stage = running;
        wait_until(bounds[1]);
        report.begin = sample(options_.pids);
        if (options_.kill) {
            wait_until(bounds[1] + seconds(options_.seconds / 3));
            kill_and_restart(report);
        }
        wait_until(bounds[2]);
        report.end = sample(options_.pids);
        stage(
            running, std::chrono::duration<double>(bounds.back() - now()).count() + options_.turn_limit + 30
        );
    }

    void wait_until(Time when)
    {
        while (now() < when) {
            look_after_children();
            std::this_thread::sleep_for(std::clamp<Span>(when - now(), Span(0), step));
        }
    }

    void kill_and_restart(Report& report)
    {
        served_->kill();
        const Time again = now();
        orders_.restarted = std::chrono::nanoseconds(again.time_since_epoch()).count();
        served_->start();
        report.start_seconds = std::chrono::duration<double>(now() - again).count();
        orders_.port = served_->port();
        options_.pids["server"] = served_->pid();
        report.begin.usage["server"] = {}; // what the old one had used is gone with it
    }

    Options options_;
    Shared shared_;
    Orders& orders_;
    std::span<Tally> tallies_;
    std::span<std::atomic<std::int64_t>> asked_at_;
    std::optional<Served> served_;
    std::vector<int> children_;
};

void check(const Options& options)
{
    if (options.kill && options.serve.empty())
        throw std::runtime_error("--kill needs a server that was started here: --serve");
    if (options.scenario == Scenario::agents && options.agents == 0)
        throw std::runtime_error("the scenario agents needs --agents");
    const double stretches = options.scenario == Scenario::overload ? 3 : 1;
    if (options.warm + stretches * options.seconds + options.turn_limit > double(Tally::longest))
        throw std::runtime_error("a run may take half an hour at most");
}

} // namespace

Report play(Options options)
{
    check(options);
    if (options.processes <= 0)
        options.processes = std::max(1, (options.customers + people_per_process - 1) / people_per_process);
    // As many files as may be had: each of a process's people is one.
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    return Campaign(std::move(options)).play();
}

} // namespace tandem::load
