#include "backend/app/evaluation_files.hpp"
#include "backend/app/intents.hpp"
#include "backend/app/quality_commands.hpp"
#include "backend/bot/bot.hpp"
#include "backend/bot/knowledge/article_examples.hpp"
#include "backend/bot/knowledge/knowledge_store.hpp"
#include "backend/bot/knowledge/sqlite_knowledge.hpp"
#include "backend/bot/models/extractive.hpp"
#include "backend/bot/understanding/intents/intent_trainer.hpp"
#include "backend/storage/projection.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <map>

// Replays conversations through the bot that answers customers, and writes down what it did.

namespace tandem::app {
namespace {

namespace json = boost::json;
using namespace protocol;

constexpr Millis turn_time{20'000};

struct Replayed
{
    std::string id;
    std::vector<std::string> messages; // the customer's
};

std::vector<Replayed> read_conversations(const std::filesystem::path& file)
{
    std::vector<Replayed> out;
    for (const auto& line : lines_of(file)) {
        const auto where = file.string() + ": conversation " + std::to_string(out.size() + 1);
        try {
            const auto value = json::parse(line);
            Replayed one;
            one.id = std::string(value.at("id").as_string());
            for (const auto& turn : value.at("turns").as_array())
                one.messages.emplace_back(turn.at("user").as_string());
            out.push_back(std::move(one));
        } catch (const std::exception&) {
            throw std::runtime_error(
                where + " is no JSON object with an \"id\" and \"turns\" that have a \"user\""
            );
        }
    }
    return out;
}

struct Answered
{
    bot::TurnOutcome outcome;
    std::string text;
    double first_ms = 0;
    double whole_ms = 0;
};

Answered ask(bot::Bot& bot, bot::TurnInput input)
{
    const auto start = std::chrono::steady_clock::now();
    const auto since = [&] {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    };
    Answered out;
    asio::io_context loop;
    auto once = [&]() -> Task<void> {
        auto outcome = co_await bot.run(
            std::move(input),
            [&](std::string_view piece) {
                if (out.text.empty()) out.first_ms = since();
                out.text += piece;
            },
            {}
        );
        if (!outcome) throw std::runtime_error(outcome.error().detail);
        out.outcome = std::move(*outcome);
    };
    asio::co_spawn(loop, once(), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
    loop.run();
    out.whole_ms = since();
    if (out.text.empty()) out.first_ms = out.whole_ms;
    return out;
}

json::object described(const Answered& turn)
{
    const auto& outcome = turn.outcome;
    std::string_view action = "clarify";
    if (outcome.escalate)
        action = "escalate";
    else if (outcome.answer.outcome == AnswerOutcome::answered)
        action = "answer";
    else if (outcome.answer.outcome == AnswerOutcome::small_talk)
        action = "smalltalk";

    json::array articles;
    for (const auto& source : outcome.answer.sources) {
        if (outcome.answer.outcome == AnswerOutcome::answered) articles.emplace_back(source.article_id);
    }
    json::object out{
        {"action", action},
        {"articles", std::move(articles)},
        {"text", turn.text},
        {"confidence", outcome.best ? outcome.best->score : 0.0},
        {"ttft_ms", turn.first_ms},
        {"total_ms", turn.whole_ms}
    };
    if (outcome.best)
        out["candidate"] = {{"article", outcome.best->article_id}, {"confidence", outcome.best->score}};
    if (outcome.offer) {
        json::array options;
        for (const auto& choice : outcome.offer->choices)
            options.emplace_back(choice.article_id);
        out["options"] = std::move(options);
        out["offers_human"] = outcome.offer->person;
    }
    return out;
}

// One conversation as the log would hold it.
class Log
{
public:
    explicit Log(const std::string& id) { record_.conversation_id = ConversationId(id); }

    [[nodiscard]] bot::TurnInput question(const std::string& text, const Clock& clock) const
    {
        bot::TurnInput input;
        input.conversation_id = record_.conversation_id;
        input.recent = events_;
        input.question = text;
        input.failed_turns = record_.failed_turns;
        input.deadline = Deadline::after(clock, turn_time);
        return input;
    }

    void add(ActorKind who, MessageAccepted message)
    {
        Event event;
        event.conversation_id = record_.conversation_id;
        event.seq = ++record_.last_seq;
        event.actor.kind = who;
        event.data = std::move(message);
        storage::apply(record_, event);
        events_.push_back(std::move(event));
    }

private:
    storage::ConversationRecord record_;
    std::vector<Event> events_;
};

json::array
replay(bot::Bot& bot, const Replayed& conversation, const Clock& clock, std::map<std::string, int>& actions)
{
    json::array turns;
    Log log(conversation.id);
    for (const auto& message : conversation.messages) {
        const auto turn = ask(bot, log.question(message, clock));
        auto entry = described(turn);
        ++actions[std::string(entry.at("action").as_string())];
        turns.push_back(std::move(entry));
        if (turn.outcome.escalate) break; // from here on a person answers
        log.add(ActorKind::customer, MessageAccepted{.text = message});
        log.add(
            ActorKind::bot,
            MessageAccepted{
                .text = turn.text,
                .sources = turn.outcome.answer.sources,
                .outcome = turn.outcome.answer.outcome
            }
        );
    }
    return turns;
}

// A model is taken as it is; examples are learnt, and hung on the articles, as an import does.
std::unique_ptr<bot::IntentClassifier>
learn(const std::filesystem::path& path, std::vector<bot::Article>& articles)
{
    if (path.empty()) return nullptr;
    if (!holds_examples(path)) return bot::create_intent_classifier(need(bot::load_model(path)));
    const auto examples = need(bot::read_examples(path));
    bot::attach_examples(articles, examples);
    auto trained = need(bot::train_intents(examples, {}));
    std::fprintf(stderr, "trained on %zu messages\n", trained.report.examples);
    return bot::create_intent_classifier(std::move(trained.model));
}

} // namespace

int evaluate_conversations(const EvaluateConversationsCommand& command)
{
    const auto conversations = read_conversations(command.conversations);
    auto articles = read_articles(command.articles);
    const auto intents = learn(command.intents, articles);
    const ScratchFolder scratch;
    const auto file = scratch.path / "knowledge.sqlite";
    const Clock& clock = system_clock();
    const auto index = bot::create_sqlite_knowledge({.file = file, .threads = 1}, clock);
    bot::KnowledgeStore(file).replace_all(articles, "evaluate");

    bot::BotSettings settings;
    if (command.confident) settings.confident = *command.confident;
    const auto model =
        bot::create_extractive_model({.confident = settings.confident, .words_per_second = 0}, clock);
    const auto bot = bot::create_bot(settings, *index, *model, clock, intents.get());

    auto out = open_for_writing(command.out);
    std::map<std::string, int> actions;
    for (const auto& conversation : conversations) {
        const json::object line{
            {"id", conversation.id}, {"turns", replay(*bot, conversation, clock, actions)}
        };
        out << json::serialize(line) << '\n';
    }
    close(out, command.out);

    std::printf("{\"conversations\": %zu, \"turns\": {", conversations.size());
    const char* comma = "";
    for (const auto& [action, times] : actions) {
        std::printf("%s\"%s\": %d", comma, action.c_str(), times);
        comma = ", ";
    }
    std::printf("}}\n");
    return 0;
}

} // namespace tandem::app
