#pragma once

#include "backend/storage/postgres/append_statements.hpp"
#include "backend/storage/postgres/arrays.hpp"

namespace tandem::storage::postgres {

// The rows that a batch of appends leaves behind, and the statements that store them.
class BatchRows
{
public:
    struct Counts
    {
        std::size_t records = 0;
        std::size_t events = 0;
        friend bool operator==(const Counts&, const Counts&) = default;
    };

    BatchRows();

    // Takes down what is to be stored. Throws HasNul.
    void add(const WriteRequest& request, const Appended& appended);

    [[nodiscard]] bool empty() const { return events_.empty(); }
    [[nodiscard]] Counts counts() const { return {records_.rows(), events_.rows()}; }

    // Adds the parameters of both statements.
    void move_to(std::vector<std::string>& parameters) &&;

    // Stores the rows of conversations that are locked already; those that are in the way of others are
    // left out. Gives the counts of what was written.
    [[nodiscard]] static std::string write_sql();

    // Locks the conversations in the order of their ids. When each ends where the new events begin, stores
    // all rows; otherwise none. Gives the counts; a unique index that is in the way is an error.
    [[nodiscard]] static std::string write_known_sql();

private:
    Arrays records_;
    Arrays events_;
};

} // namespace tandem::storage::postgres
