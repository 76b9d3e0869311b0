#include "backend/bot/models/sentences.hpp"

#include <algorithm>
#include <array>

namespace tandem::bot {
namespace {

std::string_view trim(std::string_view text)
{
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

bool ends_abbreviation(std::string_view before_stop)
{
    constexpr auto abbreviations = std::to_array<std::string_view>(
        {"e.g",
         "i.e",
         "etc",
         "approx",
         "max",
         "min",
         "no",
         "nr",
         "z.B",
         "d.h",
         "ca",
         "bzw",
         "ggf",
         "inkl",
         "Mr",
         "Mrs",
         "Dr",
         "St"}
    );
    const auto space = before_stop.find_last_of(" (");
    const auto word = space == std::string_view::npos ? before_stop : before_stop.substr(space + 1);
    return std::ranges::find(abbreviations, word) != abbreviations.end();
}

// "2. Januar": the stop after a day's number ends nothing.
bool is_german_date(std::string_view before_stop, std::string_view after)
{
    constexpr auto months = std::to_array<std::string_view>({
        "Januar",
        "Februar",
        "M\xC3\xA4rz",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    });
    const auto space = before_stop.find_last_of(' ');
    const auto number = space == std::string_view::npos ? before_stop : before_stop.substr(space + 1);
    const bool digits = !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
    return digits &&
           std::ranges::any_of(months, [&](std::string_view month) { return after.starts_with(month); });
}

constexpr std::string_view article_link = "](article:";

// "[Title](article:x)" as "Title", everywhere.
std::string links_as_titles(std::string_view text)
{
    std::string out;
    while (true) {
        const auto middle = text.find(article_link);
        const auto open = middle == std::string_view::npos ? middle : text.rfind('[', middle);
        const auto close = open == std::string_view::npos ? open : text.find(')', middle);
        if (close == std::string_view::npos) return out.append(text);
        out.append(text.substr(0, open)).append(text.substr(open + 1, middle - open - 1));
        text.remove_prefix(close + 1);
    }
}

// The text without a link that ends it: "Rugs need other care: [How …](article:x)" says something without
// it, "It returns to us after 7 days, as explained in [I was …](article:x)." too. Empty when all it does is
// point.
std::string without_pointer(std::string_view text)
{
    constexpr std::size_t few_words = 3;
    const auto last = text.rfind(article_link);
    const auto open = last == std::string_view::npos ? last : text.rfind('[', last);
    const auto close = open == std::string_view::npos ? open : text.find(')', last);
    const bool ends =
        close != std::string_view::npos && text.find_first_not_of(").!", close) == std::string_view::npos;
    if (!ends) return links_as_titles(text);
    auto before = trim(text.substr(0, open));
    if (before.ends_with(':')) return links_as_titles(before.substr(0, before.size() - 1)) + ".";
    const auto comma = before.rfind(',');
    if (comma == std::string_view::npos) return {};
    const auto bridge = std::ranges::count(before.substr(comma), ' ');
    if (static_cast<std::size_t>(bridge) > few_words) return {};
    return links_as_titles(before.substr(0, comma)) + ".";
}

// An item of a list stays: its neighbours need it.
std::string item_text(std::string_view item)
{
    auto text = without_pointer(item);
    return text.empty() ? links_as_titles(item) : text;
}

void add_sentences(std::vector<Quote>& out, std::string_view paragraph, std::size_t block)
{
    const auto add = [&](std::string_view sentence) {
        if (auto text = without_pointer(trim(sentence)); !text.empty())
            out.push_back({Quote::Kind::sentence, std::move(text), block});
    };
    std::size_t start = 0;
    std::size_t in_link = 0; // a question mark in a link's title ends no sentence
    for (std::size_t i = 0; i < paragraph.size(); ++i) {
        const char c = paragraph[i];
        if (c == '[') {
            const auto end = paragraph.find(']', i);
            if (end != std::string_view::npos && paragraph.substr(end).starts_with(article_link))
                in_link = end;
        }
        if (i < in_link) continue;
        if (c != '.' && c != '!' && c != '?') continue;
        const bool last = i + 1 == paragraph.size();
        if (!last && paragraph[i + 1] != ' ' && paragraph[i + 1] != '\n') continue;
        if (c == '.' && !last && ends_abbreviation(paragraph.substr(start, i - start))) continue;
        if (c == '.' && !last &&
            is_german_date(paragraph.substr(start, i - start), paragraph.substr(i + 2)))
            continue;
        add(paragraph.substr(start, i + 1 - start));
        start = i + 1;
    }
    add(paragraph.substr(start));
}

std::vector<std::string> cells(std::string_view row)
{
    std::vector<std::string> out;
    row = trim(row);
    if (row.starts_with('|')) row.remove_prefix(1);
    if (row.ends_with('|')) row.remove_suffix(1);
    while (true) {
        const auto end = row.find('|');
        out.emplace_back(trim(row.substr(0, end)));
        if (end == std::string_view::npos) return out;
        row.remove_prefix(end + 1);
    }
}

std::string row_text(const std::vector<std::string>& head, const std::vector<std::string>& row)
{
    std::string text = row.empty() ? "" : row[0];
    for (std::size_t i = 1; i < row.size(); ++i) {
        text += i == 1 ? ": " : "; ";
        if (row.size() > 2 && i < head.size() && !head[i].empty()) text.append(head[i]).append(" ");
        text += row[i];
    }
    return text;
}

// The text behind a list marker, or nothing.
std::string_view behind_bullet(std::string_view line)
{
    if (line.starts_with("- ") || line.starts_with("* ")) return trim(line.substr(2));
    return {};
}

std::string_view behind_number(std::string_view line)
{
    const auto digits = line.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos || digits > 3) return {};
    if (line[digits] != '.' && line[digits] != ')') return {};
    return trim(line.substr(digits + 1));
}

} // namespace

std::vector<Quote> quotes(std::string_view markdown)
{
    std::vector<Quote> out;
    std::string paragraph;
    std::vector<std::string> head; // of the table we are in
    bool fenced = false;
    std::size_t block = 0;
    Quote::Kind list = Quote::Kind::sentence;
    const auto end_block = [&] {
        if (!paragraph.empty()) add_sentences(out, paragraph, block);
        paragraph.clear();
        head.clear();
        list = Quote::Kind::sentence;
        ++block;
    };

    while (!markdown.empty()) {
        const auto end = markdown.find('\n');
        const auto line = trim(markdown.substr(0, end));
        markdown = end == std::string_view::npos ? std::string_view{} : markdown.substr(end + 1);
        if (line.starts_with("```")) {
            end_block();
            fenced = !fenced;
        } else if (fenced) {
            continue;
        } else if (line.empty() || line.starts_with('#')) {
            end_block();
        } else if (line.starts_with('|')) {
            if (head.empty()) {
                end_block();
                head = cells(line);
            } else if (line.find_first_not_of("|-: ") != std::string_view::npos) {
                out.push_back({Quote::Kind::table_row, row_text(head, cells(line)), block});
            }
        } else if (const auto item = behind_bullet(line); !item.empty()) {
            if (list != Quote::Kind::bullet) end_block();
            list = Quote::Kind::bullet;
            out.push_back({list, item_text(item), block});
        } else if (const auto step = behind_number(line); !step.empty()) {
            if (list != Quote::Kind::numbered) end_block();
            list = Quote::Kind::numbered;
            out.push_back({list, item_text(step), block});
        } else if (list != Quote::Kind::sentence && !out.empty()) {
            out.back().text.append(" ").append(line); // a wrapped list item
        } else {
            if (!paragraph.empty()) paragraph += ' ';
            paragraph += line;
        }
    }
    end_block();
    return out;
}

} // namespace tandem::bot
