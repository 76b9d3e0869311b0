#pragma once

#include "backend/storage/rows.hpp"

#include <charconv>
#include <optional>
#include <pqxx/pqxx>

namespace tandem::storage::postgres {

// Takes the columns of a row in order, in the manner of backend/storage/rows.hpp.
class Columns
{
public:
    explicit Columns(const pqxx::row& row) : row_(row) {}

    [[nodiscard]] std::string text()
    {
        const auto field = row_[next_++];
        return {field.c_str(), field.size()};
    }
    template <class Integer = std::int64_t>
    [[nodiscard]] Integer number()
    {
        const auto field = row_[next_++];
        Integer value = 0;
        const auto* end = field.c_str() + field.size();
        const auto read = std::from_chars(field.c_str(), end, value);
        if (read.ec != std::errc() || read.ptr != end) throw std::runtime_error("a number that is none");
        return value;
    }
    [[nodiscard]] bool flag() { return *row_[next_++].c_str() == 't'; }
    template <class Integer = std::int64_t>
    [[nodiscard]] std::optional<Integer> optional_number()
    {
        if (null()) return std::nullopt;
        return number<Integer>();
    }
    [[nodiscard]] std::optional<std::string> optional_text()
    {
        if (null()) return std::nullopt;
        return text();
    }

private:
    // Steps over a column that is null.
    bool null()
    {
        const bool is_null = row_[next_].is_null();
        if (is_null) ++next_;
        return is_null;
    }

    const pqxx::row& row_;
    pqxx::row::size_type next_ = 0;
};

[[nodiscard]] ConversationRecord read_record(const pqxx::row& row);

// Errors: internal, when a stored event cannot be understood.
[[nodiscard]] Result<Event> read_event(const pqxx::row& row);

[[nodiscard]] AgentRecord read_agent(const pqxx::row& row);

// A parameter as libpqxx may have it. Throws HasNul.
[[nodiscard]] const std::string& parameter(const std::string& text);

} // namespace tandem::storage::postgres
