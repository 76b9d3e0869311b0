#include "backend/storage/postgres/arrays.hpp"

#include "backend/storage/postgres/failure.hpp"

namespace tandem::storage::postgres {

// The array whose turn it is, ready for a value.
std::string& Arrays::next()
{
    std::string& array = arrays_[values_++ % arrays_.size()];
    if (array.size() > 1) array.push_back(',');
    return array;
}

Arrays& Arrays::plain(std::string_view value)
{
    next().append(value);
    return *this;
}

Arrays& Arrays::text(std::string_view value)
{
    if (value.find('\0') != std::string_view::npos) throw HasNul();
    std::string& array = next();
    array.push_back('"');
    for (const char c : value) {
        if (c == '"' || c == '\\') array.push_back('\\');
        array.push_back(c);
    }
    array.push_back('"');
    return *this;
}

void Arrays::move_to(std::vector<std::string>& parameters) &&
{
    for (auto& array : arrays_)
        parameters.push_back(std::move(array) + "}");
}

} // namespace tandem::storage::postgres
