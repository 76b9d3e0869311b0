#include "backend/bot/handoff/packet_summary.hpp"

#include "backend/bot/handoff/flow_summary.hpp"
#include "backend/bot/handoff/log_reader.hpp"
#include "backend/bot/understanding/entities.hpp"
#include "backend/bot/understanding/person_request.hpp"
#include "backend/bot/understanding/sentiment.hpp"
#include "backend/bot/understanding/small_talk.hpp"

#include <algorithm>
#include <cmath>

namespace tandem::bot {
namespace {

using protocol::ActorKind;
using protocol::AnswerOutcome;
using protocol::CitedLine;
using protocol::Source;

constexpr std::size_t max_happened = 8; // lines; the first question and the latest of the rest
constexpr std::size_t max_open = 3;
constexpr std::size_t max_attempts = 20;
constexpr std::size_t max_slots = 30;

std::string titles(const std::vector<Source>& sources)
{
    std::string out;
    for (const auto& source : sources) {
        if (source.title.empty() || out.contains(source.title)) continue;
        if (!out.empty()) out += ", ";
        out += "“" + source.title + "”";
    }
    return out;
}

bool says_nothing(const Line& line) { return small_talk(line.message->text) != SmallTalk::none; }

// The sentence about one answer of the bot, or nothing for small talk.
std::string about_answer(const protocol::MessageAccepted& answer)
{
    const auto from = titles(answer.sources);
    if (answer.interrupted)
        return "The bot was cut off while it answered: " + quoted(answer.text, 80) + ".";
    switch (answer.outcome.value_or(AnswerOutcome::unknown)) {
    case AnswerOutcome::answered:
        return from.empty() ? "The bot answered: " + quoted(answer.text, 100) + "."
                            : "The bot answered from " + from + ".";
    case AnswerOutcome::unanswered:
        return from.empty() ? "The bot had no answer."
                            : "The bot had no answer; the closest it knew was " + from + ".";
    case AnswerOutcome::offered_person:
        return "The bot offered a person.";
    case AnswerOutcome::small_talk:
        return {};
    case AnswerOutcome::unknown:
        return "The bot wrote: " + quoted(answer.text, 100) + ".";
    }
    return {};
}

// Somebody else's turn of the conversation, from the events around the messages.
std::string about_event(const protocol::Event& event)
{
    using namespace protocol;
    const std::string who = event.actor.name.empty() ? "An agent" : event.actor.name;
    if (std::holds_alternative<ConversationTakenOver>(event.data))
        return who + " took the conversation over.";
    if (std::holds_alternative<ConversationAccepted>(event.data)) return who + " joined.";
    if (std::holds_alternative<ConversationHandedBack>(event.data)) return who + " handed back to the bot.";
    if (std::holds_alternative<ConversationResolved>(event.data)) return "It was resolved.";
    if (std::holds_alternative<ConversationReopened>(event.data)) return "It was opened again.";
    if (const auto* escalated = std::get_if<ConversationEscalated>(&event.data)) {
        return escalated->reason_text.empty() ? "It was handed to the people."
                                              : "It was handed to the people: " + escalated->reason_text;
    }
    return {};
}

std::vector<CitedLine> happened(const PacketInput& input)
{
    std::vector<CitedLine> out;
    Seq asked = 0; // the customer's message that the next answer is about
    for (const auto& event : input.events) {
        const auto* message = std::get_if<protocol::MessageAccepted>(&event.data);
        if (message == nullptr) {
            if (auto text = about_event(event); !text.empty())
                out.push_back({std::move(text), {event.seq}});
            continue;
        }
        switch (event.actor.kind) {
        case ActorKind::customer:
            asked = event.seq;
            if (small_talk(message->text) == SmallTalk::none) {
                const bool person = asks_for_person(message->text);
                out.push_back(
                    {(person ? "The customer asked for a person: " : "The customer wrote: ") +
                         quoted(message->text) + ".",
                     {event.seq}}
                );
            }
            break;
        case ActorKind::bot:
            if (auto text = about_answer(*message); !text.empty()) {
                CitedLine line{std::move(text) + about_tools(*message), {}};
                if (const Seq question = message->turn.value_or(asked); question != 0)
                    line.cites.push_back(question);
                line.cites.push_back(event.seq);
                out.push_back(std::move(line));
            }
            break;
        case ActorKind::agent:
            out.push_back(
                {(event.actor.name.empty() ? "An agent" : event.actor.name) +
                     " wrote: " + quoted(message->text, 100) + ".",
                 {event.seq}}
            );
            break;
        case ActorKind::system:
        case ActorKind::unknown:
            break;
        }
    }
    // Long conversations: how it began and how it came here.
    if (out.size() > max_happened)
        out.erase(out.begin() + 1, out.end() - static_cast<std::ptrdiff_t>(max_happened - 1));
    return out;
}

CitedLine wants(const std::vector<Line>& lines, const std::vector<Line>& open)
{
    std::vector<Line> telling;
    std::ranges::copy_if(open, std::back_inserter(telling), [](const Line& line) {
        return !says_nothing(line);
    });
    // Only a wish for a person is open: then what they had asked before is what it is about.
    const bool only_person = !telling.empty() && std::ranges::all_of(telling, [](const Line& line) {
        return asks_for_person(line.message->text);
    });
    if (telling.empty() || only_person) {
        for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
            if (line->from != ActorKind::customer || says_nothing(*line) ||
                asks_for_person(line->message->text))
                continue;
            const std::string person = only_person ? "To talk to a person, after asking " : "";
            CitedLine out{person + quoted(line->message->text) + ".", {line->seq}};
            if (only_person) out.cites.push_back(telling.back().seq);
            return out;
        }
        if (only_person) return {"To talk to a person; has not said about what.", {telling.back().seq}};
        if (open.empty()) return {"Nothing is open.", {}};
        return {"Has only greeted so far.", {open.back().seq}};
    }
    CitedLine out;
    std::string joined;
    const std::size_t from = telling.size() > 3 ? telling.size() - 3 : 0;
    for (std::size_t i = from; i < telling.size(); ++i) {
        if (!joined.empty()) joined += " ";
        joined += telling[i].message->text;
        out.cites.push_back(telling[i].seq);
    }
    out.text = quoted(joined, 220) + ".";
    return out;
}

} // namespace

