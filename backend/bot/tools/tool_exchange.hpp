#pragma once

#include "backend/bot/tools/tool_file.hpp"
#include "backend/bot/tools/tools.hpp"
#include "backend/net/http_client.hpp"

// What goes out to a tool and what comes back, without any I/O. Pure.

namespace tandem::bot {

// An answer may be this large; more is no answer.
inline constexpr std::size_t tool_answer_bytes = 64 * 1024;

// The request for a call. Arguments are percent-encoded into their segment of the path or the query, or are
// members of a JSON body. Conversation and customer go along as headers, and the key of a write as
// Idempotency-Key. Error: bad_request, with what is wrong with which argument, never its value.
[[nodiscard]] Result<net::OutgoingRequest>
tool_request(const ToolService& service, const ToolDefinition& tool, const ToolRequest& request);

// What the other side's answer means:
//   2xx with a JSON object, or without a body        ok
//   404                                              not_found
//   400, 403, 409, 410, 422 with a JSON object       refused; `reason` is its member "error"
//   all else                                         failed, or for a write unconfirmed when it may have
//   been
//                                                    carried out (5xx, an answer that cannot be read)
// Nested members are flattened to paths, at most 64 values of at most 300 code points, each on one line.
[[nodiscard]] ToolResult tool_answer(const ToolDefinition& tool, const net::IncomingResponse& response);

// The outcome of a call whose exchange failed at `stage` (as HttpClient names it).
[[nodiscard]] ToolResult tool_failure(const ToolDefinition& tool, const Error& error);

// An e-mail address keeps its first letter and its domain, anything else its first and last character.
[[nodiscard]] std::string masked(std::string_view value);

} // namespace tandem::bot
