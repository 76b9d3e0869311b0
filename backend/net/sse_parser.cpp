#include "backend/net/sse_parser.hpp"

#include "backend/net/utf8.hpp"

#include <utility>

namespace tandem::net {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

} // namespace

Result<void> SseParser::feed(std::string_view piece)
{
    while (!piece.empty() && !dead_) {
        // A CR ended the line already; the LF of a CR LF pair, perhaps in the next piece, ends nothing.
        if (std::exchange(last_was_cr_, false) && piece.front() == '\n') {
            piece.remove_prefix(1);
            continue;
        }
        const auto end = piece.find_first_of("\r\n");
        const auto text = piece.substr(0, end);
        if (line_.size() + text.size() > limit_) {
            dead_ = true;
            break;
        }
        line_.append(text);
        if (end == std::string_view::npos) break;

        last_was_cr_ = piece[end] == '\r';
        piece.remove_prefix(end + 1);
        dead_ = !line_done();
    }
    if (dead_) return fail(Errc::too_large, "event stream");
    return {};
}

Result<void> SseParser::finish()
{
    // The standard drops a line and an event that the stream left unfinished. Providers end without the
    // last blank line, so they count here.
    if (!dead_ && !line_.empty()) dead_ = !line_done();
    if (dead_) return fail(Errc::too_large, "event stream");
    dispatch();
    return {};
}

bool SseParser::line_done()
{
    std::string_view line = line_;
    if (std::exchange(at_start_, false) && line.starts_with(byte_order_mark))
        line.remove_prefix(byte_order_mark.size());

    if (line.empty()) {
        dispatch();
    } else if (line.front() != ':') {
        const auto colon = line.find(':');
        const auto name = line.substr(0, colon);
        auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
        if (value.starts_with(' ')) value.remove_prefix(1);

        // CR and LF are never part of a longer sequence, so a line can be made valid by itself.
        if (name == "data") {
            if (std::exchange(has_data_, true)) data_.push_back('\n');
            append_as_utf8(data_, value);
        } else if (name == "event") {
            event_.clear();
            append_as_utf8(event_, value);
        }
    }
    line_.clear();
    return data_.size() <= limit_;
}

void SseParser::dispatch()
{
    auto event = std::exchange(event_, {});
    auto data = std::exchange(data_, {});
    has_data_ = false;
    if (data.empty()) return;
    if (event.empty()) event = "message";
    sink_({std::move(event), std::move(data)});
}

} // namespace tandem::net
