#include "backend/bot/embedding/products.hpp"

// The loops are written so that the compiler makes vector instructions of them, once for every processor
// and once for those with AVX2, where they take half the time.

namespace tandem::bot {
namespace {

// A few rows of weights with all inputs: the weights are read from afar once.
template <std::size_t Outputs>
[[gnu::always_inline]] inline void tiles(
    const std::int16_t* weights,
    std::size_t outputs,
    const std::int16_t* in,
    std::size_t rows,
    std::size_t size,
    std::int32_t* sums
)
{
    for (std::size_t first = 0; first < outputs; first += Outputs, weights += Outputs * size) {
        for (std::size_t row = 0; row < rows; row += rows_together) {
            const std::int16_t* x = in + row * size;
            std::int32_t tile[Outputs][rows_together] = {};
            for (std::size_t i = 0; i < size; ++i) {
                for (std::size_t r = 0; r < rows_together; ++r) {
                    for (std::size_t o = 0; o < Outputs; ++o)
                        tile[o][r] += std::int32_t(weights[o * size + i]) * std::int32_t(x[r * size + i]);
                }
            }
            for (std::size_t o = 0; o < Outputs; ++o) {
                for (std::size_t r = 0; r < rows_together; ++r)
                    sums[(first + o) * rows + row + r] = tile[o][r];
            }
        }
    }
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void with_avx2(
    const std::int16_t* weights,
    std::size_t outputs,
    const std::int16_t* in,
    std::size_t rows,
    std::size_t size,
    std::int32_t* sums
)
{
    tiles<2>(weights, outputs, in, rows, size, sums);
}
#endif

} // namespace

void multiply(
    const std::int16_t* weights,
    std::size_t outputs,
    const std::int16_t* in,
    std::size_t rows,
    std::size_t size,
    std::int32_t* sums
)
{
#if defined(__x86_64__)
    static const bool avx2 = __builtin_cpu_supports("avx2") != 0;
    if (avx2) return with_avx2(weights, outputs, in, rows, size, sums);
#endif
    tiles<1>(weights, outputs, in, rows, size, sums);
}

} // namespace tandem::bot
