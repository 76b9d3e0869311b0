#include "backend/bot/history.hpp"

#include "backend/bot/knowledge/terms.hpp"
#include "backend/bot/understanding/sentiment.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <optional>

namespace tandem::bot {
namespace {

std::string moment(WallTime at)
{
    constexpr auto months = std::to_array<const char*>(
        {"January",
         "February",
         "March",
         "April",
         "May",
         "June",
         "July",
         "August",
         "September",
         "October",
         "November",
         "December"}
    );
    const std::chrono::sys_time<Millis> time{Millis(at)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    char text[64] = {};
    std::snprintf(
        text,
        sizeof text,
        "%u %s %d %02d:%02d UTC",
        static_cast<unsigned>(date.day()),
        months[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year()),
        static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count())
    );
    return text;
}

// What a change of owner means to the reader of a transcript, if anything.
std::optional<std::string> marker(const protocol::Event& event)
{
    using namespace protocol;
    const auto dated = [&](std::string what) {
        return "[" + moment(event.at) + ": " + std::move(what) + "]";
    };
    if (std::holds_alternative<ConversationEscalated>(event.data))
        return dated("the conversation was handed to the people");
    if (std::holds_alternative<ConversationAccepted>(event.data))
        return dated("a person joined and answered from here");
    if (std::holds_alternative<ConversationTakenOver>(event.data))
        return dated("a person took over and answered from here");
    if (std::holds_alternative<ConversationHandedBack>(event.data)) {
        return dated("the person left; you, the bot, answer again from here");
    }
    return std::nullopt;
}

bool is_follow_up(const std::string& question)
{
    constexpr auto openings = std::to_array<std::string_view>(
        {"and", "what about", "how about", "und", "was ist mit", "also", "or"}
    );
    const auto found = words(question);
    if (found.empty() || found.size() > 8) return false;
    std::string joined;
    for (const auto& word : found)
        joined.append(word).append(" ");
    return std::ranges::any_of(openings, [&](std::string_view opening) {
        return joined.starts_with(std::string(opening) + " ");
    });
}

} // namespace

std::vector<ChatLine> history_lines(std::span<const protocol::Event> events, std::size_t limit)
{
    std::vector<ChatLine> lines;
    for (const auto& event : events) {
        if (auto text = marker(event)) {
            lines.push_back({ChatLine::From::marker, std::move(*text)});
            continue;
        }
        const auto* message = std::get_if<protocol::MessageAccepted>(&event.data);
        if (message == nullptr || message->text.empty()) continue;
        switch (event.actor.kind) {
        case protocol::ActorKind::customer:
            lines.push_back({ChatLine::From::customer, message->text});
            break;
        case protocol::ActorKind::bot:
            lines.push_back({ChatLine::From::bot, message->text});
            break;
        case protocol::ActorKind::agent:
            lines.push_back({ChatLine::From::agent, message->text});
            break;
        case protocol::ActorKind::system:
        case protocol::ActorKind::unknown:
            break;
        }
    }
    if (lines.size() > limit) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(limit));
    return lines;
}

std::string search_query(std::span<const protocol::Event> recent, const std::string& question)
{
    if (!is_follow_up(question)) return question;
    for (auto event = recent.rbegin(); event != recent.rend(); ++event) {
        const auto* message = std::get_if<protocol::MessageAccepted>(&event->data);
        if (message == nullptr || event->actor.kind != protocol::ActorKind::customer) continue;
        // One line: the parts of a longer text are searched one by one, and these two belong together.
        std::string joined = message->text + " " + question;
        std::ranges::replace_if(
            joined, [](char c) { return c == '?' || c == '.' || c == '!' || c == '\n' || c == ','; }, ' '
        );
        return joined;
    }
    return question;
}

bool is_upset(std::span<const protocol::Event> recent, const std::string& question)
{
    // What was said to a person before is settled with that person.
    std::vector<std::string> messages;
    for (const auto& event : recent) {
        if (std::holds_alternative<protocol::ConversationHandedBack>(event.data)) messages.clear();
        const auto* message = std::get_if<protocol::MessageAccepted>(&event.data);
        if (message != nullptr && event.actor.kind == protocol::ActorKind::customer)
            messages.push_back(message->text);
    }
    messages.push_back(question);
    return sentiment(messages) == Sentiment::upset;
}

} // namespace tandem::bot
