#include "backend/conversation/broadcast.hpp"
#include "backend/conversation/turn.hpp"
#include "backend/util/log.hpp"
#include "backend/util/sleep.hpp"

#include <boost/asio/post.hpp>

// The bot's side of a conversation: starting, showing, cutting off and storing an answer.

namespace tandem::conversation {

namespace {

constexpr int store_attempts = 4;
constexpr Millis watchdog_grace{2'000}; // beyond the turn's own deadline
constexpr Millis attempts_remembered{std::chrono::minutes(10)};
constexpr Millis settle_look{25};

// For the log: which model spoke, what it was told, and whether it said so to somebody else before:
// "some-model (answer.v2, stored)".
std::string speaker(const bot::AnswerResult& answer)
{
    if (answer.prompt.empty()) return answer.model;
    return answer.model + " (" + answer.prompt + (answer.from_cache ? ", stored)" : ")");
}

} // namespace

std::shared_ptr<Conversation::Turn> Conversation::begin_turn(std::string question, int attempt)
{
    auto turn = std::make_shared<Turn>(context_.turns_in_progress);
    turn->attempt = attempt;
    turn->epoch = record_.owner_epoch;
    turn->asked = context_.clock.steady();
    ++context_.counters.turns_started;

    bot::TurnInput input{
        .conversation_id = id_,
        .recent = {recent_.begin(), recent_.end()},
        .question = std::move(question),
        .customer = record_.customer,
        .failed_turns = record_.failed_turns,
        .deadline = Deadline::after(context_.clock, context_.settings.turn_time),
    };
    // The question's own messages are not its history.
    while (!input.recent.empty() && input.recent.back().actor.kind == ActorKind::customer)
        input.recent.pop_back();
    input.settled = [self = shared_from_this(), weak = std::weak_ptr(turn)] { return self->settle(weak); };

    turn->watchdog = context_.timers.after(
        context_.settings.turn_time + watchdog_grace,
        [weak = weak_from_this(), watched = std::weak_ptr(turn)] {
            const auto self = weak.lock();
            const auto late = watched.lock();
            if (!self || !late || late->over) return;
            log::error("turn did not end by itself", {{"conversation_id", self->id_.value}});
            late->stop.request_stop();
            late->over = true;
            late->outcome = bot::TurnOutcome{
                .answer = {},
                .escalate = bot::Escalation{Trigger::timeout, "The bot did not answer in time."},
            };
            if (late->trigger != 0 && !late->finishing) {
                late->finishing = true;
                self->enqueue([raw = self.get(), late]() -> Task<void> { return raw->finish_turn(late); });
            }
        }
    );
    turn_ = turn;
    keep_turn(turn);
    // The watchdog ends a turn whose coroutine threw.
    asio::co_spawn(
        context_.executor,
        run_turn(turn, std::move(input)),
        [self = shared_from_this()](std::exception_ptr) {}
    );
    return turn;
}

Task<void> Conversation::run_turn(std::shared_ptr<Turn> turn, bot::TurnInput input)
{
    const auto sink = [this, turn](std::string_view text) {
        turn->stream.feed(text);
        // Tokens that arrive together leave in one frame.
        if (turn->showing_scheduled) return;
        turn->showing_scheduled = true;
        schedule_showing(turn);
    };
    auto outcome = co_await context_.bot.run(std::move(input), sink, turn->stop.get_token());
    if (turn->over) co_return; // the watchdog was first
    turn->over = true;
    if (!outcome) co_return; // cut off; whoever did it has seen to the rest
    turn->outcome = std::move(*outcome);
    if (turn->stream.is_open() && !turn->finishing) {
        turn->finishing = true;
        enqueue([self = this, turn]() -> Task<void> { return self->finish_turn(turn); });
    }
}

// The first words at once; those after them no more often than anybody can see.
void Conversation::schedule_showing(const std::shared_ptr<Turn>& turn)
{
    const auto now = context_.clock.steady();
    if (now >= turn->next_showing) {
        asio::post(context_.executor, [self = shared_from_this(), turn] {
            turn->showing_scheduled = false;
            self->show_more(turn);
        });
        return;
    }
    turn->shows = context_.timers.after(
        std::chrono::ceil<Millis>(turn->next_showing - now),
        [weak = weak_from_this(), shown = std::weak_ptr(turn)] {
            const auto self = weak.lock();
            const auto alive = shown.lock();
            if (!self || !alive) return;
            alive->showing_scheduled = false;
            self->show_more(alive);
        }
    );
}

void Conversation::open_turn(const std::shared_ptr<Turn>& turn, Seq trigger, SteadyTime not_before)
{
    turn->trigger = trigger;
    publish(TurnStarted{.conversation_id = id_, .turn = trigger, .owner_epoch = turn->epoch});
    const auto open = [weak = weak_from_this(), turn] {
        const auto self = weak.lock();
        if (!self || self->turn_ != turn) return;
        turn->stream.open();
        self->show_more(turn);
        if (turn->outcome && !turn->finishing) {
            turn->finishing = true;
            self->enqueue([raw = self.get(), turn]() -> Task<void> { return raw->finish_turn(turn); });
        }
    };
    const SteadyTime now = context_.clock.steady();
    if (not_before <= now)
        open();
    else
        turn->opens = context_.timers.after(std::chrono::ceil<Millis>(not_before - now), open);
}

void Conversation::show_more(const std::shared_ptr<Turn>& turn)
{
    if (turn_ != turn) return;
    if (auto delta = turn->stream.take()) {
        if (!turn->measured) context_.measured(Measure::first_token, turn->asked);
        turn->measured = true;
        turn->next_showing = context_.clock.steady() + context_.settings.delta_pause;
        publish(TurnDelta{
            .conversation_id = id_,
            .turn = turn->trigger,
            .attempt = turn->attempt,
            .offset = delta->offset,
            .text = std::move(delta->text)
        });
    }
}

Task<bool> Conversation::settle(std::weak_ptr<Turn> weak)
{
    // The stream opens with the commit and the end of the burst window. Looked at again and again rather
    // than signalled: it is a matter of one or two looks, and a signal could be missed.
    for (;;) {
        {
            const auto turn = weak.lock();
            if (!turn || turn->over || turn->stop.stop_requested() || turn->stream.is_sealed())
                co_return false;
            if (turn->stream.is_open()) co_return true;
        }
        co_await sleep_for(context_.timers, settle_look);
    }
}

std::optional<TurnSnapshot> Conversation::turn() const
{
    if (!turn_ || turn_->trigger == 0) return std::nullopt;
    return TurnSnapshot{
        .conversation_id = id_,
        .turn = turn_->trigger,
        .attempt = turn_->attempt,
        .text = std::string(turn_->stream.shown())
    };
}

std::optional<Conversation::Cut> Conversation::cut_turn()
{
    if (!turn_) return std::nullopt;
    Cut cut{.trigger = turn_->trigger, .sealed = turn_->stream.seal()};
    turn_->stop.request_stop();
    turn_->opens.reset();
    end_turn();
    return cut;
}

void Conversation::end_turn()
{
    turn_->watchdog.reset();
    turn_->renewal.reset();
    turn_.reset();
    release_turn();
}

void Conversation::drop_turn(const std::shared_ptr<Turn>& turn, Errc why)
{
    const bool known_to_readers = turn->trigger != 0;
    if (turn_ == turn) cut_turn();
    if (known_to_readers) publish(TurnFailed{id_, turn->trigger, int(why), std::string(errc_name(why))});
}

void Conversation::abandon_turn()
{
    if (turn_) drop_turn(std::shared_ptr(turn_), Errc::restarting);
}

bool Conversation::has_open_question() const
{
    return record_.owner.kind == OwnerKind::bot && record_.open_question != 0 &&
           storage::is_open(record_.lifecycle);
}

Task<void> Conversation::go_on_with_open_question()
{
    if (turn_ || !has_open_question()) {
        if (!turn_) release_turn();
        co_return;
    }
    int attempt = 1;
    if (context_.shared) {
        if (!co_await take_turn()) co_return; // it is being answered elsewhere, or just was
        const auto key = turn_key(id_) + "/" + std::to_string(record_.open_question);
        attempt += int(co_await context_.backplane.hit(key, attempts_remembered));
    }
    const auto turn = begin_turn(open_question({}), attempt);
    open_turn(turn, record_.open_question, context_.clock.steady());
    changed();
}

Task<void> Conversation::finish_turn(std::shared_ptr<Turn> turn)
{
    if (turn_ != turn) co_return; // cut off while it waited for its place in the mailbox
    const bot::TurnOutcome& outcome = *turn->outcome;
    storage::Append append{
        .conversation_id = id_, .expected_epoch = turn->epoch, .drafts = {}, .at = context_.clock.wall()
    };

    auto flow = outcome.flow;
    if (flow) {
        for (auto& slot : flow->slots) {
            if (slot.source == bot::this_question) slot.source = turn->trigger;
        }
    }
    const bool answered = outcome.answer.outcome != AnswerOutcome::unknown && !turn->stream.all().empty();
    if (answered) {
        append.drafts.push_back(
            {.actor = bot_actor(context_.settings),
             .data =
                 MessageAccepted{
                     .text = turn->stream.all(),
                     .sources = outcome.answer.sources,
                     .turn = turn->trigger,
                     .outcome = outcome.answer.outcome,
                     .interrupted = {},
                     .model = speaker(outcome.answer),
                     .offer = outcome.offer,
                     .flow = std::move(flow),
                     .tools = outcome.tools.empty() ? std::nullopt : std::optional(outcome.tools)
                 },
             .client_msg_id = {},
             .sent_at = {}}
        );
    }
    // An answer that never came must not leave the customer alone with the silence.
    auto escalate = outcome.escalate;
    if (!answered && !escalate)
        escalate = bot::Escalation{Trigger::model_failure, "The bot had no answer."};
    if (escalate) {
        auto handoff = co_await packet(
            escalate->trigger,
            escalate->reason_text,
            append.drafts,
            {},
            {},
            answered ? std::vector<Source>() : outcome.answer.sources
        );
        append.drafts.push_back(
            {.actor = system_actor(),
             .data =
                 ConversationEscalated{
                     .owner = {.kind = OwnerKind::queue, .id = context_.settings.rules.default_queue},
                     .trigger = escalate->trigger,
                     .reason_text = escalate->reason_text,
                     .packet = std::move(handoff)
                 },
             .client_msg_id = {},
             .sent_at = {}}
        );
    }

    if (loaded_) append.known = std::make_shared<const ConversationRecord>(record_);
    append.patient = answered && !escalate;
    // Nobody has been promised this answer yet, but the customer has read it: storage that is briefly away
    // is waited for.
    auto stored = co_await context_.archive.append(append);
    for (int i = 1; i < store_attempts && !stored && stored.error().code == Errc::unavailable; ++i) {
        co_await sleep_for(context_.timers, Millis(200) * (1 << i));
        stored = co_await context_.archive.append(append);
    }
    if (turn_ == turn) end_turn();
    if (!stored) {
        ++context_.counters.turns_failed;
        publish(TurnFailed{
            id_, turn->trigger, int(stored.error().code), std::string(errc_name(stored.error().code))
        });
        loaded_ = false;
        co_return;
    }
    committed(*stored);
    if (answered) {
        ++context_.counters.turns_finished;
        context_.measured(Measure::answer, turn->asked);
        publish(
            TurnFinished{.conversation_id = id_, .turn = turn->trigger, .seq = stored->events.front().seq}
        );
    } else {
        ++context_.counters.turns_failed;
        publish(TurnFailed{
            id_, turn->trigger, int(Errc::unavailable), std::string(errc_name(Errc::unavailable))
        });
    }
    changed();
}

} // namespace tandem::conversation
