#include "backend/backplane/memory/memory_backplane.hpp"

#include "backend/backplane/memory/leases.hpp"
#include "backend/backplane/memory/topics.hpp"
#include "backend/backplane/memory/window_counters.hpp"

#include <boost/asio/post.hpp>

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
        auto listeners = topics_->listeners(topic);
        if (listeners.empty()) return;
        asio::post(executor_, [listeners = std::move(listeners), message = std::move(message)] {
            for (const auto& listener : listeners) {
                // Held while it runs, so that it may end its own subscription.
                if (const auto handler = listener.lock()) (*handler)(message);
            }
        });
    }

    Subscription subscribe(std::string topic, Handler handler) override
    {
        return topics_->subscribe(topic, std::move(handler));
    }

    std::uint64_t hit(std::string_view key, Millis window) override
    {
        return counters_.hit(key, window, clock_.steady());
    }

    bool lease(std::string_view key, NodeId holder, Millis time) override
    {
        return leases_.take(key, holder, time, clock_.steady());
    }

    void release(std::string_view key, NodeId holder) override { leases_.release(key, holder); }

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
