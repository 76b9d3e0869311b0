#pragma once

#include "shared/base/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tandem::conversation {

// What the nodes on which one conversation is live ask each other, on its topic.

// Whoever is answering: stop, and say what has been shown, for I am about to store something that ends it.
struct SealWanted
{
    NodeId from;
    std::string request; // names the reply
    friend bool operator==(const SealWanted&, const SealWanted&) = default;
};

// The reply. `turn` 0: nothing is being answered here any more; what came of it is in the Archive.
struct SealedTurn
{
    std::string request;
    Seq turn = 0;
    std::uint64_t offset = 0; // length of `shown` in code points
    std::string shown;
    std::string rest; // came from the model, shown to nobody
    friend bool operator==(const SealedTurn&, const SealedTurn&) = default;
};

// Whoever is answering: a reader has joined and needs the text so far.
struct SnapshotWanted
{
    NodeId from;
    friend bool operator==(const SnapshotWanted&, const SnapshotWanted&) = default;
};

using Control = std::variant<SealWanted, SealedTurn, SnapshotWanted>;

[[nodiscard]] std::string encode_control(const Control& control);

// Nothing for what is none, or one of a later version.
[[nodiscard]] std::optional<Control> decode_control(std::string_view text);

} // namespace tandem::conversation
