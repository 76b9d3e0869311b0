#pragma once

#include "shared/base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace tandem {

// The only source of chance.
class Random
{
public:
    virtual ~Random() = default;

    // Fills with random bytes; from the operating system's generator unless it is the seeded one.
    virtual void fill(std::span<std::byte> out) = 0;

    // Uniform in [0, bound); bound 0 gives 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);

    // Uniform in [0, 1).
    [[nodiscard]] double unit();
};

// The operating system's generator. Thread-safe.
[[nodiscard]] Random& system_random() noexcept;

// Reproducible from its seed, for tests and simulation. Never for secrets. Not thread-safe.
class SeededRandom final : public Random
{
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::byte> out) override;

private:
    std::mt19937_64 engine_;
};

// A ULID (github.com/ulid/spec): 48 bits of time, 80 random bits, 26 characters of Crockford's base 32.
// Sorts by time.
[[nodiscard]] std::string make_ulid(WallTime at, Random& random);

// `bytes` random bytes in base64url without padding: session tokens, visitor keys.
[[nodiscard]] std::string make_token(std::size_t bytes, Random& random);

} // namespace tandem
