#include "backend/bot/understanding/entities.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace tandem::bot {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// A reader of one candidate at a position; on success `at` stands behind it.
class Cursor
{
public:
    Cursor(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    [[nodiscard]] bool at_word_end() const { return !is_alpha(peek()) && !is_digit(peek()); }

    bool take(char c)
    {
        if (lower(peek()) != c || c == '\0') return false;
        ++at_;
        return true;
    }

    bool take(std::string_view word)
    {
        if (text_.size() - at_ < word.size()) return false;
        const auto here = text_.substr(at_, word.size());
        if (!std::ranges::equal(here, word, {}, lower)) return false;
        at_ += word.size();
        return true;
    }

    std::string digits(std::size_t min, std::size_t max)
    {
        std::size_t n = 0;
        while (at_ + n < text_.size() && is_digit(text_[at_ + n]))
            ++n;
        if (n < min || n > max) return {};
        std::string out(text_.substr(at_, n));
        at_ += n;
        return out;
    }

    void skip_space()
    {
        if (peek() == ' ') ++at_;
    }

private:
    std::string_view text_;
    std::size_t at_;
};

using Found = std::optional<std::pair<Entity, std::size_t>>; // and where the text goes on

// "LS-104233", "ls 104233", "LS104233"
Found reference(std::string_view text, std::size_t at)
{
    for (const auto& [prefix, kind] :
         {std::pair("ls", Entity::Kind::order_number), std::pair("rt", Entity::Kind::return_number)}) {
        Cursor cursor(text, at);
        if (!cursor.take(std::string_view(prefix))) continue;
        if (!cursor.take('-')) cursor.skip_space();
        const auto number = cursor.digits(6, 6);
        if (number.empty() || !cursor.at_word_end()) continue;
        const std::string name = kind == Entity::Kind::order_number ? "LS-" : "RT-";
        return std::pair(Entity{kind, name + number}, cursor.at());
    }
    return {};
}

Found email(std::string_view text, std::size_t at)
{
    const auto in_name = [](char c) {
        return is_alpha(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || c == '+';
    };
    std::size_t i = at;
    while (i < text.size() && in_name(text[i]) && i - at < 64)
        ++i;
    if (i == at || i >= text.size() || text[i] != '@') return {};
    std::size_t end = i + 1;
    while (end < text.size() &&
           (is_alpha(text[end]) || is_digit(text[end]) || text[end] == '.' || text[end] == '-'))
        ++end;
    while (end > i && (text[end - 1] == '.' || text[end - 1] == '-'))
        --end;
    const auto domain = text.substr(i + 1, end - i - 1);
    const auto dot = domain.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3) return {};
    std::string value(text.substr(at, end - at));
    std::ranges::transform(value, value.begin(), lower);
    return std::pair(Entity{Entity::Kind::email, std::move(value)}, end);
}

// Digits with an optional part of two decimals: "89", "12,50", "1.299,00".
std::string money(Cursor& cursor)
{
    auto whole = cursor.digits(1, 6);
    if (whole.empty()) return {};
    std::string cents;
    for (int round = 0; round < 3 && (cursor.peek() == '.' || cursor.peek() == ','); ++round) {
        Cursor next = cursor;
        next.take(cursor.peek());
        if (auto group = next.digits(3, 3); !group.empty() && cents.empty()) {
            whole += group;
        } else if (auto pair = next.digits(2, 2); !pair.empty()) {
            cents = pair;
        } else {
            break;
        }
        cursor = next;
        if (!cents.empty()) break;
    }
    return whole + "." + (cents.empty() ? "00" : cents);
}

std::string currency(Cursor& cursor)
{
    constexpr auto names = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"\xE2\x82\xAC", "EUR"},
        {"euros", "EUR"},
        {"euro", "EUR"},
        {"eur", "EUR"},
        {"\xC2\xA3", "GBP"},
        {"gbp", "GBP"},
        {"pounds", "GBP"},
        {"$", "USD"},
        {"usd", "USD"},
        {"dollars", "USD"},
        {"chf", "CHF"},
        {"francs", "CHF"},
    });
    for (const auto& [name, code] : names) {
        Cursor next = cursor;
        if (!next.take(name)) continue;
        if (is_alpha(name.back()) && !next.at_word_end() && !is_digit(next.peek())) continue;
        cursor = next;
        return std::string(code);
    }
    return {};
}

