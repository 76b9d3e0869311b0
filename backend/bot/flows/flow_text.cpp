#include "backend/bot/flows/flow_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

namespace tandem::bot {
namespace {

std::string plain(std::string_view value)
{
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const bool at_start = i == 0 && std::string_view("#-+>").contains(c);
        const bool of_address = c == ':' && value.substr(i + 1).starts_with("//");
        if (at_start || of_address || std::string_view("\\`*_[]<>|").contains(c)) out.push_back('\\');
        out.push_back(c == '\n' || c == '\r' ? ' ' : c);
    }
    return out;
}

// "2026-11-26", alone or with a time behind it.
std::string spelt_date(std::string_view value, std::string_view language)
{
    // clang-format off
    constexpr auto english = std::to_array<std::string_view>({
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"});
    constexpr auto german = std::to_array<std::string_view>({
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"});
    // clang-format on
    const auto number = [&](std::size_t at, std::size_t length) {
        int out = 0;
        const auto part = value.substr(at, length);
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), out);
        return error == std::errc() && end == part.data() + part.size() ? out : 0;
    };
    if (value.size() < 10 || value[4] != '-' || value[7] != '-') return plain(value);
    const int year = number(0, 4);
    const int month = number(5, 2);
    const int day = number(8, 2);
    if (year == 0 || month < 1 || month > 12 || day < 1 || day > 31) return plain(value);
    const auto& names = language.starts_with("de") ? german : english;
    return std::to_string(day) + (language.starts_with("de") ? ". " : " ") +
           std::string(names[static_cast<std::size_t>(month - 1)]) + " " + std::to_string(year);
}

// Calls `put` for each name in braces; what is outside goes to `out` as it is.
std::string fill(std::string_view text, const std::function<std::string(std::string_view name)>& put)
{
    std::string out;
    while (!text.empty()) {
        const auto open = text.find('{');
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) break;
        out += text.substr(0, open);
        out += put(text.substr(open + 1, close - open - 1));
        text.remove_prefix(close + 1);
    }
    return out.append(text);
}

} // namespace

std::string slot_value(const Slots& slots, std::string_view name)
{
    const auto found = std::ranges::find(slots, name, &protocol::Slot::name);
    return found == slots.end() ? std::string() : found->value;
}

std::string fill_for_reader(std::string_view text, const Slots& slots, std::string_view language)
{
    return fill(text, [&](std::string_view name) {
        const auto bar = name.find('|');
        const auto value = slot_value(slots, name.substr(0, bar));
        const bool date = bar != std::string_view::npos && name.substr(bar + 1) == "date";
        return date ? spelt_date(value, language) : plain(value);
    });
}

std::string fill_argument(std::string_view text, const Slots& slots)
{
    return fill(text, [&](std::string_view name) { return slot_value(slots, name); });
}

std::vector<std::string> slots_mentioned(std::string_view text)
{
    std::vector<std::string> out;
    static_cast<void>(fill(text, [&](std::string_view name) {
        out.emplace_back(name.substr(0, name.find('|')));
        return std::string();
    }));
    return out;
}

} // namespace tandem::bot
