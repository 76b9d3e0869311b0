#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Prepared statements, used in order: parameters in, columns out.

namespace tandem::storage::sqlite {

// Leaves a prepared statement ready for its next use, however this one ended.
class Use
{
public:
    explicit Use(SQLite::Statement& statement) : statement_(statement) {}
    ~Use() { statement_.tryReset(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

    SQLite::Statement* operator->() { return &statement_; }
    SQLite::Statement& operator*() { return statement_; }

private:
    SQLite::Statement& statement_;
};

// Binds parameters in order. What it is given must live until the statement has run.
class Binder
{
public:
    explicit Binder(SQLite::Statement& statement) : statement_(statement) {}

    Binder& text(const std::string& value)
    {
        statement_.bindNoCopy(next_++, value);
        return *this;
    }
    Binder& name(std::string_view value)
    {
        statement_.bind(next_++, std::string(value));
        return *this;
    }
    template <class Integer>
    Binder& number(Integer value)
    {
        statement_.bind(next_++, static_cast<std::int64_t>(value));
        return *this;
    }
    template <class Optional>
    Binder& number_or_null(const Optional& value)
    {
        return value ? number(*value) : null();
    }
    Binder& flag(bool value) { return number(value ? 1 : 0); }
    Binder& text_or_null(const std::string* value) { return value != nullptr ? text(*value) : null(); }

private:
    Binder& null()
    {
        statement_.bind(next_++);
        return *this;
    }

    SQLite::Statement& statement_;
    int next_ = 1;
};

// Takes columns in order.
class Columns
{
public:
    explicit Columns(SQLite::Statement& statement) : statement_(statement) {}

    [[nodiscard]] std::string text() { return statement_.getColumn(next_++).getString(); }
    template <class Integer = std::int64_t>
    [[nodiscard]] Integer number()
    {
        return static_cast<Integer>(statement_.getColumn(next_++).getInt64());
    }
    [[nodiscard]] bool flag() { return number() != 0; }
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
        const bool is_null = statement_.getColumn(next_).isNull();
        if (is_null) ++next_;
        return is_null;
    }

    SQLite::Statement& statement_;
    int next_ = 0;
};

} // namespace tandem::storage::sqlite