Found amount(std::string_view text, std::size_t at)
{
    Cursor before(text, at);
    if (auto code = currency(before); !code.empty()) {
        before.skip_space();
        if (auto value = money(before); !value.empty()) {
            return std::pair(Entity{Entity::Kind::amount, value + " " + code}, before.at());
        }
    }
    Cursor after(text, at);
    auto value = money(after);
    if (value.empty()) return {};
    after.skip_space();
    auto code = currency(after);
    if (code.empty()) return {};
    return std::pair(Entity{Entity::Kind::amount, value + " " + code}, after.at());
}

bool month(Cursor& cursor)
{
    constexpr auto months = std::to_array<std::string_view>({
        "january",     "february",  "march",   "april",    "may",      "june",     "july",
        "august",      "september", "october", "november", "december", "januar",   "februar",
        "m\xC3\xA4rz", "mai",       "juni",    "juli",     "oktober",  "dezember", "jan",
        "feb",         "mar",       "apr",     "jun",      "jul",      "aug",      "sept",
        "sep",         "oct",       "nov",     "dec",      "dez",
    });
    for (const auto name : months) {
        Cursor next = cursor;
        if (!next.take(name) || !next.at_word_end()) continue;
        next.take('.');
        cursor = next;
        return true;
    }
    return false;
}

// "2026-11-03", "3.11.2026", "3/11/26", "3 November", "November 3rd"
Found date(std::string_view text, std::size_t at)
{
    const auto found = [&](const Cursor& end) {
        return std::pair(Entity{Entity::Kind::date, std::string(text.substr(at, end.at() - at))}, end.at());
    };
    Cursor iso(text, at);
    if (!iso.digits(4, 4).empty() && iso.take('-') && !iso.digits(2, 2).empty() && iso.take('-') &&
        !iso.digits(2, 2).empty()) {
        return found(iso);
    }
    for (const char separator : {'.', '/'}) {
        Cursor dotted(text, at);
        if (dotted.digits(1, 2).empty() || !dotted.take(separator) || dotted.digits(1, 2).empty()) continue;
        if (!dotted.take(separator)) continue;
        Cursor with_year = dotted;
        if (!with_year.digits(2, 4).empty()) return found(with_year);
        if (separator == '.') return found(dotted);
    }
    Cursor day_first(text, at);
    if (!day_first.digits(1, 2).empty()) {
        for (const std::string_view ending : {"st", "nd", "rd", "th", "."}) {
            if (day_first.take(ending)) break;
        }
        day_first.skip_space();
        if (day_first.take(std::string_view("of "))) {
        }
        if (month(day_first)) return found(day_first);
    }
    Cursor month_first(text, at);
    if (month(month_first)) {
        month_first.skip_space();
        if (!month_first.digits(1, 2).empty()) {
            for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
                if (month_first.take(ending)) break;
            }
            if (month_first.at_word_end()) return found(month_first);
        }
    }
    return {};
}

} // namespace

std::vector<Entity> entities(std::string_view text)
{
    std::vector<Entity> out;
    for (std::size_t at = 0; at < text.size();) {
        const bool word_start = at == 0 || (!is_alpha(text[at - 1]) && !is_digit(text[at - 1]));
        Found found;
        if (word_start) {
            for (const auto reader : {reference, email, date, amount}) {
                if ((found = reader(text, at))) break;
            }
        }
        if (!found) {
            ++at;
            continue;
        }
        if (std::ranges::find(out, found->first) == out.end()) out.push_back(found->first);
        at = found->second;
    }
    return out;
}

std::string_view name_of(Entity::Kind kind) noexcept
{
    switch (kind) {
    case Entity::Kind::order_number:
        return "order_number";
    case Entity::Kind::return_number:
        return "return_number";
    case Entity::Kind::email:
        return "email";
    case Entity::Kind::amount:
        return "amount";
    case Entity::Kind::date:
        return "date";
    }
    return "fact";
}

} // namespace tandem::bot
