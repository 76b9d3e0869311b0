#pragma once

#include "backend/util/asio.hpp"
#include "backend/util/deadline.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/result.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::bot {

using NamedValue = std::pair<std::string, std::string>;

// What a caller must know of a tool.
struct ToolFace
{
    std::string name;
    bool writes = false;                 // changes something: only after the customer's yes
    std::vector<std::string> parameters; // that the caller fills, all of them
};

// On whose behalf. Taken from the session and the log; nothing a customer or a model writes gets in here.
struct ToolScope
{
    ConversationId conversation_id;
    CustomerId customer_id;
    bool verified = false;
};

struct ToolRequest
{
    std::string tool;
    std::vector<NamedValue> arguments;
    ToolScope scope;
    std::string key; // of a write: two requests with the same key are carried out once
    Deadline deadline;
};

struct ToolResult
{
    protocol::ToolOutcome outcome = protocol::ToolOutcome::failed;
    std::string reason;             // refused: the other side's word for why, e.g. "already_dispatched"
    std::vector<NamedValue> values; // what came back, nested members by path: "items.0.name"; cleaned
    protocol::ToolCall record;      // for the log, personal arguments masked

    // Empty when there is no such value.
    [[nodiscard]] std::string_view value(std::string_view path) const
    {
        for (const auto& [name, text] : values) {
            if (name == path) return text;
        }
        return {};
    }
};

// Business actions outside this house: looking up an order, cancelling it. What came back is data from
// strangers: it is shown and compared, and nothing in it is ever obeyed.
class Tools
{
public:
    virtual ~Tools() = default;

    // In alphabetical order.
    [[nodiscard]] virtual std::vector<ToolFace> faces() const = 0;

    // Every failure of the other side is an outcome; `unconfirmed` for a write that got no answer. The only
    // error is cancelled. An unknown tool, a missing argument or one without the form its parameter asks
    // for is `failed`, and nothing is called. Loop's thread only.
    [[nodiscard]] virtual Task<Result<ToolResult>> call(ToolRequest request, std::stop_token stop) = 0;
};

} // namespace tandem::bot
