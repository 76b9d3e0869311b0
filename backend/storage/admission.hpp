#pragma once

#include "shared/base/result.hpp"

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace tandem::storage {

// Counts the calls that a pool of readers has taken, so that there is a bound on them and an end to them.
// Thread-safe.
class Admission
{
public:
    explicit Admission(std::size_t limit) : limit_(limit) {}

    // Every success is given back with `leave`. Errors: unavailable after close, overloaded at the limit.
    [[nodiscard]] Result<void> enter();
    void leave();

    // Nobody enters any more; returns when all have left. Idempotent.
    void close();

private:
    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable left_;
    std::size_t inside_ = 0; // guarded by mutex_
    bool closed_ = false;    // guarded by mutex_
};

} // namespace tandem::storage
