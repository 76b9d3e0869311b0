#include "backend/bot/understanding/redaction/ascii.hpp"
#include "backend/bot/understanding/redaction/detectors.hpp"

#include <array>
#include <optional>
#include <string>

// Numbers: cards, IBANs, phones.

namespace tandem::bot {
namespace {

using namespace ascii;

constexpr std::size_t longest_run = 64; // digits; a longer run is not searched beyond

bool luhn(std::string_view digits)
{
    int sum = 0;
    bool twice = false;
    for (auto c = digits.rbegin(); c != digits.rend(); ++c, twice = !twice) {
        int value = *c - '0';
        if (twice) value = value > 4 ? value * 2 - 9 : value * 2;
        sum += value;
    }
    return sum % 10 == 0;
}

// Digits with at most one separator between two of them.
struct Run
{
    std::string digits;
    std::vector<std::size_t> places; // of each digit
    std::size_t next = 0;            // where to go on looking
};

bool separates(std::string_view text, std::size_t i)
{
    return (space(text[i]) || text[i] == '-' || text[i] == '.') && digit(at(text, i + 1));
}

Run run_at(std::string_view text, std::size_t i)
{
    Run run;
    while (i < text.size() && run.digits.size() < longest_run) {
        if (digit(text[i])) {
            run.digits.push_back(text[i]);
            run.places.push_back(i);
        } else if (!separates(text, i)) {
            break;
        }
        ++i;
    }
    run.next = i;
    return run;
}

// Whether a group of digits begins, or ends, there.
bool begins_group(const Run& run, std::size_t i)
{
    return i == 0 || run.places[i] != run.places[i - 1] + 1;
}
bool ends_group(const Run& run, std::size_t i)
{
    return i + 1 == run.places.size() || run.places[i + 1] != run.places[i] + 1;
}

std::optional<std::size_t> card_from(const Run& run, std::size_t first)
{
    if (run.digits[first] < '2' || run.digits[first] > '6') return std::nullopt;
    for (std::size_t length = 19; length >= 13; --length) {
        if (first + length > run.digits.size()) continue;
        if (!ends_group(run, first + length - 1)) continue;
        if (luhn(std::string_view(run.digits).substr(first, length))) return length;
    }
    return std::nullopt;
}

constexpr std::string_view iban_lengths =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE"
    "22"
    "GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21MC27MD24ME22MK19MR27MT"
    "31"
    "MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20";

std::size_t iban_length(char a, char b)
{
    for (std::size_t i = 0; i + 4 <= iban_lengths.size(); i += 4) {
        if (iban_lengths[i] == a && iban_lengths[i + 1] == b)
            return std::size_t(iban_lengths[i + 2] - '0') * 10 + std::size_t(iban_lengths[i + 3] - '0');
    }
    return 0;
}

bool mod97(const std::string& iban)
{
    unsigned rest = 0;
    const std::string turned = iban.substr(4) + iban.substr(0, 4);
    for (const char c : turned) {
        const unsigned value = digit(c) ? unsigned(c - '0') : unsigned(c - 'A' + 10);
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
}

// Where the IBAN that begins there ends.
std::optional<std::size_t> iban_end(std::string_view text, std::size_t i)
{
    const auto up = [](char c) { return upper(c) || !letter(c) ? c : static_cast<char>(c - 32); };
    if (!boundary_before(text, i) || !letter(text[i]) || !letter(at(text, i + 1))) return std::nullopt;
    const std::size_t wanted = iban_length(up(text[i]), up(text[i + 1]));
    if (wanted == 0) return std::nullopt;
    // The check digits keep words apart that happen to add up.
    const std::size_t check = at(text, i + 2) == ' ' ? i + 3 : i + 2;
    if (!digit(at(text, check)) || !digit(at(text, check + 1))) return std::nullopt;
    std::string iban;
    for (; i < text.size() && iban.size() < wanted; ++i) {
        if (alnum(text[i]))
            iban.push_back(up(text[i]));
        else if (!(space(text[i]) || text[i] == '-') || !alnum(at(text, i + 1)))
            return std::nullopt;
    }
    if (iban.size() != wanted || alnum(at(text, i)) || !mod97(iban)) return std::nullopt;
    return i;
}

// A phone number's characters from there: digits, single separators, brackets.
struct PhoneLike
{
    std::size_t end = 0;
    std::string digits;
    bool international = false;
    std::string shape; // digits as 9, separators as they are
};

PhoneLike phone_at(std::string_view text, std::size_t i)
{
    PhoneLike phone;
    phone.international = text[i] == '+';
    phone.end = i;
    if (phone.international) ++i;
    constexpr std::size_t longest = 40; // with all separators
    for (; i < text.size() && phone.digits.size() < 16 && phone.shape.size() < longest; ++i) {
        const char c = text[i];
        if (digit(c)) {
            phone.digits.push_back(c);
            phone.shape.push_back('9');
            phone.end = i + 1;
            continue;
        }
        const char next = at(text, i + 1);
        const bool goes_on = digit(next) || next == '(' || (next == ' ' && digit(at(text, i + 2)));
        const bool between =
            c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || c == '\x1E';
        if (!between || !goes_on) break;
        phone.shape.push_back(c);
    }
    while (!phone.shape.empty() && phone.shape.back() != '9')
        phone.shape.pop_back();
    return phone;
}

bool is_date(const std::string& shape)
{
    return shape.starts_with("99.99.99") || shape.starts_with("9.9.99") || shape.starts_with("99.9.99") ||
           shape.starts_with("9.99.99") || shape.starts_with("99/99/99") || shape.starts_with("99-99-99") ||
           shape.starts_with("9999-99-99");
}

bool is_phone(const PhoneLike& phone)
{
    const std::size_t digits = phone.digits.size();
    if (phone.international || phone.digits.starts_with("00")) return digits >= 8 && digits <= 15;
    if (is_date(phone.shape)) return false;
    if (phone.digits.starts_with("0")) return digits >= 9 && digits <= 12;
    constexpr auto american = std::to_array<std::string_view>(
        {"999-999-9999",
         "999.999.9999",
         "(999) 999-9999",
         "(999)999-9999",
         "999) 999-9999",
         "999)999-9999",
         "999 999 9999"}
    );
    return std::ranges::find(american, phone.shape) != american.end();
}

} // namespace

void detect_cards(std::string_view shadow, Detections& out)
{
    for (std::size_t i = 0; i < shadow.size();) {
        if (!digit(shadow[i])) {
            ++i;
            continue;
        }
        const Run run = run_at(shadow, i);
        for (std::size_t first = 0; first < run.digits.size(); ++first) {
            if (!begins_group(run, first)) continue;
            const auto length = card_from(run, first);
            if (!length) continue;
            out.push_back({Personal::card, run.places[first], run.places[first + *length - 1] + 1});
            first += *length - 1;
        }
        i = run.next;
    }
}

void detect_ibans(std::string_view shadow, Detections& out)
{
    for (std::size_t i = 0; i < shadow.size(); ++i) {
        if (const auto end = iban_end(shadow, i)) {
            out.push_back({Personal::iban, i, *end});
            i = *end - 1;
        }
    }
}

void detect_phones(std::string_view shadow, Detections& out)
{
    for (std::size_t i = 0; i < shadow.size(); ++i) {
        const char c = shadow[i];
        if (c != '+' && c != '(' && !digit(c)) continue;
        if (!boundary_before(shadow, i) || (i > 0 && (shadow[i - 1] == '.' || shadow[i - 1] == '-')))
            continue;
        const PhoneLike phone = phone_at(shadow, i);
        if (phone.end == i) continue;
        if (is_phone(phone) && !alnum(at(shadow, phone.end)))
            out.push_back({Personal::phone, i, phone.end});
        if (phone.end > i) i = phone.end - 1;
    }
}

} // namespace tandem::bot
