#pragma once

#include "shared/base/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::conversation {

// The text of one answer on its way to its readers: what has come from the model, and how much of it has
// been shown. Nothing is shown before open(), which follows the commit of the message that is answered;
// nothing after seal(), which a takeover or a newer message calls. Pure; offsets count code points.
class TurnStream
{
public:
    struct Delta
    {
        std::uint64_t offset = 0;
        std::string text;
        friend bool operator==(const Delta&, const Delta&) = default;
    };

    struct Sealed
    {
        std::string shown;        // exactly what readers have
        std::uint64_t offset = 0; // its length
        std::string rest;         // came from the model, shown to nobody
        friend bool operator==(const Sealed&, const Sealed&) = default;
    };

    // From the model. Ignored once sealed.
    void feed(std::string_view text);

    // From now on text may be shown.
    void open() { open_ = true; }
    [[nodiscard]] bool is_open() const { return open_; }

    // What came since the last call, to be shown now; nothing while closed, sealed, or when there is no
    // news.
    [[nodiscard]] std::optional<Delta> take();

    // Ends the showing for good. Idempotent.
    Sealed seal();
    [[nodiscard]] bool is_sealed() const { return sealed_; }

    [[nodiscard]] const std::string& all() const { return text_; }
    [[nodiscard]] std::string_view shown() const { return std::string_view(text_).substr(0, shown_bytes_); }

private:
    std::string text_;
    std::size_t shown_bytes_ = 0;
    std::uint64_t shown_points_ = 0;
    bool open_ = false;
    bool sealed_ = false;
};

} // namespace tandem::conversation
