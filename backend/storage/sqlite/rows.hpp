#pragma once

#include "backend/storage/directory.hpp"
#include "backend/storage/projection.hpp"
#include "backend/storage/sqlite/statement.hpp"
#include "shared/base/result.hpp"

namespace tandem::storage::sqlite {

// Rows to values and back. The column lists and the functions beside them go together, in the same order.

// What the creation fixes for good, and what goes on changing.
inline constexpr std::string_view record_identity = "conversation_id, customer_id, created_at";
inline constexpr std::string_view record_state =
    "customer_name, customer_email, customer_verified, customer_language, page_url, page_title, "
    "page_referrer, "
    "owner_kind, owner_id, owner_name, owner_epoch, lifecycle, last_seq, last_at, last_actor, first_text, "
    "last_text, "
    "waiting_since, queue, \"trigger\", reason_text, open_question, failed_turns, rated_kind, rated_id";
inline constexpr int record_identity_count = 3;
inline constexpr int record_count = 28; // both together

// Both, in the order given.
void bind_record(Binder& to, const ConversationRecord& record);

// `SELECT … FROM conversation` and what follows.
[[nodiscard]] std::string select_record(std::string_view rest);
[[nodiscard]] ConversationRecord read_record(SQLite::Statement& row);

inline constexpr std::string_view event_columns =
    "conversation_id, seq, at, sent_at, owner_epoch, actor_kind, actor_id, actor_name, client_msg_id, "
    "type, data";

inline constexpr int event_column_count = 11;

// Errors: internal, when a stored event cannot be understood.
[[nodiscard]] Result<Event> read_event(SQLite::Statement& row);

inline constexpr std::string_view agent_columns =
    "agent.agent_id, login, agent.name, role, disabled, password_hash, agent.created_at";

[[nodiscard]] AgentRecord read_agent(SQLite::Statement& row);

} // namespace tandem::storage::sqlite
