#include "backend/bot/flows/reply.hpp"

#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <array>

namespace tandem::bot {
namespace {

// Words are normalised: case folded, marks removed, apostrophes dropped.
// clang-format off
constexpr auto yes_words = std::to_array<std::string_view>({
    "yes", "yeah", "yep", "yup", "yess", "y", "ok", "okay", "sure", "correct", "confirm", "confirmed", "absolutely", "definitely", "agreed",
    "ja", "jo", "jawohl", "jap", "klar", "gerne", "gern", "genau", "stimmt", "richtig", "einverstanden", "bestatige", "unbedingt"});
constexpr auto yes_phrases = std::to_array<std::string_view>({
    " go ahead ", " do it ", " do that ", " please do ", " of course ", " thats right ", " that is right ", " mach das ", " machen sie das ", " mach es ",
    " machen sie es "});
// What may stand beside a yes.
constexpr auto padding = std::to_array<std::string_view>({
    "please", "bitte", "do", "it", "that", "this", "thats", "is", "right", "go", "ahead", "the", "order", "my", "thanks", "thank", "you", "i", "am", "im", "of",
    "course", "now", "cancel", "send", "change", "return", "register", "and", "so", "mach", "machen", "sie", "das", "es", "die", "meine", "bestellung",
    "stornieren", "storniere", "senden", "andern", "danke", "ich", "bin", "sicher", "naturlich", "yes", "for", "me"});
constexpr auto no_words = std::to_array<std::string_view>({
    "no", "nope", "nah", "not", "dont", "never", "wait", "stop", "wrong", "hold", "cannot", "nein", "ne", "nee", "nicht", "kein", "keine", "keinen",
    "warte", "warten", "halt", "stopp", "falsch", "falsche", "falschen", "moment"});
constexpr auto give_up_phrases = std::to_array<std::string_view>({
    " never mind ", " nevermind ", " forget it ", " forget about it ", " forget that ", " leave it ", " drop it ", " dont bother ", " no need ",
    " changed my mind ", " not needed ", " vergiss es ", " vergessen sie es ", " egal ", " schon gut ", " lass es ", " lassen sie es ", " lass gut sein ",
    " hat sich erledigt ", " abbrechen ", " abbruch ", " doch nicht ", " ist nicht mehr notig "});
constexpr auto correction_phrases = std::to_array<std::string_view>({
    " other ", " another ", " different ", " wrong ", " i meant ", " i mean ", " instead ", " not that ", " not this ", " actually ", " mistake ", " typo ",
    " correction ", " andere ", " anderen ", " anderes ", " falsch ", " falsche ", " falschen ", " ich meinte ", " ich meine ", " stattdessen ", " vertippt "});
// clang-format on

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

template <std::size_t N>
bool has_one(const std::array<std::string_view, N>& phrases, std::string_view joined)
{
    return std::ranges::any_of(phrases, [&](std::string_view phrase) { return joined.contains(phrase); });
}

void read_line(std::string_view line, Reply& reply)
{
    const auto found = words(line);
    std::string joined = " ";
    for (const auto& word : found)
        joined.append(word).append(" ");
    const bool no = std::ranges::any_of(found, [](const auto& word) { return is_in(no_words, word); });
    const bool give_up = found.size() <= 9 && has_one(give_up_phrases, joined);
    const bool only_yes = !found.empty() && std::ranges::all_of(found, [](const auto& word) {
        return is_in(yes_words, word) || is_in(padding, word);
    });
    const bool some_yes =
        std::ranges::any_of(found, [](const auto& word) { return is_in(yes_words, word); }) ||
        has_one(yes_phrases, joined);
    // A number, an address or a question beside it makes a yes something else.
    const bool more =
        std::ranges::any_of(line, [](char c) { return (c >= '0' && c <= '9') || c == '?' || c == '@'; });
    reply.never_mind |= give_up;
    reply.corrects |= has_one(correction_phrases, joined);
    if (only_yes && some_yes && !no && !give_up && !more) {
        reply.yes = true;
        return;
    }
    reply.no |= no || give_up;
    const bool only_no = std::ranges::all_of(found, [](const auto& word) {
        return is_in(no_words, word) || is_in(padding, word);
    });
    if (give_up || (no && only_no && !more) || found.empty()) return;
    if (!reply.rest.empty()) reply.rest.push_back('\n');
    reply.rest += line;
}

} // namespace

Reply read_reply(std::string_view message)
{
    Reply reply;
    while (!message.empty()) {
        const auto end = message.find('\n');
        read_line(message.substr(0, end), reply);
        message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
    }
    return reply;
}

} // namespace tandem::bot
