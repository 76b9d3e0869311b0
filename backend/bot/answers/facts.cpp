#include "backend/bot/answers/facts.hpp"

#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace tandem::bot {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool alnum(char c) { return digit(c) || letter(c); }
char at(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : '\0'; }

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

const std::map<std::string, int, std::less<>>& number_words()
{
    static const std::map<std::string, int, std::less<>> words{
        {"two", 2},       {"three", 3},     {"four", 4},      {"five", 5},      {"six", 6},
        {"seven", 7},     {"eight", 8},     {"nine", 9},      {"ten", 10},      {"eleven", 11},
        {"twelve", 12},   {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},  {"sixteen", 16},
        {"eighteen", 18}, {"twenty", 20},   {"thirty", 30},   {"forty", 40},    {"fifty", 50},
        {"sixty", 60},    {"seventy", 70},  {"eighty", 80},   {"ninety", 90},   {"hundred", 100},
        {"zwei", 2},      {"drei", 3},      {"vier", 4},      {"funf", 5},      {"sechs", 6},
        {"sieben", 7},    {"acht", 8},      {"neun", 9},      {"zehn", 10},     {"elf", 11},
        {"zwolf", 12},    {"dreizehn", 13}, {"vierzehn", 14}, {"funfzehn", 15}, {"zwanzig", 20},
        {"dreissig", 30}, {"dreißig", 30},  {"vierzig", 40},  {"funfzig", 50},  {"sechzig", 60},
        {"siebzig", 70},  {"achtzig", 80},  {"neunzig", 90},  {"hundert", 100},
    };
    return words;
}

std::string plain(std::string whole, std::string fraction)
{
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    if (whole.empty()) whole = "0";
    while (fraction.ends_with('0'))
        fraction.pop_back();
    return fraction.empty() ? whole : whole + "." + fraction;
}

// The ways to read digits with points and commas between.
std::vector<std::string> readings_of(std::string_view written)
{
    std::string digits;
    std::vector<std::size_t> separators; // how many digits stood before each
    for (const char c : written) {
        if (digit(c))
            digits.push_back(c);
        else
            separators.push_back(digits.size());
    }
    std::vector<std::string> out;
    if (separators.empty()) return {plain(digits, {})};
    // The last separator as a decimal point.
    out.push_back(plain(digits.substr(0, separators.back()), digits.substr(separators.back())));
    // All of them as grouping.
    const bool groups = std::ranges::all_of(separators, [&](std::size_t before) {
        return (digits.size() - before) % 3 == 0;
    });
    if (groups) out.push_back(plain(digits, {}));
    return out;
}

bool list_number(std::string_view text, std::size_t begin, std::size_t end)
{
    std::size_t line = begin;
    while (line > 0 && text[line - 1] == ' ')
        --line;
    const bool at_start = line == 0 || text[line - 1] == '\n';
    return at_start && end - begin <= 2 && (at(text, end) == '.' || at(text, end) == ')') &&
           at(text, end + 1) == ' ';
}

bool top_level(std::string_view label)
{
    // Two letters, or one of the longer ones people know: "e.g." and "shop.Then" are no hosts.
    constexpr auto longer =
        std::to_array<std::string_view>({"com",    "org",     "net",  "info", "biz",   "shop", "store",
                                         "online", "site",    "app",  "dev",  "cloud", "xyz",  "example",
                                         "test",   "invalid", "live", "club", "top",   "link", "click",
                                         "page",   "support", "help", "eu"});
    const auto name = lowered(label);
    return (label.size() == 2 && std::ranges::all_of(label, letter)) ||
           std::ranges::find(longer, name) != longer.end() || name.starts_with("xn--");
}

bool host_char(char c) { return alnum(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80; }

} // namespace

std::vector<NumberReading> numbers_in(std::string_view text)
{
    std::vector<NumberReading> out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!digit(text[i])) continue;
        std::size_t end = i;
        while (digit(at(text, end)) ||
               ((at(text, end) == '.' || at(text, end) == ',') && digit(at(text, end + 1))))
            ++end;
        const bool cited = i > 0 && text[i - 1] == '[' && at(text, end) == ']';
        const auto written = text.substr(i, end - i);
        if (!cited && !list_number(text, i, end))
            out.push_back({readings_of(written), std::string(written)});
        i = end;
    }
    for (const auto& word : words(text)) {
        const auto found = number_words().find(word);
        if (found != number_words().end()) out.push_back({{std::to_string(found->second)}, word});
    }
    return out;
}

