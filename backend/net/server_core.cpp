#include "backend/net/server_core.hpp"

#include "backend/util/log.hpp"

#include <atomic>
#include <exception>

namespace tandem::net {

namespace {

std::atomic<std::uint64_t> unexpected{0};

} // namespace

ConnectionTicket::ConnectionTicket(std::shared_ptr<ServerCore> core, std::string address)
    : core_(std::move(core)),
      address_(std::move(address))
{
    ++core_->counters.connections_now;
    ++core_->counters.connections_total;
    if (!address_.empty()) ++core_->per_address[address_];
}

ConnectionTicket::~ConnectionTicket()
{
    if (!core_) return;
    if (!address_.empty()) {
        const auto found = core_->per_address.find(address_);
        if (--found->second == 0) core_->per_address.erase(found);
    }
    if (--core_->counters.connections_now == 0 && core_->drained) core_->drained->cancel();
}

std::uint64_t unexpected_exceptions() noexcept { return unexpected.load(std::memory_order_relaxed); }

void note_unexpected_exception(std::string_view where) noexcept
{
    unexpected.fetch_add(1, std::memory_order_relaxed);
    try {
        throw;
    } catch (const std::exception& e) {
        log::error("unexpected exception", {{"where", where}, {"what", e.what()}});
    } catch (...) {
        log::error("unexpected exception", {{"where", where}});
    }
}

void run_loop(asio::io_context& loop)
{
    while (true) {
        try {
            loop.run();
            return;
        } catch (...) {
            note_unexpected_exception("event loop");
        }
    }
}

} // namespace tandem::net
