#pragma once

#include "backend/storage/projection.hpp"
#include "shared/base/result.hpp"

namespace tandem::conversation {

using namespace tandem::protocol;
using storage::ConversationRecord;

// Who is asking. `actor.id` is the customer's or the agent's id.
struct Caller
{
    Actor actor;
    Role role = Role::unknown;
};

[[nodiscard]] Caller customer_caller(const CustomerId& id, std::string name);
[[nodiscard]] Caller agent_caller(const AgentId& id, std::string name, Role role);

// The house itself, for what happens by the clock.
[[nodiscard]] Caller system_caller();

enum class Action {
    read,  // log and live events
    speak, // a message everybody sees
    note,
    request_person,
    accept,
    take_over,
    release, // hand back, transfer, resolve
    rate,
};

[[nodiscard]] bool is_staff(Role role) noexcept;
[[nodiscard]] bool is_supervisor(Role role) noexcept;

// The one place that says who may do what, regardless of the conversation's state. A conversation that is
// not theirs looks to customers as if it did not exist. Errors: not_found, forbidden.
[[nodiscard]] Result<void> allowed(const Caller& caller, Action action, const ConversationRecord& record);

} // namespace tandem::conversation
