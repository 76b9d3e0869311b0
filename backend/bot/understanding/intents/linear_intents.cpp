#include "backend/bot/understanding/intents/intent_trainer.hpp"

#include <fstream>
#include <iterator>

namespace tandem::bot {
namespace {

namespace fs = std::filesystem;

class LinearIntents final : public IntentClassifier
{
public:
    explicit LinearIntents(IntentModel model) : model_(std::move(model)) {}

    RecognisedIntent classify(std::string_view message) const override
    {
        RecognisedIntent out;
        const auto found = guess(model_, message);
        if (found.best.empty()) return out;
        out.label = model_.labels[found.best.front().second];
        out.confidence = calibrated(model_.calibration, found.confidence);
        out.in_scope = !found.background_wins && out.confidence >= model_.calibration.threshold;
        for (std::size_t i = 1; i < found.best.size(); ++i) {
            // As much less sure as its share is smaller.
            const double raw = found.confidence * found.shares[i] / found.shares.front();
            out.alternatives.push_back(
                {model_.labels[found.best[i].second], calibrated(model_.calibration, raw)}
            );
        }
        return out;
    }

    std::vector<std::string> labels() const override
    {
        auto out = model_.labels;
        if (model_.background) out.pop_back();
        return out;
    }

private:
    IntentModel model_;
};

} // namespace

std::unique_ptr<IntentClassifier> create_intent_classifier(IntentModel model)
{
    return std::make_unique<LinearIntents>(std::move(model));
}

Result<void> save_model(const IntentModel& model, const fs::path& file)
{
    auto beside = file;
    beside += ".new";
    {
        std::ofstream out(beside, std::ios::binary | std::ios::trunc);
        const auto bytes = to_bytes(model);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        out.close();
        if (!out) return fail(Errc::unavailable, "cannot write " + beside.string());
    }
    std::error_code error;
    fs::rename(beside, file, error);
    if (error) return fail(Errc::unavailable, "cannot write " + file.string() + ": " + error.message());
    return {};
}

Result<IntentModel> load_model(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(Errc::not_found, "cannot read " + file.string());
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    auto model = from_bytes(bytes);
    if (!model) return fail(model.error().code, file.string() + ": " + model.error().detail);
    return model;
}

} // namespace tandem::bot
