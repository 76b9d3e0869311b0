#include "backend/bot/answers/guards.hpp"
#include "backend/bot/answers/sentence_stream.hpp"
#include "backend/bot/models/citations.hpp"
#include "shared/text/clean.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

using Verdict = Grounding::Verdict;

std::string customer_words(const AnswerRequest& request)
{
    std::string words = request.question;
    for (const ChatLine& line : request.history) {
        if (line.from == ChatLine::From::customer) words += "\n" + line.text;
    }
    return words;
}

// What is said of one answer.
class Speaker
{
public:
    Speaker(const AnswerRequest& request, const GroundedSettings& settings, GuardStats& stats)
        : grounding_(request.passages, customer_words(request), settings.check),
          passages_(request.passages),
          stats_(stats)
    {}

    // The text that may be shown now, possibly empty.
    std::string feed(std::string_view piece)
    {
        std::string out;
        for (const auto& sentence : sentences_.feed(piece))
            out += judged(sentence);
        return out;
    }

    std::string finish()
    {
        const auto rest = sentences_.finish();
        return rest.empty() ? std::string() : judged(rest);
    }

    [[nodiscard]] std::size_t withheld() const { return withheld_; }
    [[nodiscard]] bool said_anything() const { return !said_.empty(); }
    [[nodiscard]] bool said_something_supported() const { return !carried_by_.empty(); }
    [[nodiscard]] bool asked_back() const { return asked_back_; }

    // Of the citations in what was said; without any, the passages that carry it.
    [[nodiscard]] std::vector<protocol::Source> sources() const
    {
        auto sources = cited_sources(said_, passages_);
        if (!sources.empty()) return sources;
        for (const std::size_t i : carried_by_) {
            const Passage& passage = passages_.at(i);
            if (std::ranges::find(sources, passage.article_id, &protocol::Source::article_id) ==
                sources.end())
                sources.push_back({passage.article_id, passage.title, passage.heading, passage.score});
        }
        return sources;
    }

private:
    std::string judged(const std::string& sentence)
    {
        const auto last = sentence.find_last_not_of(" \n\t");
        const std::size_t end = last == std::string::npos ? 0 : last + 1;
        const std::string core = text::clean(std::string_view(sentence).substr(0, end));
        const std::string indent = sentence.substr(0, std::min(end, sentence.find_first_not_of(' ')));
        if (core.empty()) {
            space_ += sentence;
            return {};
        }
        const auto verdict = grounding_.judge(core);
        if (verdict.verdict != Verdict::supported && verdict.verdict != Verdict::harmless) {
            ++withheld_;
            ++stats_.sentences_withheld;
            return {};
        }
        ++stats_.sentences_said;
        if (verdict.verdict == Verdict::supported &&
            std::ranges::find(carried_by_, verdict.passage) == carried_by_.end())
            carried_by_.push_back(verdict.passage);
        asked_back_ |= core.ends_with('?');
        const std::string out = (said_.empty() ? std::string() : space_) + indent + core;
        space_ = sentence.substr(end);
        said_ += out;
        return out;
    }

    Grounding grounding_;
    const std::vector<Passage>& passages_;
    GuardStats& stats_;
    SentenceStream sentences_;
    std::string said_;
    std::string space_; // between what was said and what may follow
    std::vector<std::size_t> carried_by_;
    std::size_t withheld_ = 0;
    bool asked_back_ = false;
};

std::string offer_of_a_person(const std::string& language)
{
    return language.starts_with("de") ? "\n\nNicht alles dazu konnte ich bestätigen und habe es deshalb "
                                        "weggelassen. Schreiben Sie "
                                        "„Mensch“, wenn sich jemand darum kümmern soll."
                                      : "\n\nI could not confirm everything about this and have left it "
                                        "out. Write \"human\" if you "
                                        "would like somebody to look at it.";
}

class Grounded final : public LanguageModel
{
public:
    Grounded(LanguageModel& model, GroundedSettings settings, std::shared_ptr<GuardStats> stats)
        : model_(model),
          settings_(std::move(settings)),
          stats_(std::move(stats))
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        const AnswerRequest asked = request;
        Speaker speaker(asked, settings_, *stats_);
        const DeltaSink judging = [&](std::string_view text) {
            if (const auto said = speaker.feed(text); !said.empty()) sink(said);
        };
        auto result = co_await model_.answer(std::move(request), judging, stop);
        if (!result) co_return result;
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        if (const auto rest = speaker.finish(); !rest.empty()) sink(rest);

        result->withheld = speaker.withheld();
        result->sources = speaker.sources();
        if (speaker.said_something_supported()) {
            if (speaker.withheld() > 0) sink(offer_of_a_person(asked.language));
        } else if (speaker.withheld() > 0 || !speaker.said_anything()) {
            ++stats_->answers_replaced;
            auto quoted = compose_answer(asked, settings_.quote);
            sink((speaker.said_anything() ? "\n\n" : "") + quoted.text);
            result->outcome = quoted.outcome;
            result->sources = std::move(quoted.sources);
        } else if (!speaker.asked_back() && result->outcome == protocol::AnswerOutcome::answered) {
            result->outcome = protocol::AnswerOutcome::unanswered; // it said that it does not know
        }
        co_return result;
    }

    std::string_view name() const override { return model_.name(); }
    Millis rest() const override { return model_.rest(); }

private:
    LanguageModel& model_;
    GroundedSettings settings_;
    std::shared_ptr<GuardStats> stats_;
};

} // namespace

std::unique_ptr<LanguageModel>
with_grounding(LanguageModel& model, GroundedSettings settings, std::shared_ptr<GuardStats> stats)
{
    return std::make_unique<Grounded>(model, std::move(settings), std::move(stats));
}

} // namespace tandem::bot
