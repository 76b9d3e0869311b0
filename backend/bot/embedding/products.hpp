#pragma once

#include <cstddef>
#include <cstdint>

namespace tandem::bot {

// Inputs come in groups of this many.
inline constexpr std::size_t rows_together = 4;

// sums[o * rows + r] is the product of row o of `weights` and row r of `in`; each row is `size` numbers.
// Inputs are below 2048 and weights below 128 in size, and `size` is at most 4096, so that a sum fits.
// `outputs` is even, `rows` a multiple of rows_together. Uses what the processor has.
void multiply(
    const std::int16_t* weights,
    std::size_t outputs,
    const std::int16_t* in,
    std::size_t rows,
    std::size_t size,
    std::int32_t* sums
);

} // namespace tandem::bot
