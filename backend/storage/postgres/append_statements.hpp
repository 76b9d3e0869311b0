#pragma once

#include "backend/storage/append_rules.hpp"

#include <span>

namespace pqxx {
class connection_base;
}

namespace tandem::storage::postgres {

// One call of append or create, on its way.
struct WriteRequest
{
    PreparedAppend append;
    bool creation = false;
    std::int64_t append_id = 0; // chosen at random when the call came, the same in each try
};

// Decides and stores appends, many in one transaction. One thread.
//
// A batch costs one statement when every caller knows the record of its conversation, however many appends
// are in it: it locks the conversations in the order of their ids, looks whether each is still what it was
// thought to be, and stores all events and records, or none. Otherwise it costs four: BEGIN, one that locks
// and reads the conversations, one that stores, COMMIT.
class AppendStatements
{
public:
    // Prepares its statements on the connection, which outlives this.
    explicit AppendStatements(pqxx::connection_base& connection);

    // The answers, in the order of the requests, once they are durable. No two requests are about the same
    // conversation.
    //
    // Nothing, and nothing is stored, when rows of others turned out to be in the way: then ask again
    // `carefully`, that is, with a look at what is stored already. Needed also after a failure that left a
    // commit in doubt. Throws what libpqxx throws.
    [[nodiscard]] std::optional<std::vector<Result<Appended>>>
    store(std::span<const WriteRequest* const> requests, bool carefully);

private:
    [[nodiscard]] std::optional<std::vector<Result<Appended>>>
    store_known(std::span<const WriteRequest* const> requests);

    pqxx::connection_base& connection_;
};

} // namespace tandem::storage::postgres
