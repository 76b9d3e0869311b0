#include "shared/base/random.hpp"

#include "shared/base/encoding.hpp"

#include <array>
#include <cstring>
#include <sys/random.h>

namespace tandem {

namespace {

class SystemRandom final : public Random
{
public:
    void fill(std::span<std::byte> out) override
    {
        while (!out.empty()) {
            const auto got = ::getrandom(out.data(), out.size(), 0);
            if (got > 0) out = out.subspan(static_cast<std::size_t>(got));
        }
    }
};

} // namespace

std::uint64_t Random::below(std::uint64_t bound)
{
    if (bound == 0) return 0;
    // Rejection keeps every value equally likely.
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    std::uint64_t value = 0;
    do {
        fill(std::as_writable_bytes(std::span(&value, 1)));
    } while (value >= limit);
    return value % bound;
}

double Random::unit() { return static_cast<double>(below(1ULL << 53)) / static_cast<double>(1ULL << 53); }

Random& system_random() noexcept
{
    static SystemRandom random;
    return random;
}

void SeededRandom::fill(std::span<std::byte> out)
{
    while (!out.empty()) {
        const std::uint64_t word = engine_();
        const std::size_t n = std::min(out.size(), sizeof word);
        std::memcpy(out.data(), &word, n);
        out = out.subspan(n);
    }
}

std::string make_ulid(WallTime at, Random& random)
{
    static constexpr char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::array<std::byte, 16> entropy{};
    random.fill(entropy);

    std::string out(26, '0');
    auto time = static_cast<std::uint64_t>(at);
    for (int i = 9; i >= 0; --i, time >>= 5)
        out[static_cast<std::size_t>(i)] = alphabet[time & 31U];
    for (std::size_t i = 0; i < 16; ++i)
        out[10 + i] = alphabet[std::to_integer<unsigned>(entropy[i]) & 31U];
    return out;
}

std::string make_token(std::size_t bytes, Random& random)
{
    std::string raw(bytes, '\0');
    random.fill(std::as_writable_bytes(std::span(raw.data(), raw.size())));
    return base64url(raw);
}

} // namespace tandem
