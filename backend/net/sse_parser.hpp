#pragma once

#include "shared/base/result.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace tandem::net {

struct ServerSentEvent
{
    std::string event; // "message" when the stream named none
    std::string data;  // lines joined by "\n"
};

// Incremental parser of text/event-stream (HTML standard, section 9.2.6). Pieces may be split anywhere:
// inside a UTF-8 character, between CR and LF, before the blank line. Comments are skipped, and events with
// empty data; a last event without its blank line is given out by finish(). Ill-formed UTF-8 becomes
// U+FFFD. The fields `id` and `retry` are ignored: nobody resumes a model's answer.
//
// The sink is called from inside feed() and finish(); it must not destroy or feed the parser.
class SseParser
{
public:
    using Sink = std::function<void(ServerSentEvent)>;

    explicit SseParser(Sink sink, std::size_t event_limit = 1024 * 1024)
        : sink_(std::move(sink)),
          limit_(event_limit)
    {}

    // Error: too_large when one line or event exceeds the limit; the parser is then dead and repeats the
    // error.
    [[nodiscard]] Result<void> feed(std::string_view piece);

    // The stream has ended.
    [[nodiscard]] Result<void> finish();

private:
    [[nodiscard]] bool line_done(); // false: over the limit
    void dispatch();

    Sink sink_;
    std::size_t limit_;
    std::string line_;
    std::string event_;
    std::string data_;
    bool has_data_ = false;
    bool last_was_cr_ = false;
    bool at_start_ = true;
    bool dead_ = false;
};

} // namespace tandem::net
