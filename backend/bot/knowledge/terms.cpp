#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <array>
#include <libstemmer.h>
#include <memory>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace tandem::bot {
namespace {

struct StemmerDeleter
{
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

// A Snowball stemmer holds scratch memory, so each thread has its own.
sb_stemmer* stemmer_of(bool german)
{
    using Owned = std::unique_ptr<sb_stemmer, StemmerDeleter>;
    thread_local const std::array<Owned, 2> stemmers = {
        Owned(sb_stemmer_new("english", nullptr)), Owned(sb_stemmer_new("german", nullptr))
    };
    return stemmers[german ? 1 : 0].get();
}

bool is_german(std::string_view locale) { return locale.starts_with("de"); }

std::string fold(std::string_view utf8)
{
    UErrorCode status = U_ZERO_ERROR;
    auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
    if (const auto* nfkd = icu::Normalizer2::getNFKDInstance(status); U_SUCCESS(status)) {
        auto decomposed = nfkd->normalize(text, status);
        if (U_SUCCESS(status)) text = std::move(decomposed);
    }
    text.foldCase();
    std::string out;
    text.toUTF8String(out);
    return out;
}

// Phrases that are one idea. Applied to text that is folded and has single spaces around it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> phrases = {{
    {" e mail ", " email "},         {" e mails ", " email "},      {" log in ", " login "},
    {" log into ", " login "},       {" logged in ", " login "},    {" logging in ", " login "},
    {" sign in ", " login "},        {" signing in ", " login "},   {" log on ", " login "},
    {" sign up ", " register "},     {" money back ", " refund "},  {" geld zuruck ", " erstattung "},
    {" call back ", " callback "},   {" pick up ", " pickup "},     {" send back ", " return "},
    {" sending back ", " return "},  {" sent back ", " return "},   {" give back ", " return "},
    {" two factor ", " twofactor "}, {" 2 factor ", " twofactor "}, {" two step ", " twofactor "},
    {" 2fa ", " twofactor "},        {" wi fi ", " wifi "},         {" x mas ", " christmas "},
}};

void join_phrases(std::string& text)
{
    for (const auto& [from, to] : phrases) {
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
            text.replace(at, from.size(), to);
        }
    }
}

bool is_long_number(std::string_view word)
{
    return word.size() >= 5 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::vector<std::string> words(std::string_view utf8)
{
    const std::string folded = fold(utf8);
    std::string text = " ";
    const auto* bytes = folded.data();
    const auto size = static_cast<int32_t>(folded.size());
    for (int32_t i = 0; i < size;) {
        const int32_t start = i;
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if (c < 0 || u_charType(c) == U_NON_SPACING_MARK || c == '\'' || c == 0x2019) continue;
        if (u_isalnum(c)) {
            text.append(folded, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
        } else if (text.back() != ' ') {
            text += ' ';
        }
    }
    if (text.back() != ' ') text += ' ';
    join_phrases(text);

    std::vector<std::string> out;
    for (std::size_t at = 1; at < text.size();) {
        const std::size_t end = text.find(' ', at);
        std::string word = text.substr(at, end - at);
        if (!word.empty() && word.size() <= 64 && !is_long_number(word)) out.push_back(std::move(word));
        at = end + 1;
    }
    return out;
}

std::string stem(std::string_view word, std::string_view locale)
{
    std::string plain(word);
    const bool german = is_german(locale);
    if (german) {
        // "Ruecksendung" is how keyboards without umlauts spell it.
        for (const std::string_view spelt : {"ae", "oe", "ue"}) {
            for (std::size_t at = plain.find(spelt); at != std::string::npos;
                 at = plain.find(spelt, at + 1)) {
                plain.erase(at + 1, 1);
            }
        }
    }
    sb_stemmer* stemmer = stemmer_of(german);
    if (stemmer == nullptr) return plain;
    const auto* input = reinterpret_cast<const sb_symbol*>(plain.data());
    const auto* output = sb_stemmer_stem(stemmer, input, static_cast<int>(plain.size()));
    if (output == nullptr) return plain;
    return {reinterpret_cast<const char*>(output), static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

std::vector<std::string> stems(std::string_view utf8, std::string_view locale)
{
    std::vector<std::string> out;
    for (const auto& word : words(utf8)) {
        if (!is_stop_word(word)) out.push_back(stem(word, locale));
    }
    return out;
}

} // namespace tandem::bot
