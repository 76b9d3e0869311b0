#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

// Structured log lines: one JSON object each, a fixed message and fields. Thread-safe, never blocks on the
// disk. No message text and no secrets, at any level: ids, codes, counts and times only.

namespace tandem::log {

enum class Level { debug, info, warning, error };

struct Field
{
    std::string_view key;
    std::string value;

    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const char* v) : key(k), value(v) {}
    Field(std::string_view k, const std::string& v) : key(k), value(v) {}
    template <class T>
        requires std::is_arithmetic_v<T>
    Field(std::string_view k, T v) : key(k),
                                     value(std::to_string(v))
    {}
};

using Fields = std::initializer_list<Field>;

// Lines below `level` are left out. `file` empty means standard error. Call once, before the first line.
void start(Level level, const std::string& file);

void write(Level level, std::string_view message, Fields fields = {});

inline void debug(std::string_view message, Fields fields = {}) { write(Level::debug, message, fields); }
inline void info(std::string_view message, Fields fields = {}) { write(Level::info, message, fields); }
inline void warning(std::string_view message, Fields fields = {})
{
    write(Level::warning, message, fields);
}
inline void error(std::string_view message, Fields fields = {}) { write(Level::error, message, fields); }

} // namespace tandem::log
