#pragma once

#include "backend/net/stream.hpp"
#include "shared/base/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::net {

// Connections that are kept open between two requests, at most so many for each place, none longer than so
// long. The youngest is reused first: it is the least likely to be dead. Loop's thread only.
class ConnectionPool
{
public:
    ConnectionPool(std::size_t per_place, Millis idle_time) : per_place_(per_place), idle_time_(idle_time)
    {}

    // `place` is scheme, host and port. Leaves out those whose peer has already closed.
    [[nodiscard]] std::optional<Stream> take(const std::string& place);

    void give_back(const std::string& place, Stream stream);

private:
    struct Idle
    {
        Stream stream;
        SteadyTime since;
    };

    void drop_old();

    std::size_t per_place_;
    Millis idle_time_;
    std::map<std::string, std::vector<Idle>> idle_;
};

} // namespace tandem::net
