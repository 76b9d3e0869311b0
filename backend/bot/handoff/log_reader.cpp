#include "backend/bot/handoff/log_reader.hpp"

#include "backend/bot/understanding/person_request.hpp"
#include "backend/bot/understanding/small_talk.hpp"
#include "shared/text/code_points.hpp"

#include <algorithm>

namespace tandem::bot {

std::vector<Line> lines_of(const std::vector<protocol::Event>& events)
{
    std::vector<Line> lines;
    for (const auto& event : events) {
        const auto* message = std::get_if<protocol::MessageAccepted>(&event.data);
        if (message != nullptr) lines.push_back({event.actor.kind, event.actor.name, event.seq, message});
    }
    return lines;
}

std::vector<Line> open_lines(const std::vector<Line>& lines)
{
    using protocol::ActorKind;
    using protocol::AnswerOutcome;
    std::vector<Line> open;
    for (const auto& line : lines) {
        if (line.from == ActorKind::customer) {
            open.push_back(line);
        } else if (line.from == ActorKind::agent) {
            open.clear();
        } else if (line.from == ActorKind::bot && line.message->outcome == AnswerOutcome::answered &&
                   !line.message->interrupted) {
            open.clear();
        }
    }
    std::vector<Line> telling;
    std::ranges::copy_if(open, std::back_inserter(telling), [](const Line& line) {
        return small_talk(line.message->text) == SmallTalk::none && !asks_for_person(line.message->text);
    });
    return telling.empty() ? open : telling;
}

std::string quoted(std::string_view text, std::size_t limit)
{
    std::string line;
    for (const char c : text) {
        const bool space = c == '\n' || c == '\t' || c == ' ';
        if (!space)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    while (line.ends_with(' '))
        line.pop_back();
    if (text::count_code_points(line) > limit) {
        line = text::first_code_points(line, limit);
        if (const auto space = line.rfind(' '); space != std::string::npos && space > line.size() / 2)
            line.resize(space);
        line += "…";
    }
    return "“" + line + "”";
}

} // namespace tandem::bot
