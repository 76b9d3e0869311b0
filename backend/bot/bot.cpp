#include "backend/bot/bot.hpp"

#include "backend/bot/history.hpp"
#include "backend/bot/policy/escalation.hpp"
#include "backend/bot/policy/offers.hpp"
#include "backend/bot/understanding/language.hpp"
#include "backend/bot/understanding/person_request.hpp"
#include "backend/bot/understanding/redaction/redaction.hpp"
#include "backend/bot/understanding/repetition.hpp"
#include "backend/bot/understanding/small_talk.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

using protocol::AnswerOutcome;

// What the customer said before the question. What was said to a person is settled with that person.
std::vector<std::string> earlier_messages(const TurnInput& input)
{
    std::vector<std::string> messages;
    for (const auto& event : input.recent) {
        if (std::holds_alternative<protocol::ConversationHandedBack>(event.data)) messages.clear();
        const auto* message = std::get_if<protocol::MessageAccepted>(&event.data);
        if (message != nullptr && event.actor.kind == protocol::ActorKind::customer)
            messages.push_back(message->text);
    }
    return messages;
}

// The bot's last message was the answer that it would give again, to the same question.
bool is_repeated(
    const TurnInput& input, const std::vector<std::string>& messages, const std::vector<Passage>& found
)
{
    if (messages.empty() || found.empty() || !says_the_same(messages.back(), input.question)) return false;
    for (auto event = input.recent.rbegin(); event != input.recent.rend(); ++event) {
        const auto* message = std::get_if<protocol::MessageAccepted>(&event->data);
        if (message == nullptr || event->actor.kind != protocol::ActorKind::bot) continue;
        return message->outcome == AnswerOutcome::answered && !message->sources.empty() &&
               message->sources.front().article_id == found.front().article_id;
    }
    return false;
}

std::vector<ArticleHint> hints_from(const RecognisedIntent& intent)
{
    std::vector<ArticleHint> out{{intent.label, intent.confidence}};
    for (const auto& other : intent.alternatives)
        out.push_back({other.label, other.confidence});
    return out;
}

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
    DefaultBot(
        BotSettings settings,
        KnowledgeIndex& knowledge,
        LanguageModel& model,
        const Clock& clock,
        const IntentClassifier* intents
    )
        : settings_(settings),
          knowledge_(knowledge),
          model_(model),
          clock_(clock),
          intents_(intents)
    {}

    Task<Result<TurnOutcome>> run(TurnInput input, DeltaSink sink, std::stop_token stop) override
    {
        if (stop.stop_requested()) co_return fail(Errc::cancelled);

        // Understand.
        const std::string language = guess_language(input.question, input.customer.language);
        Understood understood;
        understood.asked_for_person = asks_for_person(input.question);
        const auto earlier = earlier_messages(input);
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
        SearchRequest search{
            .query = search_query(input.recent, input.question),
            .language = language,
            .limit = settings_.passages
        };
        if (intents_ != nullptr) search.hints = hints_from(intents_->classify(search.query));
        auto found = co_await knowledge_.search(std::move(search));
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        if (!found) co_return failed(found.error().code, {});
        understood.confident = !answer_with(*found, settings_.confident).best.empty();
        understood.choices = !choices_from(*found).empty();
        understood.repeated = is_repeated(input, earlier, *found);

        // Decide.
        if (auto instead = escalate_instead(understood)) {
            TurnOutcome outcome;
            const bool asked = instead->trigger == protocol::Trigger::customer_request;
            outcome.answer.outcome = asked ? AnswerOutcome::offered_person : AnswerOutcome::unanswered;
            outcome.answer.sources = sources_of(*found);
            outcome.best = best_of(*found);
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
    static std::optional<protocol::Source> best_of(const std::vector<Passage>& found)
    {
        if (found.empty()) return std::nullopt;
        return sources_of(found).front();
    }

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
        TurnOutcome outcome;
        outcome.best = best_of(found);
        Answered answered;
        answered.upset = understood.upset;
        auto choices = choices_from(found);
        answered.choices = !choices.empty();
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
        outcome.escalate = escalate_after(answered);
        if (answer.outcome == AnswerOutcome::unanswered && !outcome.escalate)
            outcome.offer = protocol::Offer{.choices = std::move(choices), .person = true};
        outcome.answer = std::move(answer);
        return outcome;
    }

    BotSettings settings_;
    KnowledgeIndex& knowledge_;
    LanguageModel& model_;
    const Clock& clock_;
    const IntentClassifier* intents_;
};

} // namespace

std::unique_ptr<Bot> create_bot(
    BotSettings settings,
    KnowledgeIndex& knowledge,
    LanguageModel& model,
    const Clock& clock,
    const IntentClassifier* intents
)
{
    return std::make_unique<DefaultBot>(settings, knowledge, model, clock, intents);
}

} // namespace tandem::bot
