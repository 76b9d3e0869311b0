#include "backend/bot/understanding/redaction/ascii.hpp"
#include "backend/bot/understanding/redaction/detectors.hpp"

#include <array>
#include <optional>
#include <string>

// Numbers that states give to people, recognised by their form and, where they have them, check digits.

namespace tandem::bot {
namespace {

using namespace ascii;

// Characters without spaces, and where they end, following a mask: 9 a digit, A a letter, * either.
std::optional<std::string>
follow(std::string_view text, std::size_t i, std::string_view mask, std::size_t& end)
{
    std::string taken;
    for (const char wanted : mask) {
        if (wanted == '-') {
            if (at(text, i) != '-') return std::nullopt;
            ++i;
            continue;
        }
        while (!taken.empty() && (at(text, i) == ' ' || at(text, i) == '\x1E'))
            ++i;
        const char c = at(text, i);
        const bool fits = wanted == '9' ? digit(c) : wanted == 'A' ? letter(c) : alnum(c);
        if (!fits) return std::nullopt;
        taken.push_back(letter(c) && !upper(c) ? static_cast<char>(c - 32) : c);
        ++i;
    }
    if (alnum(at(text, i))) return std::nullopt;
    end = i;
    return taken;
}

std::uint64_t number(std::string_view digits)
{
    std::uint64_t value = 0;
    for (const char c : digits)
        value = value * 10 + std::uint64_t(c - '0');
    return value;
}

bool us_social_security(const std::string& s)
{
    return s.substr(0, 3) != "000" && s.substr(0, 3) != "666" && s[0] != '9' && s.substr(3, 2) != "00" &&
           s.substr(5) != "0000";
}

bool uk_national_insurance(const std::string& s)
{
    return std::string_view("ABCEGHJKLMNOPRSTWXYZ").contains(s[0]) &&
           std::string_view("ABCEGHJKLMNPRSTWXYZ").contains(s[1]) && s.back() >= 'A' && s.back() <= 'D';
}

bool spanish_dni(const std::string& s)
{
    return s[8] == std::string_view("TRWAGMYFPDXBNJZSQVHLCKE")[number(s.substr(0, 8)) % 23];
}

bool french_nir(const std::string& s)
{
    return (s[0] == '1' || s[0] == '2') && 97 - number(s.substr(0, 13)) % 97 == number(s.substr(13));
}

bool anything(const std::string&) { return true; }

struct Form
{
    std::string_view mask;
    bool (*valid)(const std::string&);
};
constexpr auto forms = std::to_array<Form>(
    {{"999-99-9999", us_social_security},
     {"AA999999A", uk_national_insurance},
     {"99999999A", spanish_dni},
     {"999999999999999", french_nir},
     {"AAAAAA99A99A999A", anything}} // Italian codice fiscale
);

} // namespace

void detect_ids(std::string_view shadow, Detections& out)
{
    for (std::size_t i = 0; i < shadow.size(); ++i) {
        if (!alnum(shadow[i]) || !boundary_before(shadow, i)) continue;
        for (const Form& form : forms) {
            std::size_t end = 0;
            const auto taken = follow(shadow, i, form.mask, end);
            if (!taken || !form.valid(*taken)) continue;
            out.push_back({Personal::id, i, end});
            i = end - 1;
            break;
        }
    }
}

} // namespace tandem::bot
