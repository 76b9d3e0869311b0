#pragma once

#include "tests/load/guest.hpp"

namespace tandem::load {

// A customer of one of the servers that `compare` measures beside Tandem: hello when the row of the
// conversation is durable; msg → ack when durable → d for each token → end when the answer is durable.
class PeerGuest final : public Guest
{
public:
    using Guest::Guest;

    void connect() override;
    void check() override;

    void opened() override {}
    void heard(std::string_view text) override;
    void closed(std::uint16_t code) override;

private:
    void say() override;

    int turn_ = -1;
    int next_delta_ = 0;
    int acknowledged_ = 0;
    bool acked_ = false;
};

} // namespace tandem::load
