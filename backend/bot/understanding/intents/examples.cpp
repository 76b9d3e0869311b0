#include "backend/bot/understanding/intents/examples.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <toml++/toml.h>

namespace tandem::bot {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_limit = 64 * 1024 * 1024;
constexpr std::size_t label_bytes_limit = 200;

using Examples = std::vector<IntentExample>;

std::string place(std::string_view name, std::size_t line)
{
    return std::string(name) + ":" + std::to_string(line) + ": ";
}

Result<void> add(Examples& out, std::string text, std::string label, const std::string& where)
{
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return fail(Errc::bad_request, where + "the text is empty");
    if (label.empty()) return fail(Errc::bad_request, where + "the label is empty");
    if (label.size() > label_bytes_limit) return fail(Errc::too_large, where + "the label is too long");
    if (text.size() > example_bytes_limit) return fail(Errc::too_large, where + "the text is too long");
    if (out.size() >= examples_limit) return fail(Errc::too_large, where + "more than 200000 examples");
    out.push_back({std::move(text), std::move(label)});
    return {};
}

Result<Examples> parse_toml(std::string_view name, std::string_view text)
{
    toml::table root;
    try {
        root = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        return fail(
            Errc::bad_request, place(name, error.source().begin.line) + std::string(error.description())
        );
    }
    const auto* intents = root["intent"].as_table();
    if (intents == nullptr)
        return fail(Errc::bad_request, std::string(name) + ": there is no table [intent.NAME]");
    Examples out;
    for (const auto& [label, node] : *intents) {
        const auto where = place(name, node.source().begin.line);
        const auto* table = node.as_table();
        const auto* list = table == nullptr ? nullptr : (*table)["examples"].as_array();
        if (list == nullptr)
            return fail(
                Errc::bad_request, where + "intent." + std::string(label.str()) + " has no list examples"
            );
        for (const auto& item : *list) {
            const auto line = place(name, item.source().begin.line);
            const auto* example = item.as_string();
            if (example == nullptr) return fail(Errc::bad_request, line + "an example is a text in quotes");
            if (auto ok = add(out, example->get(), std::string(label.str()), line); !ok)
                return fail(ok.error().code, ok.error().detail);
        }
    }
    return out;
}

// The fields of one record; `at` moves behind its line end and `line` counts. Nothing when a quote stays
// open.
std::optional<std::vector<std::string>>
record(std::string_view text, std::size_t& at, std::size_t& line, char separator, bool quoting)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    while (at < text.size()) {
        const char c = text[at++];
        if (c == '\n') ++line;
        if (quoted) {
            if (c != '"')
                fields.back() += c;
            else if (at < text.size() && text[at] == '"')
                fields.back() += text[at++];
            else
                quoted = false;
        } else if (quoting && c == '"' && fields.back().empty()) {
            quoted = true;
        } else if (c == separator) {
            fields.emplace_back();
        } else if (c == '\n') {
            if (!fields.back().empty() && fields.back().back() == '\r') fields.back().pop_back();
            return fields;
        } else {
            fields.back() += c;
        }
    }
    if (quoted) return std::nullopt;
    return fields;
}

Result<Examples> parse_table(std::string_view name, std::string_view text, char separator, bool quoting)
{
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::size_t at = 0;
    std::size_t line = 1;
    const auto head = record(text, at, line, separator, quoting);
    const auto column = [&](std::string_view wanted) {
        return head ? static_cast<std::size_t>(std::ranges::find(*head, wanted) - head->begin()) : 0;
    };
    const std::size_t text_at = column("text");
    const std::size_t label_at = column("label");
    if (!head || text_at == head->size() || label_at == head->size())
        return fail(
            Errc::bad_request, place(name, 1) + "the first line must name the columns text and label"
        );
    Examples out;
    while (at < text.size()) {
        const auto where = place(name, line);
        const auto fields = record(text, at, line, separator, quoting);
        if (!fields) return fail(Errc::bad_request, where + "a quotation mark is not closed");
        if (fields->size() == 1 && fields->front().empty()) continue;
        if (fields->size() != head->size())
            return fail(Errc::bad_request, where + "the number of fields differs from the first line's");
        if (auto ok = add(out, (*fields)[text_at], (*fields)[label_at], where); !ok)
            return fail(ok.error().code, ok.error().detail);
    }
    return out;
}

bool is_examples(const fs::path& path)
{
    const auto ending = path.extension();
    return ending == ".toml" || ending == ".csv" || ending == ".tsv";
}

} // namespace

Result<Examples> parse_examples(std::string_view name, std::string_view text)
{
    if (name.ends_with(".toml")) return parse_toml(name, text);
    if (name.ends_with(".csv")) return parse_table(name, text, ',', true);
    if (name.ends_with(".tsv")) return parse_table(name, text, '\t', false);
    return fail(Errc::bad_request, std::string(name) + ": examples are in .toml, .csv or .tsv files");
}

Result<Examples> read_examples(const fs::path& path)
{
    std::error_code error;
    std::vector<fs::path> files;
    if (fs::is_directory(path, error)) {
        for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
            if (is_examples(it->path())) files.push_back(it->path());
        }
        if (error) return fail(Errc::not_found, "cannot read " + path.string() + ": " + error.message());
        if (files.empty()) return fail(Errc::not_found, "no .toml, .csv or .tsv file in " + path.string());
        std::ranges::sort(files);
    } else {
        files.push_back(path);
    }
    Examples out;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        if (!in) return fail(Errc::not_found, "cannot read " + file.string());
        if (fs::file_size(file, error) > file_bytes_limit || error)
            return fail(Errc::too_large, file.string() + " is no file, or larger than 64 MiB");
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        auto part = parse_examples(file.filename().string(), text);
        if (!part) return fail(part);
        if (out.size() + part->size() > examples_limit)
            return fail(Errc::too_large, "more than 200000 examples");
        std::ranges::move(*part, std::back_inserter(out));
    }
    return out;
}

std::vector<std::string> parse_lines(std::string_view text)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        if (!line.empty() && line.front() != '#') out.emplace_back(line);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return out;
}

} // namespace tandem::bot
