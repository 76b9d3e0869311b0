#pragma once

#include "tests/support/history/log_index.hpp"

namespace tandem::history {

// Follows what a client's screen showed and adds what is wrong with it: I4, I5 and I9. Internal to the
// checker.
void check_screens(const Ledger& ledger, const LogIndex& index, std::vector<Violation>& violations);

} // namespace tandem::history
