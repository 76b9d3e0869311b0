#include "backend/bot/answers/sentence_stream.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace tandem::bot {
namespace {

constexpr std::size_t longest = 2'000; // a sentence; a longer one is cut

constexpr auto abbreviations =
    std::to_array<std::string_view>({"e.g", "i.e", "etc", "approx", "max", "min", "nr",
                                     "no",  "z.B", "d.h", "ca",     "bzw", "ggf", "inkl",
                                     "mr",  "mrs", "dr",  "st",     "vs",  "p.m", "a.m"});

bool blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Whether the full stop at `at` is part of an abbreviation or the number of a list item or day.
bool ends_nothing(std::string_view text, std::size_t at)
{
    std::size_t begin = at;
    while (begin > 0 && !blank(text[begin - 1]) && text[begin - 1] != '(')
        --begin;
    std::string word(text.substr(begin, at - begin));
    if (!word.empty() && word.size() <= 2 && std::ranges::all_of(word, digit)) return true;
    std::ranges::transform(word, word.begin(), lower);
    return std::ranges::any_of(abbreviations, [&](std::string_view abbreviation) {
        return std::ranges::equal(word, abbreviation, {}, {}, lower);
    });
}

// Behind citations like " [1][2]" or " [1], [2].", from `at`; nothing when more text must come to tell.
std::optional<std::size_t> behind_citations(std::string_view text, std::size_t at)
{
    while (true) {
        std::size_t next = at;
        while (next < text.size() && (text[next] == ' ' || text[next] == ','))
            ++next;
        if (next == text.size()) return std::nullopt;
        if (text[next] != '[') return at;
        const std::size_t close = text.find(']', next);
        const auto inside =
            text.substr(next + 1, (close == std::string_view::npos ? text.size() : close) - next - 1);
        if (!std::ranges::all_of(inside, digit) || inside.size() > 3) return at;
        if (close == std::string_view::npos) return std::nullopt;
        at = close + 1;
        while (at < text.size() && (text[at] == '.' || text[at] == '!' || text[at] == '?'))
            ++at;
    }
}

bool lone_answer(std::string_view text)
{
    std::string word;
    for (const char c : text) {
        if (lower(c) >= 'a' && lower(c) <= 'z') word.push_back(lower(c));
    }
    return word == "yes" || word == "no" || word == "ja" || word == "nein" || word == "correct" ||
           word == "exactly" || word == "genau" || word == "right" || word == "true";
}

// Where the first sentence ends, behind the white space after it; nothing while it may go on.
std::optional<std::size_t> sentence_end(std::string_view text)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        std::size_t end = at;
        if (c == '\n') {
            end = at;
        } else if (c == '.' || c == '!' || c == '?') {
            std::size_t mark = at + 1;
            while (mark < text.size() && std::string_view(".!?\")*_").contains(text[mark]))
                ++mark;
            if (mark == text.size()) return std::nullopt;
            if (!blank(text[mark]) && text[mark] != '[') {
                at = mark - 1;
                continue;
            }
            if (c == '.' && ends_nothing(text, at)) continue;
            const auto behind = behind_citations(text, mark);
            if (!behind) return std::nullopt;
            end = *behind;
            if (end < text.size() && !blank(text[end])) continue;
        } else if (at >= longest) {
            end = at;
        } else {
            continue;
        }
        while (end < text.size() && blank(text[end]))
            ++end;
        // White space at the very end may go on.
        if (end == text.size()) return std::nullopt;
        if (end == 0) continue;
        if (lone_answer(text.substr(0, end))) {
            at = end - 1;
            continue;
        }
        return end;
    }
    return std::nullopt;
}

} // namespace

std::vector<std::string> SentenceStream::feed(std::string_view piece)
{
    held_ += piece;
    std::vector<std::string> sentences;
    while (const auto end = sentence_end(held_)) {
        sentences.push_back(held_.substr(0, *end));
        held_.erase(0, *end);
    }
    return sentences;
}

std::string SentenceStream::finish() { return std::exchange(held_, {}); }

} // namespace tandem::bot
