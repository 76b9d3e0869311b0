#pragma once

#include "backend/storage/archive.hpp"

namespace tandem::storage {

// What every implementation of the Archive does alike, whatever the database. Pure.

// Refuses what no caller should ask for (bad_request): no draft or more than eight, a client message id
// twice in one call, a creation without ConversationCreated as its first draft or anything else with one.
[[nodiscard]] Result<void> check_shape(const Append& request, bool creation);

// Refuses an event that could not be read back from its JSON (bad_request), such as one with a number that
// is none: once in the log it would hide all that comes after it.
[[nodiscard]] Result<void> check_readable(const EventData& data, std::string_view json);

// What a retry must share with the first try: SHA-256 over the event's type and what the sender said. What
// the server adds by its own lights (a packet, the previous owner, sources) may differ from one try to the
// next and is left out.
[[nodiscard]] std::string content_hash(const EventData& data);

// Of a creation: over all its drafts, for the customer's first words stand in the second.
[[nodiscard]] std::string content_hash_of_creation(const std::vector<EventDraft>& drafts);

// Gives the drafts their places after what `record` has seen, and folds them into it.
[[nodiscard]] std::vector<Event> place(ConversationRecord& record, const Append& request);

// The turn a draft answers, if it is a message that answers one.
[[nodiscard]] std::optional<Seq> turn_of(const EventData& data) noexcept;

} // namespace tandem::storage
