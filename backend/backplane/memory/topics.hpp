#pragma once

#include "backend/backplane/backplane.hpp"

#include <unordered_map>
#include <vector>

namespace tandem::backplane {

// Who listens to what. Held by a shared pointer, so that a subscription may outlive it. Its loop's thread
// only.
class Topics : public std::enable_shared_from_this<Topics>
{
public:
    [[nodiscard]] Subscription subscribe(const std::string& topic, Handler handler);

    // Those who listen now, weakly: whoever leaves before it is their turn is not called.
    using Listener = std::weak_ptr<const Handler>;
    [[nodiscard]] std::vector<Listener> listeners(const std::string& topic) const;

    [[nodiscard]] std::size_t size() const noexcept
    {
        return topics_.size();
    } // topics with somebody listening

private:
    void sweep(const std::string& topic);

    std::unordered_map<std::string, std::vector<Listener>> topics_;
};

} // namespace tandem::backplane
