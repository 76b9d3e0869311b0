#include "shared/protocol/events.hpp"

namespace tandem::protocol {

std::string_view event_type(const EventData& data) noexcept
{
    return std::visit([](const auto& alternative) { return alternative.type; }, data);
}

const Owner* new_owner(const EventData& data) noexcept
{
    return std::visit(
        [](const auto& alternative) -> const Owner* {
            if constexpr (requires { alternative.owner; })
                return &alternative.owner;
            else
                return nullptr;
        },
        data
    );
}

} // namespace tandem::protocol