protocol::HandoffSummary summarise(const PacketInput& input)
{
    const auto lines = lines_of(input.events);
    const auto open = open_lines(lines);
    protocol::HandoffSummary summary;
    summary.wants = flow_wants(input.events).value_or(wants(lines, open));
    summary.happened = happened(input);

    for (const auto& line : open) {
        if (says_nothing(line) || asks_for_person(line.message->text)) continue;
        summary.open_points.push_back({"Not answered: " + quoted(line.message->text) + ".", {line.seq}});
    }
    if (summary.open_points.size() > max_open) {
        summary.open_points.erase(
            summary.open_points.begin(), summary.open_points.end() - static_cast<std::ptrdiff_t>(max_open)
        );
    }
    if (input.partial && !lines.empty()) {
        const Seq last = lines.back().seq;
        summary.open_points.push_back(
            {"The bot's last answer was cut off; its rest is in the draft.", {last}}
        );
        if (input.unsent.empty()) summary.open_points.back().text = "The bot's last answer was cut off.";
    }

    if (auto uncertain = uncertain_write(input.events))
        summary.open_points.push_back(std::move(*uncertain));

    std::vector<std::string> messages;
    for (const auto& line : lines) {
        if (line.from == ActorKind::customer) messages.push_back(line.message->text);
    }
    // A greeting or thanks at the end does not undo what was said before it.
    while (messages.size() > 1 && small_talk(messages.back()) == SmallTalk::greeting)
        messages.pop_back();
    auto mood = sentiment(messages);
    for (std::size_t back = 1; back < std::min<std::size_t>(messages.size(), 3); ++back) {
        const std::span<const std::string> before(messages.data(), messages.size() - back);
        if (sentiment(before) == Sentiment::upset && mood == Sentiment::calm) mood = Sentiment::impatient;
    }
    summary.sentiment = name_of(mood);
    return summary;
}

