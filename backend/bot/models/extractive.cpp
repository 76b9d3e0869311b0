#include "backend/bot/models/extractive.hpp"

#include "backend/bot/answers/facts.hpp"
#include "backend/bot/knowledge/terms.hpp"
#include "backend/bot/models/sentences.hpp"
#include "backend/bot/models/streaming.hpp"
#include "backend/bot/policy/offers.hpp"

#include <algorithm>
#include <set>

namespace tandem::bot {
namespace {

using protocol::AnswerOutcome;
using Stems = std::set<std::string, std::less<>>;

constexpr std::size_t lead_sentences = 3; // of the first paragraph
constexpr std::size_t detail_items = 4;   // sentences, rows or items that match the question, beside it

Stems stem_set(std::string_view text, std::string_view locale)
{
    const auto list = stems(text, locale);
    return {list.begin(), list.end()};
}

std::size_t count_words(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count(text, ' ')) + 1;
}

// What of a question is left once the article's title is taken away: the title says what all its sentences
// are about, so it cannot tell them apart.
Stems telling_stems(const AnswerRequest& request, const Passage& passage)
{
    auto wanted = stem_set(request.question, passage.locale);
    for (const auto& known : stem_set(passage.title, passage.locale))
        wanted.erase(known);
    return wanted;
}

std::size_t matches(const Stems& wanted, std::string_view text, std::string_view locale)
{
    const auto has = stem_set(text, locale);
    return static_cast<std::size_t>(std::ranges::count_if(wanted, [&](const auto& word) {
        return has.contains(word);
    }));
}

// Builds Markdown from quotes, keeping lists lists.
class Writer
{
public:
    explicit Writer(std::size_t max_words) : max_words_(max_words) {}

    [[nodiscard]] bool has_room(const Quote& quote) const
    {
        return words_ + count_words(quote.text) <= max_words_;
    }
    [[nodiscard]] bool empty() const { return text_.empty(); }

    void add(const Quote& quote)
    {
        const bool item = quote.kind != Quote::Kind::sentence;
        if (!text_.empty()) {
            const bool goes_on = quote.block == block_ && quote.kind == kind_;
            text_ += !goes_on ? "\n\n" : (item ? "\n" : " ");
            if (!goes_on) number_ = 0;
        }
        if (quote.kind == Quote::Kind::numbered)
            text_ += std::to_string(++number_) + ". ";
        else if (item)
            text_ += "- ";
        text_ += quote.text;
        words_ += count_words(quote.text);
        block_ = quote.block;
        kind_ = quote.kind;
    }

