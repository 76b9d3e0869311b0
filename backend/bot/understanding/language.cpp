#include "backend/bot/understanding/language.hpp"

#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <array>
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

namespace tandem::bot {
namespace {

// Small words decide where a detector made for pages has too little to go by.
constexpr auto english = std::to_array<std::string_view>({
    "the", "is",   "my",   "i",    "do",   "does",   "how",    "what", "where", "when",
    "can", "you",  "your", "to",   "of",   "please", "and",    "have", "has",   "it",
    "for", "with", "not",  "want", "need", "hello",  "thanks", "this", "are",
});
constexpr auto german = std::to_array<std::string_view>({
    "der", "die",   "das",   "ist",   "ich",    "wie",  "wo",    "wann", "kann", "mein", "meine", "meinen",
    "und", "nicht", "bitte", "mit",   "ein",    "eine", "einen", "fur",  "zu",   "habe", "hallo", "danke",
    "sie", "auf",   "wird",  "lange", "mochte", "was",  "gibt",  "es",   "noch", "im",
});

template <std::size_t N>
std::ptrdiff_t count_in(const std::vector<std::string>& found, const std::array<std::string_view, N>& list)
{
    return std::ranges::count_if(found, [&](const auto& word) {
        return std::ranges::find(list, word) != list.end();
    });
}

} // namespace

std::string guess_language(std::string_view text, std::string_view fallback)
{
    const auto found = words(text);
    const auto en = count_in(found, english);
    const auto de = count_in(found, german);
    if (en >= de + 2 || (en > 0 && de == 0 && found.size() <= 6)) return "en";
    if (de >= en + 2 || (de > 0 && en == 0 && found.size() <= 6)) return "de";

    bool reliable = false;
    const auto language = CLD2::DetectLanguage(text.data(), static_cast<int>(text.size()), true, &reliable);
    if (reliable && language != CLD2::UNKNOWN_LANGUAGE) return CLD2::LanguageCode(language);
    return std::string(fallback);
}

} // namespace tandem::bot
