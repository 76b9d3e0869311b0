#include "backend/bot/embedding/sentence_encoder.hpp"

#include "backend/bot/embedding/encoder_weights.hpp"
#include "backend/bot/embedding/products.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tandem::bot {
namespace {

constexpr std::size_t most_pieces =
    48; // of a text; what comes after says little new (measured on articles: 32 are as good as 96)
constexpr double most_unknown = 0.34; // share of pieces above which a text is in another language
constexpr std::size_t heads = 4;
constexpr float tiny = 1e-6F;

// Rows of numbers, one for each piece of the text.
struct Rows
{
    Rows(std::size_t rows, std::size_t width) : count(rows), width(width), values(rows * width) {}
    float* row(std::size_t i) { return values.data() + i * width; }
    [[nodiscard]] const float* row(std::size_t i) const { return values.data() + i * width; }

    std::size_t count;
    std::size_t width;
    std::vector<float> values;
};

// Twelve bits of each input, so that the sum of thousands of products fits 32.
float quantise(const float* values, std::size_t size, std::int16_t* out)
{
    constexpr float steps = 2047;
    float largest = 0;
    for (std::size_t i = 0; i < size; ++i)
        largest = std::max(largest, std::abs(values[i]));
    const float up = largest > 0 ? steps / largest : 0;
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<std::int16_t>(std::lrint(values[i] * up));
    return largest / steps;
}

Rows transform(const Rows& in, const Matrix& matrix)
{
    // Rounded up to whole groups; the rows that fill up are never read back.
    const std::size_t padded = (in.count + rows_together - 1) / rows_together * rows_together;
    std::vector<std::int16_t> quantised(padded * in.width);
    std::vector<float> scales(in.count);
    for (std::size_t i = 0; i < in.count; ++i)
        scales[i] = quantise(in.row(i), in.width, quantised.data() + i * in.width);

    Rows out(in.count, matrix.outputs);
    std::vector<std::int32_t> sums(matrix.outputs * padded);
    multiply(matrix.values.data(), matrix.outputs, quantised.data(), padded, in.width, sums.data());
    for (std::size_t o = 0; o < matrix.outputs; ++o) {
        for (std::size_t i = 0; i < in.count; ++i)
            out.row(i)[o] =
                static_cast<float>(sums[o * padded + i]) * scales[i] * matrix.scales[o] + matrix.bias[o];
    }
    return out;
}

Rows normalised(const Rows& in, const Norm& norm)
{
    Rows out(in.count, in.width);
    const auto width = static_cast<float>(in.width);
    for (std::size_t i = 0; i < in.count; ++i) {
        const float* x = in.row(i);
        const float mean = std::accumulate(x, x + in.width, 0.0F) / width;
        float squares = 0;
        for (std::size_t d = 0; d < in.width; ++d)
            squares += (x[d] - mean) * (x[d] - mean);
        const float scale = 1 / std::sqrt(squares / width + tiny);
        for (std::size_t d = 0; d < in.width; ++d)
            out.row(i)[d] = (x[d] - mean) * scale * norm.scale[d] + norm.bias[d];
    }
    return out;
}

// Each piece looks at all of them. `in` holds queries, keys and values side by side.
Rows attend(const Rows& in)
{
    const std::size_t width = in.width / 3;
    const std::size_t size = width / heads;
    const float sharpness = 1 / std::sqrt(static_cast<float>(size));
    Rows out(in.count, width);
    std::vector<float> shares(in.count);
    for (std::size_t head = 0; head < heads; ++head) {
        for (std::size_t i = 0; i < in.count; ++i) {
            const float* query = in.row(i) + head * size;
            float top = -std::numeric_limits<float>::infinity();
            for (std::size_t j = 0; j < in.count; ++j) {
                const float* key = in.row(j) + width + head * size;
                shares[j] = sharpness * std::inner_product(query, query + size, key, 0.0F);
                top = std::max(top, shares[j]);
            }
            float all = 0;
            for (auto& share : shares)
                all += share = std::exp(share - top);
            float* to = out.row(i) + head * size;
            for (std::size_t j = 0; j < in.count; ++j) {
                const float* value = in.row(j) + 2 * width + head * size;
                for (std::size_t d = 0; d < size; ++d)
                    to[d] += shares[j] / all * value[d];
            }
        }
    }
    return out;
}

void add(Rows& to, const Rows& other)
{
    for (std::size_t i = 0; i < to.values.size(); ++i)
        to.values[i] += other.values[i];
}

Rows through(const EncoderLayer& layer, const Rows& in)
{
    Rows out =
        transform(attend(transform(normalised(in, layer.before_attention), layer.attention)), layer.joined);
    add(out, layer.widened.outputs > 0 ? transform(in, layer.widened) : in);
    Rows inner = transform(normalised(out, layer.before_inner), layer.inner);
    for (auto& x : inner.values)
        x = std::max(x, 0.0F);
    add(out, transform(inner, layer.outer));
    return out;
}

class SentenceEncoder final : public Embedder
{
public:
    explicit SentenceEncoder(EncoderWeights weights) : weights_(std::move(weights)) {}

    Embedding embed(std::string_view utf8) const override
    {
        const auto pieces = weights_.pieces.cut(utf8, most_pieces);
        const auto unknown = std::ranges::count(pieces, WordPieces::unknown);
        if (pieces.empty() ||
            static_cast<double>(unknown) > most_unknown * static_cast<double>(pieces.size()))
            return {};

        Rows rows = first_rows(pieces);
        for (const auto& layer : weights_.layers)
            rows = through(layer, rows);

        Rows mean(1, rows.width);
        for (std::size_t i = 0; i < rows.count; ++i) {
            for (std::size_t d = 0; d < rows.width; ++d)
                mean.row(0)[d] += rows.row(i)[d] / static_cast<float>(rows.count);
        }
        Embedding out = transform(mean, weights_.last).values;
        float squares = 0;
        for (auto& x : out) {
            x = std::tanh(x);
            squares += x * x;
        }
        if (squares <= 0) return {};
        for (auto& x : out)
            x /= std::sqrt(squares);
        return out;
    }

    std::size_t dimensions() const override { return weights_.last.outputs; }

private:
    // What each piece means by itself, twice, as the model was trained, and where it stands.
    [[nodiscard]] Rows first_rows(const std::vector<std::uint32_t>& pieces) const
    {
        Rows rows(pieces.size(), weights_.width);
        const std::size_t half = weights_.width / 2;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            float* row = rows.row(i);
            const std::int8_t* bytes = weights_.meanings + pieces[i] * weights_.width;
            for (std::size_t d = 0; d < weights_.width; ++d)
                row[d] = 2 * static_cast<float>(bytes[d]) * weights_.meaning_scales[pieces[i]];
            for (std::size_t d = 0; d < half; ++d) {
                const float angle = static_cast<float>(i) * weights_.waves[d];
                row[d] += std::sin(angle);
                row[half + d] += std::cos(angle);
            }
        }
        return rows;
    }

    EncoderWeights weights_;
};

} // namespace

std::unique_ptr<Embedder> create_sentence_encoder(std::string_view file)
{
    auto weights = read_encoder(file);
    if (!weights) return nullptr;
    return std::make_unique<SentenceEncoder>(std::move(*weights));
}

} // namespace tandem::bot
