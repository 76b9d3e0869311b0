#pragma once

#include "backend/bot/embedding/word_pieces.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tandem::bot {

// A matrix with its bias: output o is the sum of inputs times values[o * inputs + …] times scales[o], plus
// bias[o].
struct Matrix
{
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::vector<std::int16_t> values; // bytes, widened: the processor multiplies pairs of these at once
    std::vector<float> scales;
    std::vector<float> bias;
};

struct Norm
{
    std::vector<float> scale;
    std::vector<float> bias;
};

struct EncoderLayer
{
    Norm before_attention;
    Matrix attention; // queries, keys and values side by side
    Matrix joined;    // the heads together
    Matrix widened;   // the input at the layer's own width; none when that is the same
    Norm before_inner;
    Matrix inner;
    Matrix outer;
};

// What the file of an encoder holds.
struct EncoderWeights
{
    WordPieces pieces;
    std::size_t width = 0; // of the first layer's input
    const std::int8_t* meanings =
        nullptr; // of piece p: width bytes from p * width, times meaning_scales[p]
    std::vector<float> meaning_scales;
    std::vector<float> waves; // how fast the place of a piece turns each pair of dimensions
    std::vector<EncoderLayer> layers;
    Matrix last;
};

// Nothing when the bytes are not exactly such a file. They outlive the weights.
[[nodiscard]] std::optional<EncoderWeights> read_encoder(std::string_view file);

} // namespace tandem::bot
