#pragma once

#include "shared/base/result.hpp"

#include <exception>
#include <stdexcept>

namespace tandem::storage::postgres {

// What can be done about a failure.
enum class Remedy {
    reconnect, // the connection is gone or useless; what was being committed may be stored or not
    again,     // a collision with another transaction; nothing is stored
    give_up,   // the database cannot at the moment (disk full, too slow); nothing is stored
    blame,     // the statement's own fault; nothing is stored
};

struct Failure
{
    Remedy remedy = Remedy::blame;
    Error error;
};

// The server is not one that an archive may trust. A sentence for the operator.
class UnfitServer : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

// A text with U+0000 in it: PostgreSQL cannot keep it, and libpqxx would cut it off there without a word.
class HasNul : public std::runtime_error
{
public:
    HasNul() : std::runtime_error("U+0000 in a text") {}
};

// Reads what libpqxx threw. `usable` tells whether the connection is still open.
[[nodiscard]] Failure failure_of(const std::exception& error, bool usable);

} // namespace tandem::storage::postgres