std::vector<protocol::Attempt> attempts_in(const std::vector<protocol::Event>& events)
{
    std::vector<protocol::Attempt> out;
    for (const auto& line : lines_of(events)) {
        if (line.from != ActorKind::bot) continue;
        const auto outcome = line.message->outcome.value_or(AnswerOutcome::unknown);
        if (outcome == AnswerOutcome::small_talk) continue;
        out.push_back(
            {line.message->turn.value_or(0), line.seq, outcome, line.message->sources, line.message->tools}
        );
    }
    if (out.size() > max_attempts)
        out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(max_attempts));
    return out;
}

std::vector<protocol::Slot> slots_in(const std::vector<protocol::Event>& events)
{
    std::vector<protocol::Slot> out;
    for (const auto& line : lines_of(events)) {
        if (line.from != ActorKind::customer) continue;
        for (const auto& entity : entities(line.message->text)) {
            const auto same = std::ranges::find_if(out, [&](const protocol::Slot& slot) {
                return slot.name == name_of(entity.kind) && slot.value == entity.value;
            });
            if (same != out.end())
                same->source = line.seq;
            else if (out.size() < max_slots)
                out.push_back({std::string(name_of(entity.kind)), entity.value, line.seq});
        }
    }
    for (auto& slot : flow_slots(events)) {
        const bool known = std::ranges::any_of(out, [&](const protocol::Slot& other) {
            return other.name == slot.name && other.value == slot.value;
        });
        if (!known && out.size() < max_slots) out.push_back(std::move(slot));
    }
    return out;
}

namespace {

// Older messages are about something else more often than not.
constexpr std::size_t classified_messages = 5;

std::optional<protocol::Intent> recognised(const PacketInput& input, const std::vector<Line>& lines)
{
    if (input.intents == nullptr) return std::nullopt;
    std::size_t looked_at = 0;
    for (auto line = lines.rbegin(); line != lines.rend() && looked_at < classified_messages; ++line) {
        if (line->from != ActorKind::customer || says_nothing(*line)) continue;
        if (asks_for_person(line->message->text)) continue;
        ++looked_at;
        auto found = input.intents->classify(line->message->text);
        if (!found.in_scope) continue;
        // In thousandths: those come back from JSON exactly as they went.
        const auto rounded = [](double value) { return std::round(value * 1000) / 1000; };
        protocol::Intent intent;
        intent.label = std::move(found.label);
        intent.confidence = rounded(found.confidence);
        for (auto& other : found.alternatives)
            intent.alternatives.push_back({std::move(other.label), rounded(other.confidence)});
        intent.evidence.push_back(line->seq);
        return intent;
    }
    return std::nullopt;
}

} // namespace

protocol::Intent intent_of(const PacketInput& input)
{
    const auto lines = lines_of(input.events);
    if (auto intent = recognised(input, lines)) return std::move(*intent);

    // Votes by article; the newest question has the full weight, each one before it half of that.
    struct Vote
    {
        std::string label;
        double weight = 0;
        double score = 0;
    };
    std::vector<Vote> votes;
    std::vector<Seq> evidence;
    double weight = 1;
    const auto vote = [&](const std::vector<Source>& sources, Seq question) {
        if (sources.empty()) return;
        if (question != 0 && std::ranges::find(evidence, question) == evidence.end())
            evidence.insert(evidence.begin(), question);
        for (const auto& source : sources) {
            auto known = std::ranges::find(votes, source.article_id, &Vote::label);
            if (known == votes.end()) known = votes.insert(votes.end(), Vote{source.article_id, 0, 0});
            known->weight += weight * source.score;
            known->score = std::max(known->score, source.score);
        }
        weight /= 2;
    };
    const auto open = open_lines(lines);
    vote(input.considered, open.empty() ? 0 : open.back().seq);
    const auto attempts = attempts_in(input.events);
    for (auto attempt = attempts.rbegin(); attempt != attempts.rend() && weight > 0.2; ++attempt) {
        vote(attempt->sources, attempt->question);
    }
    std::ranges::sort(votes, [](const Vote& a, const Vote& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.label < b.label;
    });

    protocol::Intent intent;
    if (votes.empty()) return intent;
    intent.label = votes.front().label;
    intent.confidence = votes.front().score;
    for (std::size_t i = 1; i < std::min<std::size_t>(votes.size(), 4); ++i) {
        intent.alternatives.push_back({votes[i].label, votes[i].score});
    }
    intent.evidence = std::move(evidence);
    return intent;
}

} // namespace tandem::bot
