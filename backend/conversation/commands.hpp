#pragma once

#include "backend/conversation/access.hpp"

#include <variant>

// What can be asked of a conversation. Texts are already cleaned and within limits.

namespace tandem::conversation {

struct Start
{
    ClientMsgId id;
    CustomerProfile customer;
    PageContext page;
    std::string text;
    std::optional<WallTime> sent_at;
};

struct Say
{
    ClientMsgId id;
    std::string text;
    std::optional<Epoch> owner_epoch; // agents
    std::optional<WallTime> sent_at;
};

struct AddNote
{
    ClientMsgId id;
    std::string text;
};

struct RequestPerson
{
    ClientMsgId id;
};

struct Accept
{
    ClientMsgId id;
    Epoch owner_epoch = 0;
};

struct TakeOver
{
    ClientMsgId id;
    Epoch owner_epoch = 0;
};

struct HandBack
{
    ClientMsgId id;
    Epoch owner_epoch = 0;
    std::string note;
};

struct Transfer
{
    ClientMsgId id;
    Epoch owner_epoch = 0;
    std::string queue;
    std::string note;
};

struct Resolve
{
    ClientMsgId id;
    Epoch owner_epoch = 0;
    bool survey = true;
};

struct Rate
{
    ClientMsgId id;
    int rating = 0;
    std::string comment;
};

// From the house itself: nobody has written to the bot for a while.
struct CloseIdle
{
    ClientMsgId id;
};

// From the house itself: the agent who has it is gone, and the customer waits.
struct Requeue
{
    ClientMsgId id;
    AgentId from;
    std::string note; // for colleagues
};

using Command = std::variant<
    Start,
    Say,
    AddNote,
    RequestPerson,
    Accept,
    TakeOver,
    HandBack,
    Transfer,
    Resolve,
    Rate,
    CloseIdle,
    Requeue>;

[[nodiscard]] const ClientMsgId& id_of(const Command& command) noexcept;

// True when `event` is what an earlier delivery of this command by this caller has stored.
[[nodiscard]] bool stored_by(const Event& event, const Caller& caller, const Command& command) noexcept;

// True when, besides, the content is the same: then it is a retry, else a conflict.
[[nodiscard]] bool same_content(const Event& event, const Command& command) noexcept;

} // namespace tandem::conversation
