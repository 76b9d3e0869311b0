#include "backend/conversation/control.hpp"

#include "backend/backplane/fields.hpp"

namespace tandem::conversation {

namespace {

constexpr std::string_view seal_wanted = "seal";
constexpr std::string_view sealed = "sealed";
constexpr std::string_view snapshot_wanted = "snapshot";
constexpr std::size_t most_fields = 6;

struct Encode
{
    std::string operator()(const SealWanted& c) const
    {
        return backplane::pack({seal_wanted, c.from.value, c.request});
    }
    std::string operator()(const SealedTurn& c) const
    {
        return backplane::pack(
            {sealed, c.request, std::to_string(c.turn), std::to_string(c.offset), c.shown, c.rest}
        );
    }
    std::string operator()(const SnapshotWanted& c) const
    {
        return backplane::pack({snapshot_wanted, c.from.value});
    }
};

} // namespace

std::string encode_control(const Control& control) { return std::visit(Encode{}, control); }

std::optional<Control> decode_control(std::string_view text)
{
    const auto fields = backplane::unpack(text, most_fields);
    if (!fields || fields->empty()) return std::nullopt;
    const auto field = [&](std::size_t i) { return std::string((*fields)[i]); };
    if (fields->front() == seal_wanted && fields->size() == 3)
        return SealWanted{.from = NodeId(field(1)), .request = field(2)};
    if (fields->front() == snapshot_wanted && fields->size() == 2)
        return SnapshotWanted{.from = NodeId(field(1))};
    if (fields->front() != sealed || fields->size() != 6) return std::nullopt;
    const auto turn = backplane::number_in((*fields)[2]);
    const auto offset = backplane::number_in((*fields)[3]);
    if (!turn || !offset) return std::nullopt;
    return SealedTurn{
        .request = field(1), .turn = *turn, .offset = *offset, .shown = field(4), .rest = field(5)
    };
}

} // namespace tandem::conversation