std::set<std::string> calendar_words(std::string_view text)
{
    static const std::map<std::string, std::string, std::less<>> names{
        {"january", "january"},
        {"february", "february"},
        {"march", "march"},
        {"april", "april"},
        {"june", "june"},
        {"july", "july"},
        {"august", "august"},
        {"september", "september"},
        {"october", "october"},
        {"november", "november"},
        {"december", "december"},
        {"monday", "monday"},
        {"tuesday", "tuesday"},
        {"wednesday", "wednesday"},
        {"thursday", "thursday"},
        {"friday", "friday"},
        {"saturday", "saturday"},
        {"sunday", "sunday"},
        {"januar", "january"},
        {"februar", "february"},
        {"marz", "march"},
        {"juni", "june"},
        {"juli", "july"},
        {"oktober", "october"},
        {"dezember", "december"},
        {"montag", "monday"},
        {"dienstag", "tuesday"},
        {"mittwoch", "wednesday"},
        {"donnerstag", "thursday"},
        {"freitag", "friday"},
        {"samstag", "saturday"},
        {"sonntag", "sunday"},
        {"weekend", "weekend"},
        {"weekends", "weekend"},
        {"wochenende", "weekend"},
        {"christmas", "christmas"},
        {"weihnachten", "christmas"},
    };
    std::set<std::string> out;
    for (const auto& word : words(text)) {
        const auto found = names.find(word);
        if (found != names.end()) out.insert(found->second);
    }
    return out;
}

Addresses addresses_in(std::string_view text)
{
    Addresses out;
    const std::string small = lowered(text);
    const std::string_view view = small;
    for (std::size_t i = 0; i + 1 < view.size(); ++i) {
        const bool tag =
            view[i] == '<' && (letter(view[i + 1]) || view[i + 1] == '/' || view[i + 1] == '!');
        const bool image = view[i] == '!' && view[i + 1] == '[';
        out.embedded |= tag || image;
    }
    for (const std::string_view scheme : {"javascript:", "data:", "vbscript:", "file:", "ftp:", "blob:"})
        out.embedded |= view.contains(scheme) && !view.contains(std::string(scheme) + " ");
    for (std::size_t i = view.find("article:"); i != std::string_view::npos;
         i = view.find("article:", i + 8)) {
        std::size_t end = i + 8;
        while (alnum(at(view, end)) || at(view, end) == '-' || at(view, end) == '_')
            ++end;
        if (end > i + 8) out.articles.insert(small.substr(i + 8, end - i - 8));
    }
    for (std::size_t i = 0; i < view.size();) {
        if (!host_char(view[i]) || view[i] == '.' || view[i] == '-') {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < view.size() && host_char(view[end]))
            ++end;
        std::size_t last = end;
        while (last > i && (view[last - 1] == '.' || view[last - 1] == '-'))
            --last;
        const auto host = view.substr(i, last - i);
        const auto dot = host.rfind('.');
        const bool after_scheme = i >= 3 && view.substr(i - 3, 3) == "://";
        const bool after_at = i > 0 && view[i - 1] == '@';
        const bool named = dot != std::string_view::npos && dot > 0 && top_level(host.substr(dot + 1)) &&
                           std::ranges::any_of(host.substr(0, dot), letter);
        if (after_at && (named || after_scheme)) {
            std::size_t begin = i - 1;
            while (begin > 0 &&
                   (host_char(view[begin - 1]) || std::string_view("_+%'").contains(view[begin - 1])))
                --begin;
            // Of a URL it would be credentials, and the host what counts.
            const bool credentials =
                view.substr(0, begin).ends_with("://") || view.substr(0, begin).ends_with(":");
            if (credentials && !view.substr(0, begin).ends_with("mailto:"))
                out.hosts.insert(std::string(host));
            else
                out.emails.insert(small.substr(begin, last - begin));
        } else if (at(view, end) != '@' && (named || after_scheme)) {
            out.hosts.insert(std::string(host));
        }
        i = end;
    }
    return out;
}

std::vector<std::size_t> citations_in(std::string_view text)
{
    std::vector<std::size_t> out;
    for (std::size_t open = text.find('['); open != std::string_view::npos;
         open = text.find('[', open + 1)) {
        std::size_t number = 0;
        const char* first = text.data() + open + 1;
        const auto [end, error] = std::from_chars(first, text.data() + text.size(), number);
        if (error == std::errc() && end < text.data() + text.size() && *end == ']') out.push_back(number);
    }
    return out;
}

bool denies(std::string_view sentence)
{
    constexpr auto denials = std::to_array<std::string_view>(
        {"not",     "no",      "never",   "cannot",   "cant",   "dont",   "doesnt", "isnt",    "arent",
         "wont",    "wouldnt", "couldnt", "shouldnt", "didnt",  "havent", "hasnt",  "wasnt",   "werent",
         "without", "none",    "nor",     "neither",  "unable", "nicht",  "kein",   "keine",   "keinen",
         "keiner",  "keinem",  "nie",     "niemals",  "ohne",   "weder",  "nichts", "nothing", "nobody"}
    );
    const auto all = words(sentence);
    std::size_t count = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        // "No, you can…": the word answers the question.
        if (i == 0 && (all[i] == "no" || all[i] == "nein")) continue;
        if (std::ranges::find(denials, all[i]) != denials.end()) ++count;
    }
    return count % 2 == 1;
}

} // namespace tandem::bot
