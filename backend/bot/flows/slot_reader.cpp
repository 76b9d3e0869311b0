#include "backend/bot/flows/slot_reader.hpp"

#include "backend/bot/flows/reply.hpp"
#include "backend/bot/knowledge/terms.hpp"
#include "shared/text/code_points.hpp"

#include <algorithm>
#include <array>

namespace tandem::bot {
namespace {

constexpr std::size_t longest_text = 300; // code points

std::string joined_words(std::string_view text)
{
    std::string out = " ";
    for (const auto& word : words(text))
        out.append(word).append(" ");
    return out;
}

// Words at the start of a question, which is no value for anything.
bool is_question(std::string_view message)
{
    constexpr auto openings =
        std::to_array<std::string_view>({"how",     "what",  "when",   "where", "why",   "who", "which",
                                         "can",     "could", "do",     "does",  "is",    "are", "will",
                                         "wie",     "was",   "wann",   "wo",    "warum", "wer", "welche",
                                         "welcher", "kann",  "konnen", "ist",   "sind"});
    if (message.contains('?')) return true;
    const auto found = words(message);
    return !found.empty() && std::ranges::find(openings, found.front()) != openings.end();
}

std::string trimmed(std::string_view text)
{
    std::string out(text);
    std::ranges::replace(out, '\n', ' ');
    const auto first = out.find_first_not_of(" \t");
    const auto last = out.find_last_not_of(" \t");
    return first == std::string::npos ? std::string() : out.substr(first, last - first + 1);
}

} // namespace

std::optional<Entity::Kind> entity_of(CollectStep::Kind kind)
{
    switch (kind) {
    case CollectStep::Kind::order_number:
        return Entity::Kind::order_number;
    case CollectStep::Kind::return_number:
        return Entity::Kind::return_number;
    case CollectStep::Kind::email:
        return Entity::Kind::email;
    case CollectStep::Kind::date:
        return Entity::Kind::date;
    case CollectStep::Kind::text:
    case CollectStep::Kind::choice:
        break;
    }
    return std::nullopt;
}

bool mentions(std::string_view message, const std::vector<std::string>& any_of)
{
    const auto joined = joined_words(message);
    return std::ranges::any_of(any_of, [&](const auto& word) {
        const auto normalised = joined_words(word);
        return normalised.size() > 1 && joined.contains(normalised);
    });
}

std::optional<std::string> read_slot(const CollectStep& step, std::string_view message, bool asked)
{
    if (const auto kind = entity_of(step.kind)) {
        std::optional<std::string> last;
        for (auto& entity : entities(message)) {
            if (entity.kind == *kind) last = std::move(entity.value);
        }
        return last;
    }
    if (step.kind == CollectStep::Kind::choice) {
        std::optional<std::string> only;
        for (const auto& choice : step.choices) {
            if (!mentions(message, choice.words)) continue;
            if (only) return std::nullopt;
            only = choice.value;
        }
        return only;
    }
    if (!asked || is_question(message)) return std::nullopt;
    auto text = trimmed(message);
    const auto reply = read_reply(message);
    if (text.empty() || reply.never_mind || text::count_code_points(text) > longest_text)
        return std::nullopt;
    if (!step.pattern.matches(text)) return std::nullopt;
    return text;
}

} // namespace tandem::bot
