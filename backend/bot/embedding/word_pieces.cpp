#include "backend/bot/embedding/word_pieces.hpp"

#include <algorithm>
#include <limits>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace tandem::bot {
namespace {

constexpr std::size_t bytes_per_piece =
    12; // more than this many for each piece of the limit are not looked at
constexpr std::string_view space_mark = "\xE2\x96\x81"; // ▁

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// NFKC, with a mark for the beginning of each word.
std::string marked(std::string_view utf8)
{
    UErrorCode error = U_ZERO_ERROR;
    const auto* form = icu::Normalizer2::getNFKCInstance(error);
    std::string plain;
    const auto text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<int32_t>(utf8.size())});
    if (U_SUCCESS(error)) form->normalize(text, error).toUTF8String(plain);
    if (U_FAILURE(error)) plain = utf8;
    std::string out;
    bool between = true; // runs of white space are one
    for (const char c : plain) {
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            between = true;
            continue;
        }
        if (between) out += space_mark;
        between = false;
        out += c;
    }
    return out;
}

} // namespace

WordPieces::WordPieces(const std::vector<Piece>& pieces)
{
    ids_.reserve(pieces.size());
    for (std::size_t i = first_ordinary; i < pieces.size(); ++i) {
        ids_.emplace(pieces[i].text, Entry{static_cast<std::uint32_t>(i), pieces[i].score});
        longest_ = std::max(longest_, pieces[i].text.size());
    }
}

std::vector<std::uint32_t> WordPieces::cut(std::string_view utf8, std::size_t limit) const
{
    auto head = utf8.substr(0, limit * bytes_per_piece);
    while (!head.empty() && head.size() < utf8.size() && continues(utf8[head.size()]))
        head.remove_suffix(1);
    const std::string text = marked(head);

    // Best way to each place, and the piece that it ends with.
    struct Step
    {
        float score = -std::numeric_limits<float>::infinity();
        std::size_t from = 0;
        std::uint32_t id = unknown;
    };
    std::vector<Step> steps(text.size() + 1);
    steps[0].score = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (continues(text[at])) continue;
        std::size_t next = at + 1;
        while (next < text.size() && continues(text[next]))
            ++next;
        const auto offer = [&](std::size_t end, std::uint32_t id, float score) {
            if (steps[at].score + score > steps[end].score) steps[end] = {steps[at].score + score, at, id};
        };
        bool single = false;
        for (std::size_t end = next; end <= std::min(text.size(), at + longest_);) {
            const auto found = ids_.find(std::string_view(text).substr(at, end - at));
            if (found != ids_.end()) {
                offer(end, found->second.id, found->second.score);
                single |= end == next;
            }
            ++end;
            while (end < text.size() && continues(text[end]))
                ++end;
        }
        // A character in no piece costs nothing, as in the package that the list comes from.
        if (!single) offer(next, unknown, 0);
    }

    std::vector<std::uint32_t> out;
    for (std::size_t at = text.size(); at > 0; at = steps[at].from) {
        const auto id = steps[at].id;
        if (id != unknown || out.empty() || out.back() != unknown) out.push_back(id);
    }
    std::ranges::reverse(out);
    if (out.size() > limit) out.resize(limit);
    return out;
}

} // namespace tandem::bot
