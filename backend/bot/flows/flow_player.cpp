#include "backend/bot/flows/flow_player.hpp"

#include "backend/bot/flows/flow_log.hpp"
#include "backend/bot/flows/flow_machine.hpp"
#include "backend/bot/flows/flow_trigger.hpp"
#include "backend/bot/flows/wordings.hpp"
#include "backend/bot/understanding/language.hpp"
#include "backend/bot/understanding/small_talk.hpp"
#include "shared/base/encoding.hpp"

namespace tandem::bot {
namespace {

using protocol::FlowState;

constexpr int most_calls = 6; // for one message

// Two attempts to carry out what one confirmation asked for have the same key, whichever process makes
// them.
std::string key_of(const ConversationId& conversation, Seq confirmation, const std::string& tool)
{
    return sha256_hex(conversation.value + "/" + std::to_string(confirmation) + "/" + tool);
}

class Player final : public FlowPlayer
{
public:
    Player(
        std::vector<Flow> flows, Tools& tools, const Clock& clock, const std::vector<IntentExample>& others
    )
        : flows_(std::move(flows)),
          trigger_(flows_, others),
          tools_(tools),
          clock_(clock)
    {}

    Task<Result<FlowTurn>> play(const TurnInput& input, std::stop_token stop) override
    {
        const auto standing = flow_standing(input.recent, clock_.wall());
        const auto language =
            guess_language(recent_words(input.recent, input.question), input.customer.language);
        const FlowScope scope{.email = input.customer.email, .language = language};
        Heard heard{
            .text = input.question,
            .seq = this_question,
            .reply = read_reply(input.question),
            .earlier = earlier_entities(input.recent)
        };

        const Flow* flow = standing.pending ? find(standing.state.id) : nullptr;
        std::optional<FlowMove> move;
        if (flow != nullptr) move = flow_heard(*flow, standing.state, heard, scope);
        const bool unclear = !move || std::holds_alternative<FlowUnclear>(move->next);
        if (unclear && small_talk(input.question) == SmallTalk::none) {
            // Another matter takes the place of the one that waits.
            const auto other = trigger_.match(input.question);
            if (other && &flows_[*other] != flow) {
                flow = &flows_[*other];
                move = flow_begin(*flow, heard, scope, standing.state);
            }
        }
        if (!move) co_return FlowTurn{.question = input.question};

        FlowTurn turn;
        auto carried = co_await carry_out(*flow, std::move(*move), input, standing, scope, stop, turn);
        if (!carried) co_return fail(carried);
        auto ended = std::move(*carried);

        // "No, where is the other one?" ends one matter and begins the next.
        if (const auto* ends = std::get_if<FlowEnds>(&ended.next); ends != nullptr) {
            heard.text = ends->rest.empty() && heard.reply.yes ? heard.reply.rest : ends->rest;
            if (small_talk(heard.text) != SmallTalk::none) heard.text.clear(); // "thanks" needs no more
            const auto next = heard.text.empty() ? std::nullopt : trigger_.match(heard.text);
            if (next) {
                heard.reply = read_reply(heard.text);
                auto says = std::move(ended.says);
                auto begun = flow_begin(flows_[*next], heard, scope, ended.state);
                carried =
                    co_await carry_out(flows_[*next], std::move(begun), input, standing, scope, stop, turn);
                if (!carried) co_return fail(carried);
                ended = std::move(*carried);
                ended.says = says + (says.empty() || ended.says.empty() ? "" : "\n\n") + ended.says;
                heard.text.clear();
            } else {
                ended.next = FlowEnds{heard.text};
            }
        }
        co_return finished(std::move(turn), std::move(ended), scope);
    }

private:
    const Flow* find(std::string_view id) const
    {
        const auto found = std::ranges::find(flows_, id, &Flow::id);
        return found == flows_.end() ? nullptr : &*found;
    }

    // Calls tools until the flow waits for somebody else; records them in `turn`.
    Task<Result<FlowMove>> carry_out(
        const Flow& flow,
        FlowMove move,
        const TurnInput& input,
        const FlowStanding& standing,
        const FlowScope& scope,
        std::stop_token stop,
        FlowTurn& turn
    )
    {
        for (int calls = 0;; ++calls) {
            const auto* wanted = std::get_if<FlowCalls>(&move.next);
            if (wanted == nullptr) co_return move;
            if (calls >= most_calls) {
                move.next =
                    FlowEscalates{{protocol::Trigger::tool_failure, "Too many calls for one message."}};
                move.says = wordings(scope.language).failed;
                co_return move;
            }
            ToolRequest request;
            request.tool = wanted->tool;
            request.arguments = wanted->arguments;
            request.scope = {input.conversation_id, input.customer.id, input.customer.verified};
            request.deadline = input.deadline;
            if (wanted->writes) {
                request.key = key_of(input.conversation_id, standing.asked, wanted->tool);
                if (input.settled) {
                    const bool stands = co_await input.settled();
                    if (!stands) co_return fail(Errc::cancelled);
                }
            }
            auto result = co_await tools_.call(std::move(request), stop);
            if (!result) co_return fail(result);
            turn.tools.push_back(result->record);
            move = flow_answered(flow, std::move(move.state), std::move(move.says), *result, scope);
        }
    }

    static FlowTurn finished(FlowTurn turn, FlowMove move, const FlowScope& scope)
    {
        turn.before = std::move(move.says);
        turn.state = std::move(move.state);
        if (auto* unclear = std::get_if<FlowUnclear>(&move.next)) {
            turn.otherwise_state = turn.state;
            --turn.state->tries; // a question in between is no failed try
            turn.after = std::move(unclear->ask);
            turn.otherwise = std::move(unclear->again);
            turn.give_up = std::move(unclear->give_up);
            if (turn.give_up) {
                turn.otherwise = wordings(scope.language).not_understood;
                turn.otherwise_state->step.clear();
                turn.otherwise_state->confirms.clear();
            }
            return turn;
        }
        turn.done = true;
        if (auto* escalates = std::get_if<FlowEscalates>(&move.next)) {
            turn.escalate = std::move(escalates->escalation);
            turn.state->step.clear();
        } else if (const auto* ends = std::get_if<FlowEnds>(&move.next)) {
            turn.state->step.clear();
            turn.state->confirms.clear();
            turn.question = ends->rest;
            turn.done = ends->rest.empty();
            if (turn.done && turn.before.empty()) turn.before = wordings(scope.language).done;
        }
        return turn;
    }

    std::vector<Flow> flows_;
    FlowTrigger trigger_;
    Tools& tools_;
    const Clock& clock_;
};

} // namespace

std::unique_ptr<FlowPlayer> create_flow_player(
    std::vector<Flow> flows, Tools& tools, const Clock& clock, const std::vector<IntentExample>& others
)
{
    return std::make_unique<Player>(std::move(flows), tools, clock, others);
}

} // namespace tandem::bot
