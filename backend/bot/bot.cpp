#include "backend/bot/bot.hpp"

#include "backend/bot/history.hpp"
#include "backend/bot/policy/escalation.hpp"
#include "backend/bot/understanding/language.hpp"
#include "backend/bot/understanding/person_request.hpp"
#include "backend/bot/understanding/redaction/redaction.hpp"
#include "backend/bot/understanding/small_talk.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

using protocol::AnswerOutcome;

std::vector<protocol::Source> sources_of(const std::vector<Passage>& passages)
{
    std::vector<protocol::Source> out;
    for (const auto& passage : passages) {
        const bool known =
            std::ranges::any_of(out, [&](const auto& s) { return s.article_id == passage.article_id; });
        if (!known) out.push_back({passage.article_id, passage.title, passage.heading, passage.score});
        if (out.size() == 3) break;
    }
    return out;
}

// Whether the answer depends on nothing but the question: it begins the conversation, and nothing of the
// customer's own stands in it.
bool stands_alone(const AnswerRequest& request)
{
    constexpr std::size_t longest = 300; // a long message is a story of one's own
    const bool first = std::ranges::none_of(request.history, [](const ChatLine& line) {
        return line.from == ChatLine::From::customer || line.from == ChatLine::From::agent;
    });
    if (!first || request.question.size() > longest) return false;
    Redaction redaction;
    static_cast<void>(redaction.redact(request.question));
    return redaction.size() == 0;
}

class DefaultBot final : public Bot
{
public:
    DefaultBot(BotSettings settings, KnowledgeIndex& knowledge, LanguageModel& model, const Clock& clock)
        : settings_(settings),
          knowledge_(knowledge),
          model_(model),
          clock_(clock)
    {}

    Task<Result<TurnOutcome>> run(TurnInput input, DeltaSink sink, std::stop_token stop) override
    {
        if (stop.stop_requested()) co_return fail(Errc::cancelled);

        // Understand.
        const std::string language = guess_language(input.question, input.customer.language);
        Understood understood;
        understood.asked_for_person = asks_for_person(input.question);
        understood.upset = is_upset(input.recent, input.question);
        understood.failed_turns = input.failed_turns;
        if (!understood.asked_for_person && !understood.upset) {
            if (const auto kind = small_talk(input.question); kind != SmallTalk::none) {
                sink(small_talk_reply(kind, language));
                co_return small_talk_outcome();
            }
        }

        // Find. Without knowledge the bot knows nothing, which is a failure of ours and not of the
        // question.
        auto found = co_await knowledge_.search(
            search_query(input.recent, input.question), language, settings_.passages
        );
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        if (!found) co_return failed(found.error().code, {});
        understood.confident = !found->empty() && found->front().score >= settings_.confident;

        // Decide.
        if (auto instead = escalate_instead(understood)) {
            TurnOutcome outcome;
            const bool asked = instead->trigger == protocol::Trigger::customer_request;
            outcome.answer.outcome = asked ? AnswerOutcome::offered_person : AnswerOutcome::unanswered;
            outcome.answer.sources = sources_of(*found);
            outcome.escalate = std::move(instead);
            co_return outcome;
        }

        // Answer.
        AnswerRequest request;
        request.asker = {input.conversation_id.value, input.customer.id.value, Purpose::customer};
        request.question = input.question;
        request.history = history_lines(input.recent, settings_.history_lines);
        request.passages = *found;
        request.language = language;
        request.deadline = input.deadline;
        if (stands_alone(request)) request.cache = CacheScope{knowledge_.version(), "public"};
        auto answer = co_await model_.answer(std::move(request), std::move(sink), stop);
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        if (!answer) {
            const bool late = input.deadline.passed(clock_);
            co_return failed(late ? Errc::deadline_exceeded : answer.error().code, *found);
        }
        co_return finished(std::move(*answer), understood, *found);
    }

private:
    static TurnOutcome small_talk_outcome()
    {
        TurnOutcome outcome;
        outcome.answer.outcome = AnswerOutcome::small_talk;
        outcome.answer.model = "small_talk";
        return outcome;
    }

    static TurnOutcome failed(Errc error, const std::vector<Passage>& found)
    {
        TurnOutcome outcome; // unknown: whatever was streamed is void
        outcome.answer.sources = sources_of(found);
        outcome.escalate = escalate_failure(error);
        return outcome;
    }

    static TurnOutcome
    finished(AnswerResult answer, const Understood& understood, const std::vector<Passage>& found)
    {
        Answered answered;
        answered.upset = understood.upset;
        answered.failed_turns = understood.failed_turns;
        answered.outcome = answer.outcome;
        answered.truncated = answer.truncated;
        // The article the answer rests on decides, not one that was merely found beside it.
        if (!answer.sources.empty()) {
            const auto used =
                std::ranges::find(found, answer.sources.front().article_id, &Passage::article_id);
            if (used != found.end()) {
                answered.handoff = used->handoff;
                answered.article_title = used->title;
            }
        }
        TurnOutcome outcome;
        outcome.answer = std::move(answer);
        outcome.escalate = escalate_after(answered);
        return outcome;
    }

    BotSettings settings_;
    KnowledgeIndex& knowledge_;
    LanguageModel& model_;
    const Clock& clock_;
};

} // namespace

std::unique_ptr<Bot>
create_bot(BotSettings settings, KnowledgeIndex& knowledge, LanguageModel& model, const Clock& clock)
{
    return std::make_unique<DefaultBot>(settings, knowledge, model, clock);
}

} // namespace tandem::bot