    std::string take() { return std::move(text_); }

private:
    std::size_t max_words_;
    std::size_t words_ = 0;
    std::string text_;
    std::size_t block_ = 0;
    int number_ = 0;
    Quote::Kind kind_ = Quote::Kind::sentence;
};

// The lead paragraph as it stands, as far as it fits.
void add_lead(Writer& writer, const std::vector<Quote>& pieces)
{
    std::size_t taken = 0;
    for (const auto& quote : pieces) {
        const bool paragraph = quote.kind == Quote::Kind::sentence && quote.block == pieces.front().block;
        if (!paragraph || taken == lead_sentences || (taken > 0 && !writer.has_room(quote))) return;
        writer.add(quote);
        ++taken;
    }
}

// The pieces that match the question best, in the order of the article. Steps of a list only mean something
// together.
void add_details(
    Writer& writer,
    const std::vector<Quote>& pieces,
    const Stems& wanted,
    const Passage& passage,
    std::size_t block_base
)
{
    std::vector<std::pair<std::size_t, std::size_t>> ranked; // matches, index
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto n = matches(wanted, pieces[i].text, passage.locale);
        if (n > 0) ranked.emplace_back(n, i);
    }
    std::ranges::sort(ranked, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::set<std::size_t> chosen;
    for (const auto& [n, i] : ranked) {
        if (chosen.size() >= detail_items || n < ranked.front().first) break;
        if (pieces[i].kind != Quote::Kind::numbered) {
            chosen.insert(i);
            continue;
        }
        for (std::size_t j = 0; j < pieces.size(); ++j) {
            if (pieces[j].block == pieces[i].block) chosen.insert(j);
        }
    }
    for (const std::size_t i : chosen) {
        Quote quote = pieces[i];
        quote.block += block_base;
        if (writer.has_room(quote)) writer.add(quote);
    }
}

protocol::Source source_of(const Passage& passage)
{
    return {passage.article_id, passage.title, passage.heading, passage.score};
}

// What the customer may have meant stands beside the text, as buttons.
ComposedAnswer do_not_know(const AnswerRequest& request)
{
    const bool german = request.language.starts_with("de");
    ComposedAnswer answer;
    answer.outcome = AnswerOutcome::unanswered;
    for (const auto& passage : request.passages) {
        if (answer.sources.size() == 2 || passage.score < 0.1) break;
        const bool known = std::ranges::any_of(answer.sources, [&](const auto& source) {
            return source.article_id == passage.article_id;
        });
        if (!known) answer.sources.push_back(source_of(passage));
    }
    const auto choices = choices_from(request.passages).size();
    if (choices == 0) {
        answer.text =
            german ? "Das weiß ich leider nicht. Fragen Sie gern mit anderen Worten, oder sprechen Sie mit "
                     "einem Menschen."
                   : "I'm sorry, I don't know that. You can ask in other words, or talk to a person.";
    } else if (choices == 1) {
        answer.text = german ? "Ich bin nicht sicher, ob ich Sie richtig verstehe. Meinten Sie das?"
                             : "I'm not sure that I understand. Did you mean this?";
    } else {
        answer.text = german ? "Ich bin nicht sicher, ob ich Sie richtig verstehe. Meinten Sie eines davon?"
                             : "I'm not sure that I understand. Did you mean one of these?";
    }
    return answer;
}

// Sentences, items and rows of one article's passages: the lead, then what matches the question. Empty when
// there is nothing that can be quoted.
std::string
quote_article(const AnswerRequest& request, const std::vector<Passage>& passages, std::size_t max_words)
{
    Writer writer(max_words);
    std::size_t block_base = 0;
    for (const auto& passage : passages) {
        const auto pieces = quotes(passage.text);
        if (pieces.empty()) continue;
        const auto wanted = telling_stems(request, passage);
        if (writer.empty() && pieces.front().kind == Quote::Kind::sentence) {
            add_lead(writer, pieces);
            const auto first_block = pieces.front().block;
            std::vector<Quote> rest;
            std::ranges::copy_if(pieces, std::back_inserter(rest), [&](const Quote& quote) {
                return quote.block != first_block;
            });
            add_details(writer, rest, wanted, passage, block_base);
        } else {
            add_details(writer, pieces, wanted, passage, block_base);
        }
        block_base += 1000; // blocks of another passage never join these
    }
    // Only a list or a table, and none of its items matched: show its beginning.
    if (writer.empty() && !passages.empty()) {
        for (const auto& quote : quotes(passages.front().text)) {
            if (!writer.has_room(quote)) break;
            writer.add(quote);
        }
    }
    return writer.take();
}

class Extractive final : public LanguageModel
{
public:
    Extractive(ExtractiveSettings settings, const Clock& clock) : settings_(settings), clock_(clock) {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        if (request.deadline.passed(clock_)) co_return fail(Errc::deadline_exceeded);
        auto composed = compose_answer(request, settings_);
        auto done = co_await stream_words(
            std::move(composed.text),
            settings_.words_per_second,
            std::move(sink),
            request.deadline,
            clock_,
            stop
        );
        if (!done) co_return fail(done);
        AnswerResult result;
        result.outcome = composed.outcome;
        result.sources = std::move(composed.sources);
        result.model = name();
        co_return result;
    }

    std::string_view name() const override { return "extractive"; }

private:
    ExtractiveSettings settings_;
    const Clock& clock_;
};

} // namespace

ComposedAnswer compose_answer(const AnswerRequest& request, const ExtractiveSettings& settings)
{
    const auto with = answer_with(request.passages, settings.confident);
    if (with.best.empty()) return do_not_know(request);
    ComposedAnswer answer;
    answer.outcome = AnswerOutcome::answered;
    answer.text = quote_article(request, with.best, settings.max_words);
    if (answer.text.empty()) return do_not_know(request);

    const auto& best = with.best.front();
    const bool german = request.language.starts_with("de");
    answer.sources.push_back(source_of(best));
    if (german && !best.locale.starts_with("de"))
        answer.text = "Dazu habe ich nur einen englischen Artikel:\n\n" + answer.text;
    if (with.second.empty()) return answer;

    // Under a heading of its own, because sentences of several articles beside each other read like nobody
    // wrote them.
    const auto text = quote_article(request, with.second, settings.max_words_beside);
    const auto& title = with.second.front().title;
    // A title with an address in it is no title (H-61).
    const auto addresses = addresses_in(title);
    const bool plain = addresses.hosts.empty() && addresses.emails.empty() && !addresses.embedded;
    if (text.empty() || !plain) return answer;
    answer.text += german ? "\n\n**Falls Sie das meinen: " + title + "**\n\n" + text
                          : "\n\n**If you mean this: " + title + "**\n\n" + text;
    answer.sources.push_back(source_of(with.second.front()));
    return answer;
}

std::unique_ptr<LanguageModel> create_extractive_model(ExtractiveSettings settings, const Clock& clock)
{
    return std::make_unique<Extractive>(settings, clock);
}

} // namespace tandem::bot
