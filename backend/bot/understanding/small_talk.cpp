#include "backend/bot/understanding/small_talk.hpp"

#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <array>

namespace tandem::bot {
namespace {

// clang-format off
constexpr auto greetings = std::to_array<std::string_view>({
    "hi", "hello", "hey", "hiya", "morning", "afternoon", "evening", "greetings", "hallo", "moin", "servus", "tag", "morgen", "abend", "helo", "yo",
    "gruss", "howdy"});
constexpr auto thanking = std::to_array<std::string_view>({
    "thanks", "thank", "thx", "ty", "cheers", "danke", "dankeschon", "helped", "perfect", "great", "awesome", "super", "prima", "toll", "brilliant",
    "excellent", "geholfen", "works", "solved", "merci", "wonderful", "lovely", "cool", "nice"});
constexpr auto goodbyes = std::to_array<std::string_view>({
    "bye", "goodbye", "ciao", "tschuss", "tschuess", "wiedersehen", "cya", "later"});
// What may stand beside them.
constexpr auto padding = std::to_array<std::string_view>({
    "good", "guten", "gute", "gutes", "there", "you", "are", "all", "very", "much", "a", "lot", "so", "that", "it", "is", "for", "your", "the", "help",
    "ok", "okay", "and", "have", "nice", "day", "see", "to", "from", "bot", "dear", "team", "everyone", "now", "was", "thats", "this", "really",
    "vielen", "dank", "sehr", "schon", "schonen", "ja", "yes", "yep", "no", "nothing", "else", "me", "how", "doing", "today", "im", "fine", "well",
    "gott", "gruss", "mal", "das", "hat", "mir", "auf", "bis", "bald", "tag", "noch", "einen", "und", "fur", "die", "hilfe", "anyone", "anybody",
    "quick", "do", "i", "just", "wanted", "say", "zusammen", "again", "worked", "guys", "sir", "madam", "alles", "klar", "wie", "geht", "es", "dir", "ihnen", "up", "whats"});
constexpr auto help_words = std::to_array<std::string_view>({
    "help", "question", "assist", "assistance", "support", "frage", "hilfe", "helfen", "questions", "fragen"});
constexpr auto help_padding = std::to_array<std::string_view>({
    "i", "need", "some", "a", "have", "can", "could", "you", "me", "please", "with", "something", "hi", "hello", "hey", "ich", "habe", "eine",
    "brauche", "konnen", "sie", "kann", "mir", "jemand", "bitte", "hallo", "want", "would", "like", "to", "ask", "there", "anyone", "du", "kannst",
    "im", "looking", "for", "id", "quick", "one", "noch", "other", "another", "more"});
// clang-format on

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

bool asks_what_it_is(std::string_view joined)
{
    constexpr auto questions = std::to_array<std::string_view>({
        " are you a bot ",      " are you a robot ",       " are you a real ",
        " are you human ",      " are you a human ",       " are you real ",
        " are you an ai ",      " is this a bot ",         " is this a real ",
        " is this a human ",    " are you a person ",      " am i talking to a ",
        " am i speaking to a ", " am i chatting with a ",  " is this a person ",
        " are you ai ",         " bist du ein ",           " sind sie ein ",
        " bist du echt ",       " am i talking with a ",   " is this an ai ",
        " are you chatgpt ",    " am i speaking with a ",  " is this a robot ",
        " is this a machine ",  " spreche ich mit einem ",
    });
    return std::ranges::any_of(questions, [&](std::string_view question) {
        return joined.contains(question);
    });
}

} // namespace

SmallTalk small_talk(std::string_view text)
{
    const auto found = words(text);
    if (found.empty() || found.size() > 14) return SmallTalk::none;
    std::string joined = " ";
    for (const auto& word : found)
        joined.append(word).append(" ");
    if (found.size() <= 9 && asks_what_it_is(joined)) return SmallTalk::are_you_a_bot;

    bool greeting = false;
    bool thanks = false;
    bool goodbye = false;
    bool only = true;
    for (const auto& word : found) {
        greeting |= is_in(greetings, word);
        thanks |= is_in(thanking, word);
        goodbye |= is_in(goodbyes, word);
        only &= is_in(greetings, word) || is_in(thanking, word) || is_in(goodbyes, word) ||
                is_in(padding, word);
    }
    thanks |= joined.contains(" vielen dank ");
    if (only && goodbye) return SmallTalk::goodbye;
    if (only && thanks) return SmallTalk::thanks;
    if (only && greeting) return SmallTalk::greeting;

    const bool help = std::ranges::any_of(found, [](const auto& word) { return is_in(help_words, word); });
    const bool only_help = std::ranges::all_of(found, [](const auto& word) {
        return is_in(help_words, word) || is_in(help_padding, word);
    });
    return help && only_help ? SmallTalk::needs_help : SmallTalk::none;
}

std::string small_talk_reply(SmallTalk kind, std::string_view language)
{
    const bool german = language.starts_with("de");
    switch (kind) {
    case SmallTalk::greeting:
        return german ? "Hallo! Wie kann ich Ihnen helfen?" : "Hello! How can I help you?";
    case SmallTalk::thanks:
        return german ? "Gern geschehen! Wenn noch etwas ist, schreiben Sie einfach."
                      : "You're welcome! If there is anything else, just write.";
    case SmallTalk::goodbye:
        return german ? "Auf Wiedersehen und einen schönen Tag!" : "Goodbye, and have a nice day!";
    case SmallTalk::are_you_a_bot:
        return german ? "Ich bin ein Bot und antworte aus unseren Hilfeartikeln. Wenn Sie lieber mit einem "
                        "Menschen sprechen, schreiben "
                        "Sie einfach „Mensch“."
                      : "I am a bot and answer from our help articles. If you would rather talk to a "
                        "person, just write \"human\".";
    case SmallTalk::needs_help:
        return german ? "Gern! Worum geht es? Eine Bestellung, eine Lieferung, eine Rücksendung oder etwas "
                        "anderes?"
                      : "Of course! What is it about: an order, a delivery, a return, or something else?";
    case SmallTalk::none:
        break;
    }
    return {};
}

} // namespace tandem::bot
