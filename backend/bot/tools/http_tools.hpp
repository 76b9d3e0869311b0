#pragma once

#include "backend/bot/tools/tool_file.hpp"
#include "backend/bot/tools/tools.hpp"
#include "backend/util/timers.hpp"
#include "shared/base/random.hpp"

#include <memory>

namespace tandem::bot {

// The tools of a file, called over HTTP. A service that is not marked as private is reached at public
// addresses only, looked at after the name was resolved. Redirects are not followed. Reads that fail for
// want of a connection or with a 5xx are tried again, with a pause and within the time; writes never are.
// At most 256 calls run at once; beyond that they fail at once.
//
// What is passed by reference outlives the tools. Throws std::runtime_error for a certificate file that
// cannot be read.
[[nodiscard]] std::unique_ptr<Tools> create_http_tools(
    ToolFile file, asio::io_context& loop, Timers& timers, const Clock& clock, Random& random
);

} // namespace tandem::bot
