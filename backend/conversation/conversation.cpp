#include "backend/conversation/conversation.hpp"

#include "backend/bot/handoff/packet.hpp"
#include "backend/conversation/broadcast.hpp"
#include "backend/conversation/turn.hpp"
#include "backend/util/log.hpp"

#include <boost/asio/post.hpp>

namespace tandem::conversation {

namespace {

constexpr int attempts_when_stale = 3;
constexpr std::size_t packet_events = 400;
constexpr std::size_t earlier_conversations = 5;

// The sender said which ownership they believe in, so a stale one is theirs to hear about.
bool has_own_fence(const Command& command)
{
    return std::visit([](const auto& c) { return requires { c.owner_epoch; }; }, command) &&
           !(std::holds_alternative<Say>(command) && !std::get<Say>(command).owner_epoch);
}

} // namespace

Conversation::Conversation(Context& context, ConversationId id) : context_(context), id_(std::move(id)) {}

Conversation::~Conversation()
{
    if (turn_) turn_->stop.request_stop();
}

// ---- the mailbox

void Conversation::submit(Caller caller, Command command, Reply reply)
{
    ++context_.counters.commands;
    if (mailbox_.size() >= context_.settings.mailbox) {
        ++context_.counters.commands_rejected;
        if (reply)
            asio::post(context_.executor, [reply = std::move(reply)] {
                reply(fail(Errc::overloaded, "mailbox"));
            });
        return;
    }
    auto request = std::make_shared<Request>(
        Request{std::move(caller), std::move(command), std::move(reply), context_.clock.steady()}
    );
    enqueue([self = this, request]() -> Task<void> { return self->carry_out(std::move(*request)); });
}

void Conversation::wake()
{
    enqueue([self = this]() -> Task<void> { return self->load_and_go_on(); });
}

Task<void> Conversation::load_and_go_on()
{
    if (auto loaded = co_await load(); loaded) co_await go_on_with_open_question();
}

void Conversation::enqueue(Item item)
{
    mailbox_.push_back(std::move(item));
    if (working_) return;
    working_ = true;
    asio::co_spawn(context_.executor, work(), [self = shared_from_this()](std::exception_ptr error) {
        if (!error) return;
        // A fault of ours ends what this conversation was doing, not the process.
        log::error("conversation failed", {{"conversation_id", self->id_.value}});
        self->working_ = false;
        self->loaded_ = false;
        self->mailbox_.clear();
    });
}

Task<void> Conversation::work()
{
    while (!mailbox_.empty()) {
        const Item item = std::move(mailbox_.front());
        mailbox_.pop_front();
        co_await item();
    }
    working_ = false;
}

bool Conversation::idle() const { return !working_ && mailbox_.empty() && !turn_; }

Task<Result<void>> Conversation::load()
{
    // Who reads after it listens has no gap.
    if (listen()) co_await context_.backplane.settled();
    if (loaded_ && !stale_) co_return Result<void>();
    stale_ = false; // set again by whatever is stored elsewhere from now on
    loaded_ = false;
    auto record = co_await context_.archive.load(id_);
    if (!record) co_return fail(record);
    const Seq after =
        record->last_seq > context_.settings.recent ? record->last_seq - context_.settings.recent : 0;
    auto events = co_await context_.archive.read(id_, after, context_.settings.recent);
    if (!events) co_return fail(events);
    record_ = std::move(*record);
    recent_.clear();
    for (auto& event : *events)
        remember(std::move(event));
    loaded_ = true;
    co_return Result<void>();
}

// ---- one command

Task<void> Conversation::carry_out(Request request)
{
    Result<Outcome> outcome = fail(Errc::internal);
    const bool starts = std::holds_alternative<Start>(request.command);
    if (starts) static_cast<void>(listen());
    if (auto ready = starts ? Result<void>() : co_await load(); !ready) {
        outcome = fail(ready);
    } else if (auto before = answered_before(request)) {
        outcome = std::move(*before);
    } else {
        // Somebody on another node may change the owner between our decision and our commit: look again and
        // decide anew.
        bool again = true;
        for (int i = 0; again && i < attempts_when_stale; ++i) {
            again = false;
            outcome = co_await try_once(request, again);
        }
    }
    if (!outcome)
        ++context_.counters.commands_rejected;
    else
        context_.measured(Measure::accept, request.received);
    if (request.reply) request.reply(std::move(outcome));
}

std::optional<Result<Outcome>> Conversation::answered_before(const Request& request) const
{
    for (const Event& event : recent_) {
        if (!stored_by(event, request.caller, request.command)) continue;
        if (!same_content(event, request.command)) return fail(Errc::idempotency_conflict);
        return Outcome{id_, event.seq, event.at, event.owner_epoch};
    }
    return std::nullopt;
}

Task<Result<Outcome>> Conversation::try_once(Request& request, bool& again)
{
    auto decision =
        decide(record_, request.caller, request.command, context_.clock.wall(), context_.settings.rules);
    if (const auto* start = std::get_if<Start>(&request.command)) {
        Decision first{.expected_epoch = {}, .drafts = {}, .main = 1, .starts_turn = true};
        first.drafts.push_back(
            {.actor = request.caller.actor,
             .data =
                 ConversationCreated{
                     .owner = {.kind = OwnerKind::bot, .id = {}},
                     .customer = start->customer,
                     .page = start->page,
                     .channel = "web",
                     .previous = {}
                 },
             .client_msg_id = start->id,
             .sent_at = {}}
        );
        first.drafts.push_back(
            {.actor = request.caller.actor,
             .data = MessageAccepted{.text = start->text},
             .client_msg_id = {},
             .sent_at = start->sent_at}
        );
        record_.customer = start->customer;
        record_.owner_epoch = 1; // what the creation will make it
        decision = std::move(first);
    }
    if (!decision) co_return fail(decision);

    // What the bot has shown becomes a message of its own, before whatever cut it off.
    std::optional<Cut> cut;
    if (decision->ends_turn && turn_) {
        cut = cut_turn();
    } else if (decision->ends_turn) {
        bool ended_there = false;
        cut = co_await seal_elsewhere(ended_there);
        if (ended_there) {
            again = true;
            stale_ = true;
            if (auto fresh = co_await load(); !fresh) co_return fail(fresh);
            co_return fail(Errc::stale_epoch, "the answer has ended meanwhile");
        }
    }
    std::optional<Interruption> partial;
    if (cut && !cut->sealed.shown.empty()) {
        partial = Interruption{.by = request.caller.actor, .offset = cut->sealed.offset};
        EventDraft said{
            .actor = bot_actor(context_.settings),
            .data =
                MessageAccepted{.text = cut->sealed.shown, .turn = cut->trigger, .interrupted = partial},
            .client_msg_id = {},
            .sent_at = {},
        };
        decision->drafts.insert(decision->drafts.begin(), std::move(said));
        ++decision->main;
    }
    if (decision->needs_packet) {
        auto& main = decision->drafts[decision->main];
        const std::vector<EventDraft> before(
            decision->drafts.begin(), decision->drafts.begin() + std::ptrdiff_t(decision->main)
        );
        const auto unsent = cut ? cut->sealed.rest : std::string();
        if (auto* taken = std::get_if<ConversationTakenOver>(&main.data)) {
            const auto trigger =
                is_supervisor(request.caller.role) ? Trigger::supervisor : Trigger::agent_takeover;
            taken->packet = co_await packet(
                record_.owner.kind == OwnerKind::queue ? record_.trigger : trigger,
                {},
                before,
                partial,
                unsent,
                {}
            );
        } else if (auto* escalated = std::get_if<ConversationEscalated>(&main.data)) {
            escalated->packet =
                co_await packet(escalated->trigger, escalated->reason_text, before, partial, unsent, {});
        }
    }

    // The model may think while the customer's message is on its way to the disk; nothing of it is shown
    // before.
    std::shared_ptr<Turn> next;
    if (decision->starts_turn) {
        const auto* message = std::get_if<MessageAccepted>(&decision->drafts[decision->main].data);
        next = begin_turn(open_question(message != nullptr ? message->text : std::string()));
    }

    auto appended = co_await store(request, *decision);
    if (!appended) {
        if (next) drop_turn(next, appended.error().code);
        if (cut)
            publish(TurnFailed{
                id_, cut->trigger, int(appended.error().code), std::string(errc_name(appended.error().code))
            });
        if (appended.error().code == Errc::stale_epoch && !has_own_fence(request.command)) {
            again = true;
            loaded_ = false;
            if (auto fresh = co_await load(); !fresh) co_return fail(fresh);
        } else {
            loaded_ = false; // whatever we thought we knew was not so
            if (auto fresh = co_await load(); fresh) co_await go_on_with_open_question();
        }
        co_return fail(appended);
    }

    if (appended->repeated) {
        if (next) drop_turn(next, Errc::cancelled);
        loaded_ = false;
        const Event& stored = appended->events.front();
        const ConversationId original = stored.conversation_id;
        // A repeated start belongs to the conversation that the first delivery made; only its id is of use
        // here.
        if (original == id_) {
            if (auto fresh = co_await load(); fresh) co_await go_on_with_open_question();
        }
        const auto shift = std::holds_alternative<Start>(request.command) ? Seq(1) : Seq(0);
        co_return Outcome{original, stored.seq + shift, stored.at, stored.owner_epoch};
    }

    const Event main = appended->events[decision->main];
    committed(*appended);
    if (cut) {
        ++context_.counters.turns_interrupted;
        publish(TurnInterrupted{
            .conversation_id = id_,
            .turn = cut->trigger,
            .by = request.caller.actor,
            .offset = cut->sealed.offset,
            .seq = partial ? std::optional(appended->events.front().seq) : std::nullopt,
        });
    }
    if (next) {
        next->epoch = record_.owner_epoch;
        open_turn(next, main.seq, request.received + context_.settings.burst_window);
    }
    changed();
    Outcome outcome{id_, main.seq, main.at, main.owner_epoch};
    if (std::holds_alternative<Start>(request.command)) outcome.log = std::move(appended->events);
    co_return outcome;
}

Task<Result<storage::Appended>> Conversation::store(const Request& request, const Decision& decision)
{
    storage::Append append{
        .conversation_id = id_,
        .expected_epoch = decision.expected_epoch,
        .drafts = decision.drafts,
        .at = context_.clock.wall(),
    };
    if (std::holds_alternative<Start>(request.command))
        co_return co_await context_.archive.create(std::move(append));
    append.known = std::make_shared<const ConversationRecord>(record_);
    co_return co_await context_.archive.append(std::move(append));
}

void Conversation::committed(const storage::Appended& appended)
{
    const bool waited = record_.waiting_since.has_value();
    if (waited && appended.record.owner.kind == OwnerKind::agent && context_.on_helped)
        context_.on_helped();
    // What another node has stored in between is in the record, but not among the recent events.
    if (loaded_ && appended.events.front().seq != record_.last_seq + 1) stale_ = true;
    record_ = appended.record;
    loaded_ = true;
    for (const Event& event : appended.events) {
        if (std::holds_alternative<ConversationEscalated>(event.data)) ++context_.counters.escalations;
        context_.backplane.publish(topic_of(id_), event_message(event));
        remember(event);
    }
    while (recent_.size() > context_.settings.recent)
        recent_.pop_front();
}

// What the creation says is in the record as well.
void Conversation::remember(Event event)
{
    if (!std::holds_alternative<ConversationCreated>(event.data)) recent_.push_back(std::move(event));
}

// ---- context

Task<HandoffPacket> Conversation::packet(
    Trigger trigger,
    std::string reason,
    const std::vector<EventDraft>& before,
    std::optional<Interruption> partial,
    std::string unsent,
    std::vector<Source> considered
)
{
    bot::PacketInput input;
    input.conversation_id = id_;
    input.customer = record_.customer;
    input.page = record_.page;
    input.owner_epoch = record_.owner_epoch + 1;
    input.trigger = trigger;
    input.reason_text = std::move(reason);
    input.queue = context_.settings.rules.default_queue;
    input.created_at = context_.clock.wall();
    input.partial = std::move(partial);
    input.unsent = std::move(unsent);
    input.considered = std::move(considered);
    input.intents = context_.intents;

    const Seq after = record_.last_seq > packet_events ? record_.last_seq - packet_events : 0;
    // A packet without its history is better than no handoff: failures to read leave it shorter.
    if (auto log = co_await context_.archive.read(id_, after, packet_events))
        input.events = std::move(*log);
    if (auto others =
            co_await context_.archive.of_customer(record_.customer.id, earlier_conversations + 1)) {
        for (const auto& other : *others) {
            if (other.conversation_id == id_) continue;
            input.earlier.push_back(
                {other.conversation_id, other.created_at, other.lifecycle, other.first_text}
            );
        }
    }
    // What is stored together with the handoff belongs to it.
    Seq seq = record_.last_seq;
    for (const EventDraft& draft : before) {
        input.events.push_back(
            {.conversation_id = id_,
             .seq = ++seq,
             .at = input.created_at,
             .sent_at = {},
             .owner_epoch = record_.owner_epoch,
             .actor = draft.actor,
             .client_msg_id = {},
             .data = draft.data}
        );
    }
    co_return bot::build_packet(input);
}

std::string Conversation::open_question(const std::string& newest) const
{
    // The customer's messages since anybody answered, oldest first; what the bot was cut off in counts as
    // an answer.
    std::vector<const std::string*> parts;
    if (!newest.empty()) parts.push_back(&newest);
    for (auto it = recent_.rbegin(); it != recent_.rend() && parts.size() < 5; ++it) {
        const auto* message = std::get_if<MessageAccepted>(&it->data);
        if (message == nullptr) continue;
        if (it->actor.kind != ActorKind::customer) {
            // Cut off by a takeover and handed back: the question before it is still the one to answer.
            if (message->interrupted && parts.empty()) continue;
            break;
        }
        parts.push_back(&message->text);
    }
    std::string question;
    for (auto it = parts.rbegin(); it != parts.rend(); ++it) {
        if (!question.empty()) question.push_back('\n');
        question += **it;
    }
    return question;
}

void Conversation::publish(const ServerMessage& message)
{
    context_.backplane.publish(topic_of(id_), turn_message(message));
}

void Conversation::changed()
{
    if (context_.on_changed) context_.on_changed(record_, turn_ != nullptr);
}

} // namespace tandem::conversation
