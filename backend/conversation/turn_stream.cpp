#include "backend/conversation/turn_stream.hpp"

#include "shared/text/code_points.hpp"

namespace tandem::conversation {

void TurnStream::feed(std::string_view text)
{
    if (!sealed_) text_.append(text);
}

std::optional<TurnStream::Delta> TurnStream::take()
{
    if (!open_ || sealed_ || shown_bytes_ == text_.size()) return std::nullopt;
    Delta delta{.offset = shown_points_, .text = text_.substr(shown_bytes_)};
    shown_bytes_ = text_.size();
    shown_points_ += text::count_code_points(delta.text);
    return delta;
}

TurnStream::Sealed TurnStream::seal()
{
    sealed_ = true;
    return {
        .shown = text_.substr(0, shown_bytes_), .offset = shown_points_, .rest = text_.substr(shown_bytes_)
    };
}

} // namespace tandem::conversation
