#include "backend/conversation/access.hpp"

namespace tandem::conversation {

Caller customer_caller(const CustomerId& id, std::string name)
{
    return {
        .actor = {.kind = ActorKind::customer, .id = id.value, .name = std::move(name)},
        .role = Role::customer
    };
}

Caller agent_caller(const AgentId& id, std::string name, Role role)
{
    return {.actor = {.kind = ActorKind::agent, .id = id.value, .name = std::move(name)}, .role = role};
}

Caller system_caller()
{
    return {.actor = {.kind = ActorKind::system, .id = {}, .name = {}}, .role = Role::unknown};
}

bool is_staff(Role role) noexcept { return role == Role::agent || is_supervisor(role); }

bool is_supervisor(Role role) noexcept { return role == Role::supervisor || role == Role::admin; }

Result<void> allowed(const Caller& caller, Action action, const ConversationRecord& record)
{
    if (caller.role == Role::customer) {
        if (caller.actor.id != record.customer.id.value) return fail(Errc::not_found);
        switch (action) {
        case Action::read:
        case Action::speak:
        case Action::request_person:
        case Action::rate:
            return {};
        default:
            return fail(Errc::forbidden);
        }
    }
    if (!is_staff(caller.role)) return fail(Errc::forbidden);
    switch (action) {
    case Action::read:
    case Action::speak:
    case Action::note:
    case Action::accept:
    case Action::take_over:
    case Action::release:
        return {};
    case Action::request_person:
    case Action::rate:
        return fail(Errc::forbidden);
    }
    return fail(Errc::forbidden);
}

} // namespace tandem::conversation
