#pragma once

#include <QElapsedTimer>

#include <algorithm>
#include <limits>

// Limits on time are about the code, not about what else the machine does: the fastest of three tries
// counts, and a sanitizer may cost five times as much.

namespace tandem::console {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr int slowdown = 5;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr int slowdown = 5;
#else
inline constexpr int slowdown = 1;
#endif
#else
inline constexpr int slowdown = 1;
#endif

template <class Work>
[[nodiscard]] qint64 fastestMs(const Work& work)
{
    qint64 fastest = std::numeric_limits<qint64>::max();
    for (int i = 0; i < 3; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        fastest = std::min(fastest, timer.elapsed());
    }
    return fastest / slowdown;
}

} // namespace tandem::console
