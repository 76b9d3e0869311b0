#include "backend/bot/embedding/encoder_weights.hpp"

#include <bit>
#include <charconv>
#include <cstring>

namespace tandem::bot {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view magic = "tandem-encoder 1 ";
constexpr std::size_t most_pieces = 1'000'000;
constexpr std::size_t narrow = 256;
constexpr std::size_t wide = 512;
constexpr std::size_t inner = 1'536;

// Once something is missing, `ok` is false and what follows is empty.
class Reader
{
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    // What stands before `end`, which is taken too.
    std::string_view until(char end)
    {
        const auto at = rest_.find(end);
        ok = ok && at != std::string_view::npos;
        if (!ok) return {};
        const auto out = rest_.substr(0, at);
        rest_.remove_prefix(at + 1);
        return out;
    }

    std::vector<float> floats(std::size_t count)
    {
        std::vector<float> out(count);
        if (const auto* from = take(count * sizeof(float)))
            std::memcpy(out.data(), from, count * sizeof(float));
        return out;
    }

    const std::int8_t* bytes(std::size_t count)
    {
        return reinterpret_cast<const std::int8_t*>(take(count));
    }

    Norm norm(std::size_t width)
    {
        Norm out;
        out.scale = floats(width);
        out.bias = floats(width);
        return out;
    }

    Matrix matrix(std::size_t inputs, std::size_t outputs)
    {
        Matrix out{
            .inputs = inputs, .outputs = outputs, .values = {}, .scales = floats(outputs), .bias = {}
        };
        if (const auto* from = bytes(inputs * outputs)) out.values.assign(from, from + inputs * outputs);
        out.bias = floats(outputs);
        return out;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    bool ok = true;

private:
    const char* take(std::size_t count)
    {
        ok = ok && rest_.size() >= count;
        if (!ok) return nullptr;
        const char* out = rest_.data();
        rest_.remove_prefix(count);
        return out;
    }

    std::string_view rest_;
};

template <class Number>
Number number(std::string_view text)
{
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

EncoderLayer read_layer(Reader& in, std::size_t width)
{
    EncoderLayer layer;
    layer.before_attention = in.norm(width);
    layer.attention = in.matrix(width, 3 * width);
    layer.joined = in.matrix(width, wide);
    if (width != wide) layer.widened = in.matrix(width, wide);
    layer.before_inner = in.norm(wide);
    layer.inner = in.matrix(wide, inner);
    layer.outer = in.matrix(inner, wide);
    return layer;
}

} // namespace

std::optional<EncoderWeights> read_encoder(std::string_view file)
{
    if (!file.starts_with(magic)) return std::nullopt;
    Reader in(file.substr(magic.size()));
    const auto count = number<std::size_t>(in.until('\n'));
    if (count == 0 || count > most_pieces) return std::nullopt;

    EncoderWeights out;
    std::vector<WordPieces::Piece> pieces;
    pieces.reserve(count);
    for (std::size_t i = 0; i < count && in.ok; ++i) {
        const auto text = in.until('\t');
        pieces.push_back({text, number<float>(in.until('\n'))});
    }
    out.pieces = WordPieces(pieces);
    out.width = narrow;
    out.meaning_scales = in.floats(count);
    out.meanings = in.bytes(count * out.width);
    out.waves = in.floats(out.width / 2);
    out.layers.push_back(read_layer(in, narrow));
    out.layers.push_back(read_layer(in, wide));
    out.last = in.matrix(wide, wide);
    if (!in.ok || !in.at_end()) return std::nullopt;
    return out;
}

} // namespace tandem::bot
