#include "backend/backplane/memory/topics.hpp"

namespace tandem::backplane {

Subscription Topics::subscribe(const std::string& topic, Handler handler)
{
    // The subscription is the handler itself; its end is noticed by the deleter, which may run inside the
    // handler's own call: whoever calls holds it until the call is over.
    const auto leave = [topics = weak_from_this(), topic](const Handler* gone) {
        delete gone;
        if (const auto alive = topics.lock()) alive->sweep(topic);
    };
    const std::shared_ptr<const Handler> listener(new Handler(std::move(handler)), leave);
    topics_[topic].push_back(listener);
    return std::const_pointer_cast<Handler>(listener);
}

std::vector<Topics::Listener> Topics::listeners(const std::string& topic) const
{
    const auto found = topics_.find(topic);
    return found != topics_.end() ? found->second : std::vector<Listener>();
}

void Topics::sweep(const std::string& topic)
{
    const auto found = topics_.find(topic);
    if (found == topics_.end()) return;
    std::erase_if(found->second, [](const Listener& listener) { return listener.expired(); });
    if (found->second.empty()) topics_.erase(found);
}

} // namespace tandem::backplane
