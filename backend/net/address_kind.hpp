#pragma once

#include <boost/asio/ip/address.hpp>

namespace tandem::net {

// Whether an address belongs to the public internet: not this machine, a private or link-local network,
// shared or reserved space, multicast, or an IPv6 form that carries such an IPv4 address (mapped,
// compatible, 6to4, NAT64, Teredo). Requests whose target is not the operator's own choice go to public
// ones only (requirement H-50). Pure.
[[nodiscard]] bool is_public(const boost::asio::ip::address& address);

} // namespace tandem::net
