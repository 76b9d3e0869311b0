// How well requests for a person and upset customers are recognised in the development conversations.
// Prints figures.

#include "backend/bot/understanding/person_request.hpp"
#include "backend/bot/understanding/sentiment.hpp"
#include "backend/bot/understanding/small_talk.hpp"
#include "tests/quality/bot/data.hpp"

#include <boost/json/parse.hpp>
#include <cstdio>
#include <functional>
#include <string_view>

namespace {

struct Turn
{
    std::string text;
    std::string outcome;
    std::string reason;
};

std::vector<Turn> turns_of(const std::vector<tandem::quality::Row>& conversations)
{
    std::vector<Turn> out;
    for (const auto& conversation : conversations) {
        const auto turns = boost::json::parse(conversation.at("turns"));
        for (const auto& turn : turns.as_array()) {
            const auto& gold = turn.at("gold").as_object();
            const auto* reason = gold.if_contains("reason");
            out.push_back(
                {std::string(turn.at("user").as_string()),
                 std::string(gold.at("outcome").as_string()),
                 reason != nullptr && reason->is_string() ? std::string(reason->as_string()) : std::string()
                }
            );
        }
    }
    return out;
}

void measure(
    const char* name,
    const std::vector<Turn>& turns,
    const std::function<bool(const Turn&)>& wanted,
    const std::function<bool(const Turn&)>& counted,
    const std::function<bool(const Turn&)>& said,
    bool show
)
{
    std::size_t all = 0;
    std::size_t found = 0;
    std::size_t others = 0;
    std::size_t wrong = 0;
    for (const auto& turn : turns) {
        const bool yes = said(turn);
        if (wanted(turn)) {
            ++all;
            found += yes ? 1 : 0;
            if (show && !yes) std::printf("   missed: %.100s\n", turn.text.c_str());
        } else if (counted(turn)) {
            ++others;
            wrong += yes ? 1 : 0;
            if (show && yes) std::printf("   wrong:  %.100s\n", turn.text.c_str());
        }
    }
    std::printf(
        "%-20s found %zu of %zu, wrongly seen in %zu of %zu others\n", name, found, all, wrong, others
    );
}

} // namespace

int main(int argc, char** argv)
{
    using namespace tandem::bot;
    const bool show = argc > 1 && std::string_view(argv[1]) == "--show";
    const auto conversations = tandem::quality::read_jsonl("conversations/bank_dev.jsonl");
    if (conversations.empty()) {
        std::printf("SKIPPED: everything, the development data is absent\n");
        return 0;
    }
    const auto turns = turns_of(conversations);
    const auto reason = [](const char* name) {
        return [name](const Turn& turn) { return turn.reason == name; };
    };
    const auto anything = [](const Turn&) { return true; };
    measure(
        "request for a person",
        turns,
        reason("human_request"),
        anything,
        [](const Turn& t) { return asks_for_person(t.text); },
        show
    );
    // Abuse may be met with a person or without one, and an angry customer's other labels are not known.
    const auto plain = [](const Turn& turn) { return turn.outcome != "calm" && turn.outcome != "refuse"; };
    measure(
        "upset",
        turns,
        reason("angry"),
        plain,
        [](const Turn& t) { return sentiment(t.text) == Sentiment::upset; },
        show
    );
    const auto any = [](const Turn& turn) { return turn.outcome == "any"; };
    const auto not_clarify = [](const Turn& turn) { return turn.outcome != "clarify"; };
    measure(
        "small talk",
        turns,
        any,
        not_clarify,
        [](const Turn& t) { return small_talk(t.text) != SmallTalk::none; },
        show
    );
    return 0;
}
