#include "backend/bot/understanding/redaction/detectors.hpp"

#include "backend/bot/understanding/redaction/ascii.hpp"

#include <array>
#include <string>

namespace tandem::bot {
namespace {

using namespace ascii;
using Detector = void (*)(std::string_view, Detections&);

constexpr auto plain_detectors = std::to_array<Detector>(
    {detect_keys, detect_emails, detect_ibans, detect_ids, detect_cards, detect_announced, detect_phones}
);

int value_of(char c)
{
    if (upper(c)) return c - 'A';
    if (letter(c)) return c - 'a' + 26;
    if (digit(c)) return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

std::string decoded(std::string_view base64)
{
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : base64) {
        bits = (bits << 6U) | unsigned(value_of(c));
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out.push_back(static_cast<char>((bits >> unsigned(count)) & 0xFFU));
    }
    return out;
}

bool printable(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (c >= ' ' && c < 0x7F) || c == '\n'; });
}

// `out` and what is added stay in order and apart: what an earlier detector has taken is taken.
void add(Detections& out, const Detections& found)
{
    Detections merged;
    merged.reserve(out.size() + found.size());
    auto taken = out.begin();
    for (const Detected& one : found) {
        while (taken != out.end() && taken->end <= one.begin)
            merged.push_back(*taken++);
        const bool free = taken == out.end() || one.end <= taken->begin;
        if (free && (merged.empty() || merged.back().end <= one.begin)) merged.push_back(one);
    }
    merged.insert(merged.end(), taken, out.end());
    out = std::move(merged);
}

void run_all(std::string_view shadow, Detections& out)
{
    for (const Detector detect : plain_detectors) {
        Detections found;
        detect(shadow, found);
        std::ranges::sort(found, {}, &Detected::begin);
        add(out, found);
    }
}

} // namespace

void detect_encoded(std::string_view shadow, Detections& out)
{
    constexpr std::size_t shortest = 12;
    for (std::size_t i = 0; i < shadow.size();) {
        std::size_t end = i;
        while (value_of(at(shadow, end)) >= 0)
            ++end;
        if (end - i >= shortest) {
            const std::string inner = decoded(shadow.substr(i, end - i));
            Detections found;
            if (printable(inner)) run_all(inner, found);
            if (!found.empty()) {
                std::size_t padded = end;
                while (at(shadow, padded) == '=')
                    ++padded;
                out.push_back({found.front().kind, i, padded});
            }
        }
        i = std::max(end, i + 1);
    }
}

std::vector<Detected> detect_personal(std::string_view shadow)
{
    Detections found;
    detect_encoded(shadow, found);
    run_all(shadow, found);
    return found;
}

} // namespace tandem::bot
