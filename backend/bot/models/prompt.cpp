#include "backend/bot/models/prompt.hpp"

#include <algorithm>
#include <charconv>

namespace tandem::bot {

namespace {

// Angle brackets are what blocks are made of.
std::string defused(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '<')
            out += "‹";
        else if (c == '>')
            out += "›";
        else
            out.push_back(c);
    }
    return out;
}

void append_sources(std::string& out, const std::vector<Passage>& passages)
{
    out += "\n\n<sources>\n";
    for (std::size_t i = 0; i < passages.size(); ++i) {
        const Passage& passage = passages[i];
        out += "<source number=\"" + std::to_string(i + 1) + "\">\n" + defused(passage.title);
        if (!passage.heading.empty()) out += ": " + defused(passage.heading);
        out += "\n" + defused(passage.text) + "\n</source>\n";
    }
    out += "</sources>\n";
}

} // namespace

std::vector<ChatMessage> answer_prompt(std::string_view instructions, const AnswerRequest& request)
{
    std::string system(instructions);
    append_sources(system, request.passages);
    if (!request.language.empty())
        system += "\nThe customer's language: " + defused(request.language) + "\n";

    std::vector<ChatMessage> messages{{"system", std::move(system)}};
    const auto add = [&](const char* role, std::string text) {
        // Some servers insist that roles alternate.
        if (messages.size() > 1 && messages.back().role == role)
            messages.back().content += "\n" + std::move(text);
        else
            messages.push_back({role, std::move(text)});
    };
    for (const ChatLine& line : request.history) {
        switch (line.from) {
        case ChatLine::From::customer:
            add("user", defused(line.text));
            break;
        case ChatLine::From::bot:
            add("assistant", line.text);
            break;
        case ChatLine::From::agent:
            add("assistant", "[A person of our team wrote:] " + line.text);
            break;
        case ChatLine::From::marker:
            add("user", "[" + line.text + "]");
            break;
        }
    }
    add("user", defused(request.question));
    return messages;
}

std::vector<protocol::Source> cited_sources(std::string_view answer, const std::vector<Passage>& passages)
{
    std::vector<protocol::Source> sources;
    for (std::size_t open = answer.find('['); open != std::string_view::npos;
         open = answer.find('[', open + 1)) {
        const std::size_t close = answer.find(']', open);
        if (close == std::string_view::npos) break;
        std::size_t number = 0;
        const char* first = answer.data() + open + 1;
        const char* last = answer.data() + close;
        const auto [end, error] = std::from_chars(first, last, number);
        if (error != std::errc() || end != last || number == 0 || number > passages.size()) continue;
        const Passage& passage = passages[number - 1];
        if (std::ranges::find(sources, passage.article_id, &protocol::Source::article_id) != sources.end())
            continue;
        sources.push_back({passage.article_id, passage.title, passage.heading, passage.score});
    }
    return sources;
}

} // namespace tandem::bot
