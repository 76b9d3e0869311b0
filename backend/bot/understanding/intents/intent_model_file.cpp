#include "backend/bot/understanding/intents/intent_model.hpp"
#include "shared/base/encoding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

// The file of a model. All numbers little-endian.
//   "tandem-intents\n"  u32 version  u64 size of the body  64 hexadecimal digits of its SHA-256  the body

namespace tandem::bot {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view magic = "tandem-intents\n";
constexpr std::uint32_t version = 1;
constexpr std::size_t digest_size = 64;
constexpr std::size_t head_size = magic.size() + 4 + 8 + digest_size;
constexpr std::uint64_t most = 50'000'000; // entries of anything

class Writer
{
public:
    template <class T>
    void number(T value)
    {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }

    void text(const std::string& value)
    {
        number(static_cast<std::uint64_t>(value.size()));
        bytes_ += value;
    }

    template <class T>
    void list(const std::vector<T>& values)
    {
        number(static_cast<std::uint64_t>(values.size()));
        bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    }

    // In the order of the keys, so that the same model is the same file.
    template <class V>
    void map(const std::unordered_map<std::uint64_t, V>& values)
    {
        std::vector<std::pair<std::uint64_t, V>> sorted(values.begin(), values.end());
        std::ranges::sort(sorted);
        number(static_cast<std::uint64_t>(sorted.size()));
        for (const auto& [key, value] : sorted) {
            number(key);
            number(value);
        }
    }

    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

// Once something is missing or out of range, `ok` is false and all that follows is empty.
class Reader
{
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    template <class T>
    T number()
    {
        T value{};
        if (!has(sizeof value)) return value;
        std::memcpy(&value, rest_.data(), sizeof value);
        rest_.remove_prefix(sizeof value);
        return value;
    }

    std::string text()
    {
        const auto size = count(1);
        std::string out(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return out;
    }

    template <class T>
    std::vector<T> list()
    {
        const auto size = count(sizeof(T));
        std::vector<T> out(size);
        if (size > 0) std::memcpy(out.data(), rest_.data(), size * sizeof(T));
        rest_.remove_prefix(size * sizeof(T));
        return out;
    }

    template <class V>
    std::unordered_map<std::uint64_t, V> map()
    {
        const auto size = count(sizeof(std::uint64_t) + sizeof(V));
        std::unordered_map<std::uint64_t, V> out;
        out.reserve(size);
        for (std::size_t i = 0; i < size; ++i) {
            const auto key = number<std::uint64_t>();
            out.emplace(key, number<V>());
        }
        ok = ok && out.size() == size;
        return out;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    bool ok = true;

private:
    bool has(std::size_t bytes)
    {
        ok = ok && rest_.size() >= bytes;
        return ok;
    }

    // A number of entries of `each` bytes that are there.
    std::size_t count(std::size_t each)
    {
        const auto size = number<std::uint64_t>();
        if (size > most * sizeof(float) || !has(size * each)) ok = false;
        return ok ? size : 0;
    }

    std::string_view rest_;
};

bool finite(const std::vector<float>& values)
{
    return std::ranges::all_of(values, [](float x) { return std::isfinite(x); });
}

// What the classifier relies on without looking again.
bool consistent(const IntentModel& model)
{
    const std::size_t columns = model.scales.size();
    if (model.labels.empty() || model.stride != stride_for(model.labels.size())) return false;
    if (model.background && model.labels.size() < 2) return false;
    if (model.dimensions > 4096 || columns < 1 + 3 * std::size_t{model.dimensions}) return false;
    if (model.rarity.size() != columns || model.weights.size() != columns * model.stride) return false;
    const auto inside = [&](const auto& entry) { return entry.second < columns; };
    const auto number = [](const auto& entry) { return std::isfinite(entry.second); };
    const auto& c = model.calibration;
    return std::ranges::all_of(model.columns, inside) && std::ranges::all_of(model.stem_rarity, number) &&
           std::ranges::all_of(model.word_weight, number) && finite(model.scales) && finite(model.rarity) &&
           std::isfinite(c.slope) && std::isfinite(c.offset) && std::isfinite(c.threshold);
}

} // namespace

std::string to_bytes(const IntentModel& model)
{
    Writer body;
    body.number(static_cast<std::uint64_t>(model.labels.size()));
    for (const auto& label : model.labels)
        body.text(label);
    body.number(static_cast<std::uint8_t>(model.background ? 1 : 0));
    body.number(model.examples);
    body.number(model.dimensions);
    body.map(model.columns);
    body.list(model.rarity);
    body.map(model.stem_rarity);
    body.map(model.word_weight);
    body.number(static_cast<std::uint64_t>(model.stride));
    body.list(model.weights);
    body.list(model.scales);
    body.number(model.calibration.slope);
    body.number(model.calibration.offset);
    body.number(model.calibration.threshold);
    const std::string bytes = body.take();

    Writer head;
    head.number(version);
    head.number(static_cast<std::uint64_t>(bytes.size()));
    return std::string(magic) + head.take() + sha256_hex(bytes) + bytes;
}

Result<IntentModel> from_bytes(std::string_view bytes)
{
    if (!bytes.starts_with(magic)) return fail(Errc::bad_request, "this is no file of intents");
    if (bytes.size() < head_size) return fail(Errc::bad_request, "the file of intents is cut short");
    Reader head(bytes.substr(magic.size(), 12));
    if (const auto found = head.number<std::uint32_t>(); found != version) {
        return fail(
            Errc::unsupported_version,
            "the file of intents has version " + std::to_string(found) + ", this program reads version " +
                std::to_string(version) + ": train again"
        );
    }
    const auto size = head.number<std::uint64_t>();
    const auto digest = bytes.substr(head_size - digest_size, digest_size);
    const auto body = bytes.substr(head_size);
    if (body.size() != size) return fail(Errc::bad_request, "the file of intents is cut short or too long");
    if (sha256_hex(body) != digest) return fail(Errc::bad_request, "the file of intents is damaged");

    Reader reader(body);
    IntentModel model;
    const auto labels = reader.number<std::uint64_t>();
    for (std::uint64_t i = 0; reader.ok && i < labels; ++i)
        model.labels.push_back(reader.text());
    model.background = reader.number<std::uint8_t>() != 0;
    model.examples = reader.number<std::uint32_t>();
    model.dimensions = reader.number<std::uint32_t>();
    model.columns = reader.map<std::uint32_t>();
    model.rarity = reader.list<float>();
    model.stem_rarity = reader.map<float>();
    model.word_weight = reader.map<float>();
    model.stride = reader.number<std::uint64_t>();
    model.weights = reader.list<std::int8_t>();
    model.scales = reader.list<float>();
    model.calibration.slope = reader.number<double>();
    model.calibration.offset = reader.number<double>();
    model.calibration.threshold = reader.number<double>();
    if (!reader.ok || !reader.at_end() || !consistent(model))
        return fail(Errc::bad_request, "the file of intents contradicts itself");
    if (model.dimensions != 0 && english_vectors().dimensions() != model.dimensions) {
        return fail(Errc::unsupported_version, "the file of intents was trained with other word vectors");
    }
    return model;
}

} // namespace tandem::bot
