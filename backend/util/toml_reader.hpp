#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

// Strict reading of TOML files that operators write: every complaint names file, line and key.

namespace tandem {

// What is wrong with a file, as a sentence for the operator: "shop.toml:12: tool.get_order.path: …".
class FileError : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

// A table with its place. Every key is asked for by name; `finish` refuses those that nobody asked for.
// Lives no longer than the parsed document.
class TomlTable
{
public:
    TomlTable(std::string file, std::string path, const toml::table& table)
        : file_(std::move(file)),
          path_(std::move(path)),
          table_(&table)
    {}

    [[noreturn]] void refuse(std::string_view key, const std::string& why) const
    {
        const auto* node = key.empty() ? nullptr : table_->get(key);
        const auto line = (node != nullptr ? node->source() : table_->source()).begin.line;
        throw FileError(
            file_ + ":" + std::to_string(line) + ": " + path_ + (path_.empty() || key.empty() ? "" : ".") +
            std::string(key) + ": " + why
        );
    }

    [[nodiscard]] bool has(std::string_view key)
    {
        asked(key);
        return table_->contains(key);
    }

    [[nodiscard]] std::string text(std::string_view key, std::string otherwise = {})
    {
        asked(key);
        const auto* node = table_->get(key);
        if (node == nullptr) return otherwise;
        if (!node->is_string()) refuse(key, "must be a text in quotes");
        return node->as_string()->get();
    }

    [[nodiscard]] std::string needed_text(std::string_view key)
    {
        auto value = text(key);
        if (value.empty()) refuse(key, "is missing");
        return value;
    }

    [[nodiscard]] std::int64_t
    number(std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most)
    {
        asked(key);
        const auto* node = table_->get(key);
        if (node == nullptr) return otherwise;
        if (!node->is_integer()) refuse(key, "must be a whole number");
        const auto value = node->as_integer()->get();
        if (value < least || value > most)
            refuse(key, "must be from " + std::to_string(least) + " to " + std::to_string(most));
        return value;
    }

    [[nodiscard]] bool flag(std::string_view key, bool otherwise = false)
    {
        asked(key);
        const auto* node = table_->get(key);
        if (node == nullptr) return otherwise;
        if (!node->is_boolean()) refuse(key, "must be true or false");
        return node->as_boolean()->get();
    }

    [[nodiscard]] std::vector<std::string> texts(std::string_view key)
    {
        asked(key);
        std::vector<std::string> out;
        const auto* node = table_->get(key);
        if (node == nullptr) return out;
        if (!node->is_array()) refuse(key, "must be a list of texts");
        for (const auto& item : *node->as_array()) {
            if (!item.is_string()) refuse(key, "must be a list of texts");
            out.push_back(item.as_string()->get());
        }
        return out;
    }

    // Absent: nothing.
    [[nodiscard]] std::optional<TomlTable> table(std::string_view key)
    {
        asked(key);
        const auto* node = table_->get(key);
        if (node == nullptr) return std::nullopt;
        if (!node->is_table()) refuse(key, "must be a table");
        return TomlTable(file_, inner_path(key), *node->as_table());
    }

    // The tables of [[key]], in order.
    [[nodiscard]] std::vector<TomlTable> tables(std::string_view key)
    {
        asked(key);
        std::vector<TomlTable> out;
        const auto* node = table_->get(key);
        if (node == nullptr) return out;
        if (!node->is_array()) refuse(key, "must be a list of tables");
        for (const auto& item : *node->as_array()) {
            if (!item.is_table()) refuse(key, "must be a list of tables");
            out.emplace_back(file_, inner_path(key), *item.as_table());
        }
        return out;
    }

    // The names of all keys, in alphabetical order; they count as asked for.
    [[nodiscard]] std::vector<std::string> keys()
    {
        std::vector<std::string> out;
        for (const auto& [key, node] : *table_) {
            asked(key.str());
            out.emplace_back(key.str());
        }
        return out;
    }

    void finish() const
    {
        for (const auto& [key, node] : *table_) {
            if (std::ranges::find(asked_, key.str()) == asked_.end())
                refuse(key.str(), "there is no such key");
        }
    }

    [[nodiscard]] const std::string& file() const { return file_; }

private:
    void asked(std::string_view key) { asked_.emplace_back(key); }
    [[nodiscard]] std::string inner_path(std::string_view key) const
    {
        return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    }

    std::string file_;
    std::string path_;
    const toml::table* table_;
    std::vector<std::string> asked_;
};

// Throws FileError for a file that cannot be read or is no TOML.
[[nodiscard]] inline toml::table parse_toml_file(const std::filesystem::path& file)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) throw FileError(file.string() + ": no such file");
    try {
        return toml::parse_file(file.string());
    } catch (const toml::parse_error& wrong) {
        throw FileError(
            file.string() + ":" + std::to_string(wrong.source().begin.line) + ": " +
            std::string(wrong.description())
        );
    }
}

// The file itself, or the .toml files of a folder in the order of their names. Throws FileError when there
// is no such thing.
[[nodiscard]] inline std::vector<std::filesystem::path> toml_files(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) return {path};
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
        if (entry.path().extension() == ".toml") out.push_back(entry.path());
    }
    if (error) throw FileError(path.string() + ": " + error.message());
    std::ranges::sort(out);
    return out;
}

} // namespace tandem
