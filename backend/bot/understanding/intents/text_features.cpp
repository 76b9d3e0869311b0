#include "backend/bot/understanding/intents/text_features.hpp"

#include <algorithm>
#include <libstemmer.h>
#include <memory>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

namespace tandem::bot {
namespace {

constexpr std::size_t max_bytes = 8'192;
constexpr std::size_t max_words = 200;
constexpr std::size_t max_word_bytes = 48;
constexpr std::size_t pair_window = 20; // further apart, words have nothing to do with each other
constexpr std::size_t shortest_gram = 2;
constexpr std::size_t longest_gram = 4;
constexpr std::size_t long_number = 5; // digits; orders and phones differ in them and mean the same

std::uint64_t mix(std::uint64_t h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdULL;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53ULL;
    return h ^ (h >> 33);
}

std::uint64_t hash(std::string_view text, std::uint64_t seed)
{
    std::uint64_t h = 1469598103934665603ULL ^ mix(seed);
    for (const char c : text) {
        h ^= static_cast<unsigned char>(c);
        h *= 1099511628211ULL;
    }
    return mix(h);
}

std::uint64_t join(std::uint64_t a, std::uint64_t b) { return mix(a * 0x9E3779B97F4A7C15ULL + b); }

// NFKC with case folded, then marks taken off: "É", "é" and "e" are one.
std::string fold(std::string_view utf8)
{
    std::string plain(utf8.substr(0, max_bytes));
    const bool ascii =
        std::ranges::all_of(plain, [](char c) { return static_cast<unsigned char>(c) < 128; });
    if (ascii) {
        for (char& c : plain)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return plain;
    }
    UErrorCode error = U_ZERO_ERROR;
    std::u16string wide(plain.size() + 1, u'\0');
    int32_t length = 0;
    u_strFromUTF8WithSub(
        wide.data(),
        static_cast<int32_t>(wide.size()),
        &length,
        plain.data(),
        static_cast<int32_t>(plain.size()),
        0xFFFD,
        nullptr,
        &error
    );
    wide.resize(static_cast<std::size_t>(length));
    const auto normalise = [&](const UNormalizer2* form) {
        std::u16string out(wide.size() * 4 + 16, u'\0');
        const int32_t size = unorm2_normalize(
            form,
            wide.data(),
            static_cast<int32_t>(wide.size()),
            out.data(),
            static_cast<int32_t>(out.size()),
            &error
        );
        if (U_FAILURE(error)) return;
        out.resize(static_cast<std::size_t>(size));
        wide = std::move(out);
    };
    normalise(unorm2_getNFKCCasefoldInstance(&error));
    normalise(unorm2_getNFDInstance(&error));
    if (U_FAILURE(error)) return plain;
    std::erase_if(wide, [](char16_t c) { return u_charType(c) == U_NON_SPACING_MARK; });
    std::string out(wide.size() * 3 + 1, '\0');
    u_strToUTF8(
        out.data(),
        static_cast<int32_t>(out.size()),
        &length,
        wide.data(),
        static_cast<int32_t>(wide.size()),
        &error
    );
    if (U_FAILURE(error)) return plain;
    out.resize(static_cast<std::size_t>(length));
    return out;
}

void add_word(std::vector<std::string>& words, std::string& word)
{
    if (word.empty()) return;
    const bool number = std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
    if (number && word.size() >= long_number)
        word = std::string(std::min<std::size_t>(word.size(), 12), '0');
    if (words.size() < max_words && word.size() <= max_word_bytes) words.push_back(word);
    word.clear();
}

std::vector<std::string> words_of(std::string_view utf8)
{
    const std::string text = fold(utf8);
    std::vector<std::string> words;
    std::string word;
    const auto size = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < size;) {
        const int32_t start = i;
        UChar32 c = 0;
        U8_NEXT(text.data(), i, size, c);
        if (c == '\'' || c == 0x2019) continue;
        if (c >= 0 && u_isalnum(c)) {
            word.append(text, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
            continue;
        }
        add_word(words, word);
        if (c == '$' || c == '%' || c == 0x20AC || c == 0xA3) {
            word.assign(text, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
            add_word(words, word);
        }
    }
    add_word(words, word);
    return words;
}

struct StemmerDeleter
{
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

// A stemmer keeps state, so each thread has its own.
std::string_view stem_of(const std::string& word)
{
    static thread_local const std::unique_ptr<sb_stemmer, StemmerDeleter> stemmer(
        sb_stemmer_new("english", nullptr)
    );
    if (!stemmer) return word;
    const auto* out = sb_stemmer_stem(
        stemmer.get(), reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size())
    );
    if (out == nullptr) return word;
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(sb_stemmer_length(stemmer.get()))};
}

void add_letters(const std::string& word, std::vector<std::uint64_t>& keys)
{
    const std::string padded = " " + word + " ";
    std::vector<std::size_t> at; // where code points begin
    for (std::size_t i = 0; i < padded.size(); ++i) {
        if ((static_cast<unsigned char>(padded[i]) & 0xC0) != 0x80) at.push_back(i);
    }
    at.push_back(padded.size());
    const std::size_t count = at.size() - 1;
    for (std::size_t n = shortest_gram; n <= longest_gram; ++n) {
        if (count <= n) {
            keys.push_back(hash(padded, 20));
            return;
        }
        for (std::size_t i = 0; i + n <= count; ++i)
            keys.push_back(hash(std::string_view(padded).substr(at[i], at[i + n] - at[i]), 20));
    }
}

} // namespace

std::uint64_t word_key(std::string_view word) { return hash(word, 1); }

std::vector<std::uint64_t> letters_of(std::string_view utf8)
{
    std::vector<std::uint64_t> keys;
    for (const auto& word : words_of(utf8))
        add_letters(word, keys);
    return keys;
}

TextFeatures features_of(std::string_view utf8)
{
    TextFeatures out;
    out.words = words_of(utf8);
    for (const auto& word : out.words)
        out.word_stems.push_back(hash(stem_of(word), 2));
    const auto& stems = out.word_stems;

    // Two neighbours, the beginning and the end among them.
    std::uint64_t before = hash("^", 9);
    for (const auto stem : stems) {
        out.keys[TextFeatures::stems].push_back(join(11, stem));
        out.keys[TextFeatures::stems].push_back(join(join(12, before), stem));
        before = stem;
    }
    if (!stems.empty()) out.keys[TextFeatures::stems].push_back(join(join(12, before), hash("$", 9)));

    for (std::size_t i = 0; i < stems.size(); ++i) {
        for (std::size_t j = i + 1; j < std::min(stems.size(), i + 1 + pair_window); ++j) {
            if (stems[i] == stems[j]) continue;
            const auto [low, high] = std::minmax(stems[i], stems[j]);
            out.keys[TextFeatures::pairs].push_back(join(join(31, low), high));
        }
    }
    for (const auto& word : out.words)
        add_letters(word, out.keys[TextFeatures::letters]);
    return out;
}

} // namespace tandem::bot
