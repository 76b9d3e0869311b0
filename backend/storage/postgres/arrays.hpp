#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::storage::postgres {

// Rows for unnest(): one array for each column, as text. Values come row by row, in the order of the
// columns, in the manner of backend/storage/rows.hpp.
class Arrays
{
public:
    explicit Arrays(std::size_t columns) : arrays_(columns, "{") {}

    // Throws HasNul.
    Arrays& text(std::string_view value);

    Arrays& name(std::string_view value) { return text(value); }
    template <class Integer>
    Arrays& number(Integer value)
    {
        return plain(std::to_string(static_cast<std::int64_t>(value)));
    }
    Arrays& flag(bool value) { return plain(value ? "t" : "f"); }
    template <class Optional>
    Arrays& number_or_null(const Optional& value)
    {
        return value ? number(*value) : plain("NULL");
    }
    Arrays& text_or_null(const std::string* value)
    {
        return value != nullptr ? text(*value) : plain("NULL");
    }

    [[nodiscard]] bool empty() const { return values_ == 0; }
    [[nodiscard]] std::size_t rows() const { return values_ / arrays_.size(); }

    // Adds the finished arrays to a statement's parameters.
    void move_to(std::vector<std::string>& parameters) &&;

private:
    std::string& next();
    Arrays& plain(std::string_view value);

    std::vector<std::string> arrays_;
    std::size_t values_ = 0;
};

} // namespace tandem::storage::postgres
