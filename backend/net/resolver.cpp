#include "backend/net/resolver.hpp"

#include <boost/asio/post.hpp>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <utility>

namespace tandem::net {

namespace {

constexpr std::size_t thread_count = 3;
constexpr std::size_t waiting_limit = 256;
constexpr std::size_t known_limit = 256;
constexpr Millis known_time{30'000};

// Blocks.
Addresses look_up(const std::string& host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    Addresses out;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return out;
    for (const addrinfo* one = found; one; one = one->ai_next) {
        if (one->ai_family == AF_INET) {
            const auto* address = reinterpret_cast<const sockaddr_in*>(one->ai_addr);
            out.emplace_back(asio::ip::address_v4(ntohl(address->sin_addr.s_addr)));
        } else if (one->ai_family == AF_INET6) {
            const auto* address = reinterpret_cast<const sockaddr_in6*>(one->ai_addr);
            asio::ip::address_v6::bytes_type bytes{};
            std::copy_n(address->sin6_addr.s6_addr, bytes.size(), bytes.begin());
            out.emplace_back(asio::ip::address_v6(bytes, address->sin6_scope_id));
        }
    }
    freeaddrinfo(found);
    return out;
}

} // namespace

Resolver::Resolver(asio::io_context& loop) : loop_(loop), threads_(thread_count) {}

Resolver::~Resolver()
{
    threads_.stop();
    threads_.join();
}

std::shared_ptr<Resolver::Lookup> Resolver::start(const std::string& host)
{
    auto lookup = std::make_shared<Lookup>(loop_);
    boost::system::error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) {
        lookup->addresses = Addresses{address};
        return lookup;
    }
    const auto now = std::chrono::steady_clock::now();
    if (const auto known = state_->known.find(host);
        known != state_->known.end() && known->second.until > now) {
        lookup->addresses = known->second.addresses;
        return lookup;
    }
    if (state_->waiting >= waiting_limit) {
        lookup->addresses = Addresses{};
        return lookup;
    }

    ++state_->waiting;
    asio::post(threads_, [&loop = loop_, state = state_, lookup, host]() mutable {
        auto addresses = look_up(host);
        // Everything the loop owns goes back to it: the last reference to a timer must not be dropped here.
        asio::post(
            loop,
            [state = std::move(state), lookup = std::move(lookup), host, addresses = std::move(addresses)] {
                --state->waiting;
                if (!addresses.empty()) {
                    if (state->known.size() >= known_limit) state->known.clear();
                    state->known[host] = {addresses, std::chrono::steady_clock::now() + known_time};
                }
                lookup->addresses = addresses;
                lookup->wait.cancel();
            }
        );
    });
    return lookup;
}

} // namespace tandem::net
