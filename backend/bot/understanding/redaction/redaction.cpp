#include "backend/bot/understanding/redaction/redaction.hpp"

#include "backend/bot/understanding/redaction/ascii.hpp"
#include "backend/bot/understanding/redaction/shadow.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

using namespace ascii;

constexpr char between = '\x1E'; // two texts; white space for the detectors
constexpr std::size_t longest_placeholder = 24;

std::string_view name_of(Personal kind)
{
    switch (kind) {
    case Personal::email:
        return "EMAIL";
    case Personal::phone:
        return "PHONE";
    case Personal::card:
        return "CARD";
    case Personal::iban:
        return "IBAN";
    case Personal::id:
        return "ID";
    case Personal::key:
        return "KEY";
    case Personal::password:
        return "PASSWORD";
    case Personal::order:
        return "ORDER";
    case Personal::return_number:
        return "RETURN";
    case Personal::gift_card:
        return "GIFTCARD";
    }
    return "HIDDEN";
}

// Whether this is the beginning of a placeholder, or a whole one: [LETTERS_DIGITS]
bool may_become_placeholder(std::string_view text)
{
    std::size_t i = 1;
    while (upper(at(text, i)))
        ++i;
    if (i == text.size()) return i <= longest_placeholder;
    if (i == 1 || text[i] != '_') return false;
    ++i;
    while (digit(at(text, i)))
        ++i;
    return i >= text.size() || (text[i] == ']' && i + 1 == text.size());
}

} // namespace

std::string Redaction::redact(const std::string& text) { return redact_all({text}).front(); }

std::vector<std::string> Redaction::redact_all(const std::vector<std::string>& texts)
{
    std::string joined;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) joined.push_back(between);
        // A text's own separators must not shift the others.
        std::ranges::replace_copy(texts[i], std::back_inserter(joined), between, ' ');
    }
    const Shadow shadow = shadow_of(joined);
    std::string out;
    std::size_t done = 0;
    for (const Detected& found : detect_personal(shadow.text)) {
        const std::size_t begin = shadow.begin[found.begin];
        const std::size_t end = shadow.end[found.end - 1];
        out.append(joined, done, begin - done);
        const auto original = std::string_view(joined).substr(begin, end - begin);
        out += placeholder_for(
            found.kind, original, std::string_view(shadow.text).substr(found.begin, found.end - found.begin)
        );
        out.append(std::size_t(std::ranges::count(original, between)), between);
        done = end;
    }
    out.append(joined, done);

    std::vector<std::string> result;
    std::size_t from = 0;
    for (std::size_t at_ = out.find(between); at_ != std::string::npos; at_ = out.find(between, from)) {
        result.push_back(out.substr(from, at_ - from));
        from = at_ + 1;
    }
    result.push_back(out.substr(from));
    return result;
}

std::string Redaction::placeholder_for(Personal kind, std::string_view original, std::string_view shadow)
{
    std::string key(name_of(kind));
    for (const char c : shadow) {
        if (alnum(c) || c == '@' || c == '.') key.push_back(lower(c));
    }
    if (const auto known = by_value_.find(key); known != by_value_.end()) return known->second;
    const std::string placeholder =
        "[" + std::string(name_of(kind)) + "_" + std::to_string(++counts_[kind]) + "]";
    by_value_.emplace(key, placeholder);
    std::string text(original);
    std::ranges::replace(text, between, ' ');
    values_.emplace(placeholder, Value{kind, std::move(text)});
    return placeholder;
}

std::string Redaction::shown(std::string_view placeholder) const
{
    const auto found = values_.find(placeholder);
    if (found == values_.end()) return {};
    const auto& [kind, text] = found->second;
    constexpr std::string_view dots = "••••";
    switch (kind) {
    case Personal::email:
    case Personal::phone:
    case Personal::order:
    case Personal::return_number:
        return text;
    case Personal::card:
    case Personal::iban: {
        std::string last;
        for (auto c = text.rbegin(); c != text.rend() && last.size() < 4; ++c) {
            if (alnum(*c)) last.insert(last.begin(), *c);
        }
        return std::string(dots) + " " + last;
    }
    case Personal::id:
    case Personal::key:
    case Personal::password:
    case Personal::gift_card:
        break;
    }
    return std::string(dots);
}

std::string Restorer::feed(std::string_view piece)
{
    std::string out;
    for (const char c : piece) {
        if (held_.empty()) {
            if (c == '[')
                held_ = "[";
            else
                out.push_back(c);
            continue;
        }
        held_.push_back(c);
        if (c == ']') {
            const auto value = redaction_.shown(held_);
            out += value.empty() ? held_ : value;
            held_.clear();
        } else if (!may_become_placeholder(held_) || held_.size() > longest_placeholder) {
            // A bracket may begin anew.
            const bool again = c == '[';
            if (again) held_.pop_back();
            out += held_;
            held_ = again ? "[" : "";
        }
    }
    return out;
}

std::string Restorer::finish()
{
    std::string out = std::move(held_);
    held_.clear();
    return out;
}

} // namespace tandem::bot
