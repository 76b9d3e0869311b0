#include "backend/conversation/hub.hpp"

#include "backend/conversation/broadcast.hpp"
#include "backend/conversation/turn.hpp"
#include "backend/util/log.hpp"
#include "backend/util/sleep.hpp"

#include <algorithm>

namespace tandem::conversation {

namespace {

constexpr std::size_t recover_page = 500;
constexpr Millis drain_step{20};
constexpr Millis look_lease{3'000}; // until the conversation has looked for itself

} // namespace

Hub::Hub(Context& context, Random& random, std::size_t keep)
    : context_(context),
      random_(random),
      keep_(keep)
{}

Conversation& Hub::get(const ConversationId& id)
{
    if (const auto found = live_.find(id); found != live_.end()) {
        by_use_.splice(by_use_.begin(), by_use_, found->second.used);
        return *found->second.conversation;
    }
    evict();
    by_use_.push_front(id);
    auto made = std::make_shared<Conversation>(context_, id);
    return *live_.emplace(id, Entry{std::move(made), by_use_.begin()}).first->second.conversation;
}

void Hub::evict()
{
    // Those that are busy are passed over; a few steps from the cold end are enough to keep the number
    // down.
    int steps = 8;
    for (auto it = by_use_.end(); live_.size() >= keep_ && it != by_use_.begin() && steps > 0; --steps) {
        --it;
        const auto entry = live_.find(*it);
        if (!entry->second.conversation->idle()) continue;
        live_.erase(entry);
        it = by_use_.erase(it);
    }
}

void Hub::start(Caller caller, Start command, Reply reply)
{
    const ConversationId id("cnv_" + make_ulid(context_.clock.wall(), random_));
    get(id).submit(std::move(caller), std::move(command), std::move(reply));
}

void Hub::submit(const ConversationId& id, Caller caller, Command command, Reply reply)
{
    get(id).submit(std::move(caller), std::move(command), std::move(reply));
}

Task<Result<ConversationRecord>> Hub::record(ConversationId id, Caller caller)
{
    auto record = co_await context_.archive.load(id);
    if (!record) co_return fail(record);
    if (auto may = allowed(caller, Action::read, *record); !may) co_return fail(may);
    co_return record;
}

std::optional<TurnSnapshot> Hub::turn(const ConversationId& id) const
{
    const auto found = live_.find(id);
    return found == live_.end() ? std::nullopt : found->second.conversation->turn();
}

Task<Result<std::size_t>> Hub::recover()
{
    std::size_t open = 0;
    ConversationId after;
    while (true) {
        auto page = co_await context_.archive.open_conversations(after, recover_page);
        if (!page) co_return fail(page);
        for (const auto& record : *page) {
            ++open;
            if (context_.on_found) context_.on_found(record);
            if (record.owner.kind == OwnerKind::bot && record.open_question != 0)
                get(record.conversation_id).wake();
        }
        if (page->size() < recover_page) co_return open;
        after = page->back().conversation_id;
    }
}

void Hub::take_up(const ConversationId& id)
{
    const auto found = live_.find(id);
    if (found != live_.end() && found->second.conversation->answering()) return;
    asio::co_spawn(context_.executor, try_to_take_up(id), [](std::exception_ptr error) {
        if (error) log::error("an answer could not be taken up");
    });
}

// The lease first: whether it is free costs less than to load a conversation.
Task<void> Hub::try_to_take_up(ConversationId id)
{
    if (!co_await context_.backplane.lease(turn_key(id), context_.node, look_lease)) co_return;
    get(id).wake();
}

void Hub::ask_for_turn(const ConversationId& id)
{
    if (!context_.shared) return;
    context_.backplane.publish(
        topic_of(id),
        {.kind = backplane::Message::Kind::control,
         .for_agents = std::make_shared<const std::string>(encode_control(SnapshotWanted{context_.node}))}
    );
}

std::size_t Hub::answering() const
{
    return static_cast<std::size_t>(std::ranges::count_if(live_, [](const auto& entry) {
        return entry.second.conversation->answering();
    }));
}

Task<void> Hub::drain(Millis limit)
{
    const auto end = Deadline::after(context_.clock, limit);
    while (answering() > 0 && !end.passed(context_.clock))
        co_await sleep_for(context_.timers, drain_step);
    for (auto& [id, entry] : live_)
        entry.conversation->abandon_turn();
}

} // namespace tandem::conversation
