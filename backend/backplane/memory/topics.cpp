#include "backend/backplane/memory/topics.hpp"

#include <boost/asio/post.hpp>

namespace tandem::backplane {

namespace {

void call(const std::vector<Topics::Listener>& listeners, const Message& message)
{
    for (const auto& listener : listeners) {
        // Held while it runs, so that it may end its own subscription.
        if (const auto handler = listener.lock()) (*handler)(message);
    }
}

} // namespace

Subscription Topics::subscribe(const std::string& topic, Handler handler)
{
    // The subscription is the handler itself; its end is noticed by the deleter, which may run inside the
    // handler's own call: whoever calls holds it until the call is over.
    const auto leave = [topics = weak_from_this(), topic](const Handler* gone) {
        delete gone;
        if (const auto alive = topics.lock()) alive->sweep(topic);
    };
    const std::shared_ptr<const Handler> listener(new Handler(std::move(handler)), leave);
    auto& listeners = topics_[topic];
    listeners.push_back(listener);
    if (listeners.size() == 1 && on_wanted) on_wanted(topic, true);
    return std::const_pointer_cast<Handler>(listener);
}

std::vector<Topics::Listener> Topics::listeners(const std::string& topic) const
{
    const auto found = topics_.find(topic);
    return found != topics_.end() ? found->second : std::vector<Listener>();
}

void Topics::deliver(const std::string& topic, const Message& message) const
{
    call(listeners(topic), message);
}

void Topics::deliver_later(const asio::any_io_executor& executor, const std::string& topic, Message message)
    const
{
    auto now = listeners(topic);
    if (now.empty()) return;
    asio::post(executor, [now = std::move(now), message = std::move(message)] { call(now, message); });
}

std::vector<std::string> Topics::names() const
{
    std::vector<std::string> names;
    names.reserve(topics_.size());
    for (const auto& [topic, listeners] : topics_)
        names.push_back(topic);
    return names;
}

void Topics::sweep(const std::string& topic)
{
    const auto found = topics_.find(topic);
    if (found == topics_.end()) return;
    std::erase_if(found->second, [](const Listener& listener) { return listener.expired(); });
    if (!found->second.empty()) return;
    topics_.erase(found);
    if (on_wanted) on_wanted(topic, false);
}

} // namespace tandem::backplane
