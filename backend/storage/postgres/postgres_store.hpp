#pragma once

#include "backend/storage/store.hpp"
#include "shared/base/time.hpp"

#include <memory>
#include <string>

namespace tandem::storage {

struct PostgresSettings
{
    std::string url;                  // postgresql://USER@HOST:PORT/DATABASE, without a password
    std::string password;             // empty: none, or what libpq finds by itself (.pgpass)
    unsigned lanes = 3;               // connections that write
    unsigned readers = 2;             // connections that read
    std::size_t batch_limit = 256;    // appends that share one transaction at most
    std::size_t queue_limit = 10'000; // waiting appends, and as many reads; beyond it `overloaded` at once
    Millis connect_limit{3'000};
    Millis statement_limit{5'000};
    Millis lock_limit{2'000};
    Millis queue_patience{5'000}; // how long an append may wait for its turn; then `deadline_exceeded`
    Millis retry_patience{2'000}; // how long a call may last when the database is away; then `unavailable`
};

// Archive and Directory in a PostgreSQL database, version 13 or newer, that any number of nodes share. The
// schema is "tandem"; migrations run on opening, from resources/migrations/postgres, under a lock.
//
// Appends go in batches, one transaction each, over `lanes` connections; all else over `readers` others.
// Each connection has a thread of its own. A connection that is lost is replaced, and what was under way on
// it is done again, safely. Every wait ends.
//
// Throws std::runtime_error with a sentence for the operator: the server cannot be reached, is too old or
// runs with settings that could lose what was accepted, or the schema is newer than this build.
[[nodiscard]] std::unique_ptr<Store> create_postgres_store(PostgresSettings settings);

} // namespace tandem::storage
