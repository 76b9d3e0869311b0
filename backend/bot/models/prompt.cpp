#include "backend/bot/models/prompt.hpp"

#include "backend/util/embedded.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

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

PromptTemplate answer_template(std::string_view name)
{
    constexpr std::string_view prefix = "answer.v";
    PromptTemplate newest;
    int newest_version = 0;
    for (const auto& file : embedded::prompts()) {
        const std::string_view stem = std::string_view(file.path).substr(0, file.path.rfind('.'));
        if (!stem.starts_with(prefix)) continue;
        if (stem == name) return {std::string(stem), std::string(file.content)};
        int version = 0;
        const auto digits = stem.substr(prefix.size());
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
        if (error != std::errc() || version <= newest_version) continue;
        newest_version = version;
        newest = {std::string(stem), std::string(file.content)};
    }
    if (!name.empty() || newest.name.empty())
        throw std::invalid_argument(
            "This build has no prompt " + std::string(name.empty() ? prefix : name)
        );
    return newest;
}

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

} // namespace tandem::bot
