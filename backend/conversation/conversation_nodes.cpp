#include "backend/conversation/broadcast.hpp"
#include "backend/conversation/turn.hpp"
#include "backend/util/log.hpp"

#include <boost/asio/post.hpp>

// What a conversation has to do with the same conversation on other nodes: it hears what they store, so
// that it never decides on an old record; it lets them cut off an answer, and cuts off theirs; and while it
// answers, it holds a lease, so that they know. All of that saves trouble; what guards is the Archive.

namespace tandem::conversation {

namespace {

constexpr Millis turn_lease{4'000}; // how long after its node's death an answer can be taken up
constexpr Millis renew_every{1'200};
constexpr Millis seal_limit{300}; // for the reply of whoever is answering

} // namespace

struct Conversation::Sealing
{
    std::string request;
    std::optional<SealedTurn> reply;
    std::function<void()> resume; // null once it was called
    TimerHandle limit;

    void wake()
    {
        if (const auto go = std::exchange(resume, nullptr)) go();
    }
};

// ---- hearing

// True when it begins to listen with this call.
bool Conversation::listen()
{
    if (!context_.shared || heard_) return false;
    heard_ = context_.backplane.subscribe(
        topic_of(id_),
        [weak = weak_from_this()](const backplane::Message& message) {
            if (const auto self = weak.lock()) self->heard(message);
        }
    );
    return true;
}

void Conversation::heard(const backplane::Message& message)
{
    switch (message.kind) {
    case backplane::Message::Kind::event:
        // What this node stores is in the record before it is published.
        if (message.seq > record_.last_seq) look_again();
        break;
    case backplane::Message::Kind::missed:
        look_again();
        break;
    case backplane::Message::Kind::control:
        if (message.for_agents) heard_control(*message.for_agents);
        break;
    case backplane::Message::Kind::turn:
    case backplane::Message::Kind::signal:
        break;
    }
}

void Conversation::heard_control(const std::string& text)
{
    const auto control = decode_control(text);
    if (!control) return;
    if (const auto* wanted = std::get_if<SealWanted>(&*control)) {
        if (wanted->from != context_.node) answer_seal(wanted->request);
    } else if (const auto* sealed = std::get_if<SealedTurn>(&*control)) {
        if (!sealing_ || sealing_->request != sealed->request || sealing_->reply) return;
        sealing_->reply = *sealed;
        sealing_->wake();
    } else if (const auto* joined = std::get_if<SnapshotWanted>(&*control)) {
        const auto snapshot = joined->from != context_.node ? turn() : std::nullopt;
        if (snapshot) publish(*snapshot);
    }
}

// The record is read again before the next command; at once when an answer is being written on it.
void Conversation::look_again()
{
    stale_ = true;
    if (!turn_ || std::exchange(checking_, true)) return;
    enqueue([self = this]() -> Task<void> { return self->check_turn(); });
}

// Ends an answer that has become pointless: somebody else owns the conversation, or the question is another
// one. Whoever stored that tells the readers.
Task<void> Conversation::check_turn()
{
    checking_ = false;
    if (auto fresh = co_await load(); !fresh || !turn_) co_return;
    const bool wanted = has_open_question() && record_.owner_epoch == turn_->epoch &&
                        record_.open_question == turn_->trigger;
    if (wanted) co_return;
    cut_turn();
    changed();
}

// ---- cutting off an answer

void Conversation::answer_seal(const std::string& request)
{
    if (!turn_) return;
    if (turn_->finishing || turn_->trigger == 0) {
        // Something is being stored; what becomes of it is known when it is this one's turn.
        enqueue([self = this, request]() -> Task<void> {
            if (self->turn_ && !self->turn_->finishing)
                self->answer_seal(request);
            else
                self->tell_sealed({.request = request, .turn = 0, .offset = 0, .shown = {}, .rest = {}});
            co_return;
        });
        return;
    }
    auto cut = cut_turn();
    tell_sealed(
        {.request = request,
         .turn = cut->trigger,
         .offset = cut->sealed.offset,
         .shown = std::move(cut->sealed.shown),
         .rest = std::move(cut->sealed.rest)}
    );
    changed();
}

void Conversation::tell_sealed(const SealedTurn& sealed)
{
    context_.backplane.publish(
        topic_of(id_),
        {.kind = backplane::Message::Kind::control,
         .for_agents = std::make_shared<const std::string>(encode_control(sealed))}
    );
}

// Asks whoever is answering to stop. Nothing when nobody is, or nobody says so in time: that answer is then
// refused by the Archive. `ended_there`: it has just ended, so the record is an old one.
Task<std::optional<Conversation::Cut>> Conversation::seal_elsewhere(bool& ended_there)
{
    if (!context_.shared || !has_open_question()) co_return std::nullopt;
    if (co_await context_.backplane.lease(turn_key(id_), context_.node, turn_lease)) {
        release_turn();
        co_return std::nullopt;
    }
    static std::uint64_t requests = 0;
    const auto sealing = std::make_shared<Sealing>();
    sealing->request = context_.node.value + "/" + std::to_string(++requests);
    sealing_ = sealing;
    const auto wanted = encode_control(SealWanted{context_.node, sealing->request});
    context_.backplane.publish(
        topic_of(id_),
        {.kind = backplane::Message::Kind::control,
         .for_agents = std::make_shared<const std::string>(wanted)}
    );
    co_await asio::async_initiate<decltype(use_task), void()>(
        [&](auto handler) {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            sealing->resume = [executor = context_.executor, shared] {
                asio::post(executor, [shared] { std::move (*shared)(); });
            };
            sealing->limit = context_.timers.after(seal_limit, [weak = std::weak_ptr(sealing)] {
                if (const auto late = weak.lock()) late->wake();
            });
        },
        use_task
    );
    sealing_.reset();
    if (!sealing->reply) {
        log::warning("the answer on another node could not be cut off", {{"conversation_id", id_.value}});
        co_return std::nullopt;
    }
    ended_there = sealing->reply->turn == 0;
    if (ended_there) co_return std::nullopt;
    co_return Cut{
        .trigger = sealing->reply->turn,
        .sealed =
            {.shown = std::move(sealing->reply->shown),
             .offset = sealing->reply->offset,
             .rest = std::move(sealing->reply->rest)}
    };
}

// ---- the lease on answering

void Conversation::keep_turn(const std::shared_ptr<Turn>& turn)
{
    if (!context_.shared) return;
    asio::co_spawn(context_.executor, renew_turn(shared_from_this(), turn), [](std::exception_ptr error) {
        if (error) log::error("the lease on an answer could not be renewed");
    });
}

Task<void> Conversation::renew_turn(std::shared_ptr<Conversation> self, std::shared_ptr<Turn> turn)
{
    auto& context = self->context_;
    const bool ours = co_await context.backplane.lease(turn_key(self->id_), context.node, turn_lease);
    if (self->turn_ != turn) {
        // It has ended meanwhile, and was given back before it was had.
        if (ours && !self->turn_) self->release_turn();
        co_return;
    }
    if (!ours && turn->leased && !turn->finishing) {
        // This process was away for so long that another one has taken the question up.
        self->cut_turn();
        self->look_again();
        self->changed();
        co_return;
    }
    turn->leased = turn->leased || ours;
    turn->renewal =
        context.timers.after(renew_every, [weak = std::weak_ptr(self), held = std::weak_ptr(turn)] {
            const auto again = weak.lock();
            const auto same = held.lock();
            if (again && same && again->turn_ == same) again->keep_turn(same);
        });
}

// False when another node is answering, or has just answered.
Task<bool> Conversation::take_turn()
{
    if (!co_await context_.backplane.lease(turn_key(id_), context_.node, turn_lease)) co_return false;
    // Whoever had it may have stored the answer right before giving it back.
    stale_ = true;
    const auto fresh = co_await load();
    if (fresh && !turn_ && has_open_question()) co_return true;
    if (!turn_) release_turn();
    co_return false;
}

void Conversation::release_turn()
{
    if (context_.shared) context_.backplane.release(turn_key(id_), context_.node);
}

} // namespace tandem::conversation
