#include "backend/bot/models/streaming.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>

namespace tandem::bot {
namespace {

constexpr std::size_t words_per_piece = 3;

// Where the piece that begins at `from` ends: behind the white space after its last word.
std::size_t piece_end(std::string_view text, std::size_t from)
{
    std::size_t at = from;
    for (std::size_t word = 0; word < words_per_piece && at < text.size(); ++word) {
        at = text.find_first_of(" \n", at);
        if (at == std::string_view::npos) return text.size();
        at = text.find_first_not_of(" \n", at);
        if (at == std::string_view::npos) return text.size();
    }
    return at;
}

} // namespace

Task<Result<void>> stream_words(
    std::string text,
    unsigned words_per_second,
    DeltaSink sink,
    Deadline deadline,
    const Clock& clock,
    std::stop_token stop
)
{
    asio::steady_timer timer(co_await asio::this_coro::executor);
    // Stop requests come on the loop's thread, so the timer is not touched from two threads.
    const std::stop_callback wake(stop, [&timer] { timer.cancel(); });
    for (std::size_t at = 0; at < text.size();) {
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        if (deadline.passed(clock)) co_return fail(Errc::deadline_exceeded);
        const std::size_t end = words_per_second == 0 ? text.size() : piece_end(text, at);
        sink(std::string_view(text).substr(at, end - at));
        at = end;
        if (words_per_second == 0 || at == text.size()) continue;
        const Millis pause(1000 * words_per_piece / words_per_second);
        // One more than what is left, which is rounded down: the last millisecond must not become a busy
        // loop.
        timer.expires_after(std::min(pause, deadline.left(clock) + Millis(1)));
        boost::system::error_code ignored; // a cancelled wait is seen by the stop token above
        if (!stop.stop_requested()) co_await timer.async_wait(asio::redirect_error(use_task, ignored));
    }
    if (stop.stop_requested()) co_return fail(Errc::cancelled);
    co_return Result<void>{};
}

} // namespace tandem::bot
