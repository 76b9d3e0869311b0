#include "backend/backplane/fields.hpp"

#include <charconv>

namespace tandem::backplane {

std::string pack(std::span<const std::string_view> fields)
{
    std::string out;
    for (const auto field : fields) {
        out += std::to_string(field.size());
        out += ':';
        out += field;
        out += ',';
    }
    return out;
}

std::string pack(std::initializer_list<std::string_view> fields)
{
    return pack(std::span(fields.begin(), fields.size()));
}

std::optional<std::vector<std::string_view>> unpack(std::string_view text, std::size_t most)
{
    std::vector<std::string_view> fields;
    while (!text.empty()) {
        const auto colon = text.find(':');
        const auto size = number_in(text.substr(0, colon));
        if (colon == std::string_view::npos || !size || fields.size() == most) return std::nullopt;
        text.remove_prefix(colon + 1);
        if (*size >= text.size() || text[*size] != ',') return std::nullopt;
        fields.push_back(text.substr(0, *size));
        text.remove_prefix(*size + 1);
    }
    return fields;
}

std::optional<std::uint64_t> number_in(std::string_view field)
{
    std::uint64_t value = 0;
    const auto* const end = field.data() + field.size();
    const auto [last, error] = std::from_chars(field.data(), end, value);
    if (field.empty() || error != std::errc() || last != end) return std::nullopt;
    return value;
}

} // namespace tandem::backplane
