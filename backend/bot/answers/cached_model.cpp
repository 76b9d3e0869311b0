#include "backend/bot/answers/cached_model.hpp"

#include "backend/bot/models/streaming.hpp"
#include "backend/util/signal.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <map>
#include <optional>
#include <unordered_set>

namespace tandem::bot {
namespace {

constexpr char between = '\x1F';

// An answer on its way, and who listens to it.
struct Flight
{
    std::string text;
    std::optional<Result<AnswerResult>> result;
    std::unordered_set<Signal*> listeners;
    std::stop_source stop;

    void tell() const
    {
        for (Signal* listener : listeners)
            listener->set();
    }
};

// What requests share; their last handlers may run when the decorator is gone.
struct Shared
{
    Shared(AnswerCacheSettings settings, std::shared_ptr<AnswerCacheStats> s)
        : cache(settings),
          stats(std::move(s))
    {}

    AnswerCache cache;
    std::shared_ptr<AnswerCacheStats> stats;
    std::map<std::string, std::shared_ptr<Flight>> flights; // by scope and question
};

// One who listens; leaving scope ends that, and the last one stops the model.
class Listening
{
public:
    Listening(
        std::shared_ptr<Shared> shared, std::string key, std::shared_ptr<Flight> flight, Signal& signal
    )
        : shared_(std::move(shared)),
          key_(std::move(key)),
          flight_(std::move(flight)),
          signal_(signal)
    {
        flight_->listeners.insert(&signal_);
    }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
    ~Listening()
    {
        flight_->listeners.erase(&signal_);
        if (!flight_->listeners.empty() || flight_->result) return;
        // Nobody may join an answer that is being stopped.
        const auto known = shared_->flights.find(key_);
        if (known != shared_->flights.end() && known->second == flight_) shared_->flights.erase(known);
        flight_->stop.request_stop();
    }

private:
    std::shared_ptr<Shared> shared_;
    std::string key_;
    std::shared_ptr<Flight> flight_;
    Signal& signal_;
};

bool worth_keeping(const AnswerResult& result)
{
    return result.outcome == protocol::AnswerOutcome::answered && !result.truncated && result.withheld == 0;
}

Task<void>
fly(std::shared_ptr<Shared> shared,
    std::string key,
    std::shared_ptr<Flight> flight,
    CachePlace place,
    LanguageModel* model,
    AnswerRequest request,
    const Clock* clock)
{
    const DeltaSink sink = [flight](std::string_view text) {
        flight->text += text;
        flight->tell();
    };
    auto result = co_await model->answer(std::move(request), sink, flight->stop.get_token());
    if (result && worth_keeping(*result))
        shared->cache.store(std::move(place), {flight->text, *result}, clock->steady());
    flight->result = std::move(result);
    const auto known = shared->flights.find(key);
    if (known != shared->flights.end() && known->second == flight) shared->flights.erase(known);
    flight->tell();
}

class Cached final : public LanguageModel
{
public:
    Cached(
        LanguageModel& model,
        CachedModelSettings settings,
        const ModelTools& tools,
        std::shared_ptr<AnswerCacheStats> stats
    )
        : model_(model),
          settings_(std::move(settings)),
          tools_(tools),
          shared_(std::make_shared<Shared>(settings_.cache, std::move(stats)))
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        if (!request.cache)
            co_return co_await model_.answer(std::move(request), std::move(sink), std::move(stop));
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        AnswerCacheStats& stats = *shared_->stats;
        ++stats.asked;
        CachePlace place = place_of(request);
        auto found = shared_->cache.find(place, tools_.clock.steady());
        if (found.match != AnswerCache::Match::none) {
            ++(found.match == AnswerCache::Match::equal ? stats.hits_equal : stats.hits_similar);
            stats.saved_tokens += found.answer.result.prompt_tokens + found.answer.result.answer_tokens;
            co_return co_await tell(std::move(found.answer), request.deadline, std::move(sink), stop);
        }

        const std::string key = place.scope + between + place.key.exact;
        const auto known = shared_->flights.find(key);
        std::shared_ptr<Flight> flight;
        if (known != shared_->flights.end()) {
            flight = known->second;
            ++stats.joined;
        } else {
            flight = start(co_await asio::this_coro::executor, key, std::move(place), request);
        }
        co_return co_await listen(flight, key, request.deadline, std::move(sink), stop);
    }

    std::string_view name() const override { return model_.name(); }
    Millis rest() const override { return model_.rest(); }

private:
    [[nodiscard]] CachePlace place_of(const AnswerRequest& request) const
    {
        CachePlace place;
        place.key = question_key(request.question, request.language);
        place.scope = request.cache->knowledge_version + between + request.cache->audience + between +
                      request.language + between + settings_.variant;
        if (!request.passages.empty()) place.article = request.passages.front().article_id;
        return place;
    }

    std::shared_ptr<Flight> start(
        const asio::any_io_executor& executor,
        const std::string& key,
        CachePlace place,
        AnswerRequest request
    )
    {
        auto flight = std::make_shared<Flight>();
        shared_->flights[key] = flight; // first: it may be over before co_spawn returns
        // A model that throws has failed.
        asio::co_spawn(
            executor,
            fly(shared_, key, flight, std::move(place), &model_, std::move(request), &tools_.clock),
            [shared = shared_, key, flight](std::exception_ptr error) {
                if (!error) return;
                flight->result = fail(Errc::unavailable, "exception");
                shared->flights.erase(key);
                flight->tell();
            }
        );
        return flight;
    }

    Task<Result<AnswerResult>> listen(
        std::shared_ptr<Flight> flight,
        std::string key,
        Deadline deadline,
        DeltaSink sink,
        std::stop_token stop
    )
    {
        Signal news(co_await asio::this_coro::executor);
        const Listening listening(shared_, std::move(key), flight, news);
        const TimerHandle limit = tools_.timers.after(deadline.left(tools_.clock), [&] { news.set(); });
        const std::stop_callback on_stop(stop, [&] { news.set(); });
        std::size_t heard = 0;
        while (true) {
            if (stop.stop_requested()) co_return fail(Errc::cancelled);
            if (flight->text.size() > heard) {
                const std::string text = flight->text.substr(heard);
                heard = flight->text.size();
                sink(text);
            }
            if (flight->result) co_return *flight->result;
            if (deadline.passed(tools_.clock)) co_return fail(Errc::deadline_exceeded);
            co_await news.wait();
            news.reset();
        }
    }

    Task<Result<AnswerResult>>
    tell(CachedAnswer answer, Deadline deadline, DeltaSink sink, std::stop_token stop) const
    {
        auto told = co_await stream_words(
            std::move(answer.text),
            settings_.words_per_second,
            std::move(sink),
            deadline,
            tools_.clock,
            std::move(stop)
        );
        if (!told) co_return fail(told);
        answer.result.from_cache = true;
        answer.result.prompt_tokens = 0;
        answer.result.answer_tokens = 0;
        co_return std::move(answer.result);
    }

    LanguageModel& model_;
    CachedModelSettings settings_;
    ModelTools tools_;
    std::shared_ptr<Shared> shared_;
};

} // namespace

std::unique_ptr<LanguageModel> with_answer_cache(
    LanguageModel& model,
    CachedModelSettings settings,
    const ModelTools& tools,
    std::shared_ptr<AnswerCacheStats> stats
)
{
    return std::make_unique<Cached>(model, std::move(settings), tools, std::move(stats));
}

} // namespace tandem::bot
