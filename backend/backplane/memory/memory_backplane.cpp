#include "backend/backplane/memory/memory_backplane.hpp"

#include "backend/backplane/memory/leases.hpp"
#include "backend/backplane/memory/topics.hpp"
#include "backend/backplane/memory/window_counters.hpp"

namespace tandem::backplane {

namespace {

constexpr std::size_t max_counters = 65'536;

class MemoryBackplane final : public Backplane
{
public:
    MemoryBackplane(asio::any_io_executor executor, const Clock& clock)
        : executor_(std::move(executor)),
          clock_(clock)
    {}

    void publish(std::string topic, Message message) override
    {
        topics_->deliver_later(executor_, topic, std::move(message));
    }

    Subscription subscribe(std::string topic, Handler handler) override
    {
        return topics_->subscribe(topic, std::move(handler));
    }

    Task<void> settled() override { co_return; }

    Task<std::uint64_t> hit(std::string key, Millis window) override
    {
        co_return counters_.hit(key, window, clock_.steady());
    }

    Task<bool> lease(std::string key, NodeId holder, Millis time) override
    {
        co_return leases_.take(key, holder, time, clock_.steady());
    }

    void release(std::string key, NodeId holder) override { leases_.release(key, holder); }

    Status status() const override { return {}; }

private:
    asio::any_io_executor executor_;
    const Clock& clock_;
    std::shared_ptr<Topics> topics_ = std::make_shared<Topics>();
    WindowCounters counters_{max_counters};
    Leases leases_;
};

} // namespace

std::unique_ptr<Backplane> create_memory_backplane(asio::any_io_executor executor, const Clock& clock)
{
    return std::make_unique<MemoryBackplane>(std::move(executor), clock);
}

} // namespace tandem::backplane
