#include "backend/net/client_tls.hpp"

#include <boost/asio/ssl/host_name_verification.hpp>
#include <stdexcept>

namespace tandem::net {

asio::ssl::context client_tls(const std::string& ca_file)
{
    asio::ssl::context tls(asio::ssl::context::tls_client);
    tls.set_options(
        asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
        asio::ssl::context::no_tlsv1_1
    );
    tls.set_default_verify_paths();
    tls.set_verify_mode(asio::ssl::verify_peer);
    if (ca_file.empty()) return tls;
    ErrorCode error;
    tls.load_verify_file(ca_file, error);
    if (error) {
        throw std::runtime_error(
            "The certificates in " + ca_file + " cannot be used: " + error.message() + "."
        );
    }
    return tls;
}

void expect_host(Stream& stream, const std::string& host)
{
    ErrorCode is_name;
    asio::ip::make_address(host, is_name);
    if (is_name) SSL_set_tlsext_host_name(stream.tls().native_handle(), host.c_str());
    stream.tls().set_verify_callback(asio::ssl::host_name_verification(host));
}

} // namespace tandem::net
