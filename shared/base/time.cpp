#include "shared/base/time.hpp"

namespace tandem {

namespace {

class SystemClock final : public Clock
{
public:
    WallTime wall() const override
    {
        return std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
    SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

} // namespace

const Clock& system_clock() noexcept
{
    static const SystemClock clock;
    return clock;
}

} // namespace tandem
