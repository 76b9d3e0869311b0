#include "tests/support/model_server/script.hpp"

#include <charconv>
#include <vector>

namespace tandem::testing {

namespace {

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto start = text.find_first_not_of(" \n", at);
        if (start == std::string_view::npos) break;
        const auto end = std::min(text.find_first_of(" \n", start), text.size());
        out.emplace_back(text.substr(start, end - start));
        at = end;
    }
    return out;
}

std::int64_t number(std::string_view text)
{
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

Script script_for(std::string_view last_message, Script script)
{
    if (const auto at = last_message.find("!text="); at != std::string_view::npos) {
        script.text = last_message.substr(at + 6);
        last_message = last_message.substr(0, at);
    }
    for (const auto& word : words(last_message)) {
        if (word.size() < 2 || word[0] != '!') continue;
        const auto equals = word.find('=');
        const auto name = word.substr(1, equals == std::string::npos ? equals : equals - 1);
        const auto value =
            equals == std::string::npos ? 0 : number(std::string_view(word).substr(equals + 1));
        if (name == "first")
            script.first_ms = value;
        else if (name == "every")
            script.every_ms = value;
        else if (name == "tokens")
            script.tokens = int(value);
        else if (name == "status")
            script.status = int(value);
        else if (name == "once")
            script.once_status = int(value);
        else if (name == "retry")
            script.retry_after = int(value);
        else if (name == "hang")
            script.hang = true;
        else if (name == "drip")
            script.drip = true;
        else if (name == "cut")
            script.cut = int(value);
        else if (name == "garbage")
            script.garbage = true;
        else if (name == "html")
            script.html = true;
        else if (name == "whole")
            script.whole = true;
        else if (name == "error")
            script.error = true;
        else if (name == "nodone")
            script.no_done = true;
        else if (name == "length")
            script.length = true;
        else if (name == "refuse")
            script.refuse = true;
        else if (name == "crlf")
            script.crlf = true;
        else if (name == "split")
            script.split = true;
        else if (name == "empty")
            script.empty = true;
    }
    return script;
}

std::string token(const Script& script, int index)
{
    if (script.text.empty()) return (index == 0 ? "word" : " word") + std::to_string(index + 1);
    const auto all = words(script.text);
    return (index == 0 ? "" : " ") + all[std::size_t(index)];
}

int token_count(const Script& script)
{
    if (script.empty) return 0;
    return script.text.empty() ? script.tokens : int(words(script.text).size());
}

} // namespace tandem::testing
