#pragma once

#include "tests/support/history/ledger.hpp"

#include "shared/base/result.hpp"

#include <istream>
#include <string>

namespace tandem::history {

// Ledgers as JSON lines, so that the processes of a test need not be one. A line is written when the thing
// happens; a process that is killed leaves whole lines and perhaps a piece of one, which reading leaves
// out.

// The first line: who it is.
[[nodiscard]] std::string heading(const Ledger& ledger);
[[nodiscard]] std::string to_line(const Entry& entry);

// Errors: bad_request with the number of the line that is none of ours.
[[nodiscard]] Result<Ledger> read_ledger(std::istream& in);

// A ledger on its way into a file, entry by entry. Not thread-safe.
class LedgerFile
{
public:
    // Throws std::system_error.
    LedgerFile(const std::string& path, const Ledger& owner);
    ~LedgerFile();
    LedgerFile(const LedgerFile&) = delete;
    LedgerFile& operator=(const LedgerFile&) = delete;

    // Throws std::system_error.
    void add(const Entry& entry);

private:
    void write(const std::string& line) const;
    int descriptor_ = -1;
};

} // namespace tandem::history
