#pragma once

#include "backend/net/stream.hpp"

#include <boost/asio/ssl/context.hpp>
#include <string>

namespace tandem::net {

// TLS 1.2 or newer towards servers, whose certificates are always checked: against the system's and those
// of `ca_file` (PEM), if it is not empty. Throws std::runtime_error when that file cannot be used.
[[nodiscard]] asio::ssl::context client_tls(const std::string& ca_file);

// Before the handshake: the certificate must be for `host`, which is also what the server is asked for.
void expect_host(Stream& stream, const std::string& host);

} // namespace tandem::net
