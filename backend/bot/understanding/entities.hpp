#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// A fact with a form of its own, found in a message.
struct Entity
{
    enum class Kind { order_number, return_number, email, amount, date };
    Kind kind = Kind::order_number;
    std::string
        value; // normalised: "LS-104233", "RT-208817", lower-case address, "89.00 EUR"; dates as written
    friend bool operator==(const Entity&, const Entity&) = default;
};

// In the order they stand, each value once. Pure, linear in the length of the text.
[[nodiscard]] std::vector<Entity> entities(std::string_view text);

// "order_number", …: the name of the slot it fills.
[[nodiscard]] std::string_view name_of(Entity::Kind kind) noexcept;

} // namespace tandem::bot
