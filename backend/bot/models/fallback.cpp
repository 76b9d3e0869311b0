#include "backend/bot/models/decorators.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

class Fallback final : public LanguageModel
{
public:
    Fallback(std::vector<LanguageModel*> models, const Clock& clock)
        : models_(std::move(models)),
          clock_(clock)
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        // Those that rest behind the others, each kind in its order.
        std::vector<LanguageModel*> order;
        for (const bool resting : {false, true}) {
            for (LanguageModel* model : models_) {
                if ((model->rest() > Millis(0)) == resting) order.push_back(model);
            }
        }
        Result<AnswerResult> result = fail(Errc::unavailable, "no model");
        for (LanguageModel* model : order) {
            bool spoke = false;
            const DeltaSink watching = [&](std::string_view text) {
                spoke = true;
                sink(text);
            };
            result = co_await model->answer(request, watching, stop);
            const bool over = stop.stop_requested() || request.deadline.passed(clock_);
            if (result || spoke || over || result.error().code == Errc::cancelled) break;
        }
        co_return result;
    }

    std::string_view name() const override { return models_.front()->name(); }

    Millis rest() const override
    {
        const auto* least = std::ranges::min(models_, {}, [](const auto* model) { return model->rest(); });
        return least->rest();
    }

private:
    std::vector<LanguageModel*> models_;
    const Clock& clock_;
};

} // namespace

std::unique_ptr<LanguageModel> with_fallback(std::vector<LanguageModel*> models, const Clock& clock)
{
    return std::make_unique<Fallback>(std::move(models), clock);
}

} // namespace tandem::bot
