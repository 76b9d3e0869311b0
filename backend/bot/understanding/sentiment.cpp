#include "backend/bot/understanding/sentiment.hpp"

#include "backend/bot/knowledge/terms.hpp"
#include "backend/bot/understanding/repetition.hpp"

#include <algorithm>
#include <array>

namespace tandem::bot {
namespace {

// clang-format off
// Enough on their own.
constexpr auto strong = std::to_array<std::string_view>({
    "ridiculous", "unacceptable", "useless", "furious", "disgrace", "disgraceful", "disgusting", "scam", "scammers", "pathetic", "outrageous",
    "outraged", "incompetent", "idiot", "idiots", "fuck", "fucking", "fucked", "shit", "bullshit", "bastard", "bitch", "asshole", "wtf", "ombudsman",
    "liars", "thieves", "crooks", "pissed", "shambles", "appalling", "livid", "moron", "morons", "crap",
    "unverschamt", "unverschaemt", "frechheit", "lacherlich", "laecherlich", "katastrophe", "scheisse", "scheiss", "verarscht", "verarsche",
    "inakzeptabel", "wutend", "wuetend", "unfassbar", "saftladen", "sauerei", "betruger", "arschloch", "abzocke", "unmoglich"});
// Bad, but maybe about a thing.
constexpr auto harsh = std::to_array<std::string_view>({
    "terrible", "horrible", "awful", "worst", "bad", "annoying", "annoyed", "frustrating", "frustrated", "disappointed", "disappointing",
    "angry", "upset", "unhappy", "stupid", "joke", "dumb", "hate", "damn", "bloody", "hell", "unbelievable", "nonsense", "poor", "rubbish", "mess",
    "schlecht", "schlimm", "sauer", "enttauscht", "argerlich", "nervt", "genervt", "mist", "dumm", "verdammt", "traurig"});
// What may be bad without anybody having done anything: said of these, it is an opinion.
constexpr auto things = std::to_array<std::string_view>({
    "rate", "rates", "fee", "fees", "price", "prices", "charge", "charges", "quality", "colour", "color", "smell", "kurs", "preis", "gebuhr",
    "gebuehr", "qualitat", "qualitaet", "farbe"});
// Whom it is aimed at.
constexpr auto us = std::to_array<std::string_view>({
    "you", "your", "youre", "service", "company", "support", "shop", "bot", "staff", "experience", "nobody", "team", "customer",
    "sie", "ihr", "euer", "laden", "kundenservice", "firma", "niemand"});
constexpr auto hurry = std::to_array<std::string_view>({
    "asap", "urgent", "urgently", "immediately", "hurry", "waiting", "still", "again", "already", "finally", "now", "ages", "weeks",
    "dringend", "sofort", "endlich", "immer", "wieder", "schon", "warte"});
constexpr auto strong_phrases = std::to_array<std::string_view>({
    " fed up ", " sick of ", " waste of time ", " rip off ", " ripped off ", " never again ", " losing money because of you ", " nobody helps ",
    " no one helps ", " nobody is helping ", " no one is helping ", " had enough ", " want to complain ", " make a complaint ", " piece of ",
    " what the hell ", " see you in court ", " will sue ", " my lawyer ", " nie wieder ", " es reicht ", " die schnauze voll ", " zum kotzen ",
    " sick and tired ", " how dare ", " lost my patience ", " doing nothing "});
constexpr auto counted = std::to_array<std::string_view>({
    " three times ", " four times ", " five times ", " six times ", " ten times ", " many times ", " hundred times ", " 3 times ", " 4 times ",
    " 5 times ", " third time ", " fourth time ", " fifth time ", " zum dritten mal ", " zum vierten mal ", " x mal ", " several times ",
    " for days ", " for weeks ", " seit wochen ", " seit tagen ", " second time "});
// clang-format on

template <std::size_t N>
bool any_in(const std::vector<std::string>& found, const std::array<std::string_view, N>& list)
{
    return std::ranges::any_of(found, [&](const std::string& word) {
        return std::ranges::find(list, word) != list.end();
    });
}

// Mostly capitals in more than a word or two: shouting.
bool shouts(std::string_view text)
{
    const auto upper = std::ranges::count_if(text, [](char c) { return c >= 'A' && c <= 'Z'; });
    const auto lower = std::ranges::count_if(text, [](char c) { return c >= 'a' && c <= 'z'; });
    return upper >= 10 && upper > 3 * lower;
}

bool insists(std::string_view text)
{
    for (const std::string_view marks : {"!!", "??", "?!", "!?"}) {
        if (text.contains(marks)) return true;
    }
    return false;
}

int points(std::string_view text)
{
    const auto found = words(text);
    std::string joined = " ";
    for (const auto& word : found)
        joined.append(word).append(" ");
    const auto has = [&](std::string_view phrase) { return joined.contains(phrase); };

    int sum = 0;
    if (any_in(found, strong) || std::ranges::any_of(strong_phrases, has)) sum += 2;
    if (any_in(found, harsh)) sum += any_in(found, us) && !any_in(found, things) ? 2 : 1;
    if (std::ranges::any_of(counted, has)) sum += 1;
    if (shouts(text)) sum += 1;
    if (insists(text)) sum += 1;
    // Being in a hurry makes impatient, never upset.
    if (sum == 0 && any_in(found, hurry) && (found.size() <= 6 || text.contains('!'))) sum = 1;
    return sum;
}

Sentiment from_points(int sum)
{
    return sum >= 2 ? Sentiment::upset : (sum == 1 ? Sentiment::impatient : Sentiment::calm);
}

} // namespace

Sentiment sentiment(std::string_view text) { return from_points(points(text)); }

Sentiment sentiment(std::span<const std::string> messages)
{
    if (messages.empty()) return Sentiment::calm;
    int sum = points(messages.back());
    if (messages.size() >= 2 && says_the_same(messages.back(), messages[messages.size() - 2])) ++sum;
    return from_points(sum);
}

std::string_view name_of(Sentiment sentiment) noexcept
{
    switch (sentiment) {
    case Sentiment::calm:
        return "calm";
    case Sentiment::impatient:
        return "impatient";
    case Sentiment::upset:
        return "upset";
    }
    return "calm";
}

} // namespace tandem::bot
