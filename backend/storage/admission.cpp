#include "backend/storage/admission.hpp"

namespace tandem::storage {

Result<void> Admission::enter()
{
    const std::lock_guard lock(mutex_);
    if (closed_) return fail(Errc::unavailable, "the archive is closing");
    if (inside_ >= limit_) return fail(Errc::overloaded, "too many reads wait");
    ++inside_;
    return {};
}

void Admission::leave()
{
    const std::lock_guard lock(mutex_);
    --inside_;
    left_.notify_all();
}

void Admission::close()
{
    std::unique_lock lock(mutex_);
    closed_ = true;
    left_.wait(lock, [this] { return inside_ == 0; });
}

} // namespace tandem::storage
