#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::testing {

// How one answer is to go. Taken from the server's defaults and from words in the customer's last message,
// so that a test steers each turn by what it says:
//
//   !first=200      milliseconds before the first token
//   !every=20       milliseconds between tokens
//   !tokens=30      how many tokens
//   !text=…         the answer itself, up to the end of the message, one token per word
//   !status=429     answer with this HTTP status; !retry=1 adds Retry-After (seconds)
//   !once=500       this HTTP status for the first request with this very message, then normal
//   !hang           take the request and say nothing
//   !drip           one byte a second
//   !cut=5          close the connection without an end after so many tokens
//   !garbage        200 and text/event-stream, but no JSON
//   !html           200 and an HTML page
//   !whole          one JSON document instead of a stream
//   !error          an error object inside the stream after two tokens
//   !nodone         no formal end of the stream
//   !length         cut short by the limit of tokens
//   !refuse         the model refuses, or the provider's filter does
//   !crlf           lines end with CR LF
//   !split          every byte in a piece of its own
//   !empty          no text at all
struct Script
{
    std::int64_t first_ms = 200;
    std::int64_t every_ms = 20;
    int tokens = 30;
    std::string text;
    int status = 200;
    int once_status = 0;
    int retry_after = -1;
    bool hang = false;
    bool drip = false;
    int cut = -1;
    bool garbage = false;
    bool html = false;
    bool whole = false;
    bool error = false;
    bool no_done = false;
    bool length = false;
    bool refuse = false;
    bool crlf = false;
    bool split = false;
    bool empty = false;
};

[[nodiscard]] Script script_for(std::string_view last_message, Script defaults);

// Token number `index` of an answer, with its leading space.
[[nodiscard]] std::string token(const Script& script, int index);
[[nodiscard]] int token_count(const Script& script);

} // namespace tandem::testing
