#pragma once

#include "agent-app/app/ownership.hpp"
#include "agent-app/models/roles.hpp"
#include "agent-app/store/records.hpp"
#include "shared/base/time.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace tandem::console {

// Own replies and notes until the server has them. Pure: it says what to send, and is told what came of it.
//
// Each is sent once with the id it was born with, in the order it was written per conversation, one at a
// time. Before a reply goes out it is checked against the conversation as it is now: when the owner or
// epoch is not the one its author believed in, when it was resolved, or when it is older than a day, it is
// held for the author to decide. Nothing leaves the outbox but by acceptance or by hand.
class Outbox
{
public:
    static constexpr std::size_t maxEntries = 100;
    static constexpr WallTime heldAfterMs = 24 * 60 * 60 * 1'000;
    static constexpr Millis firstRetry{1'000};
    static constexpr Millis lastRetry{15'000};
    static constexpr Millis givenUpAfter{60'000}; // of trying while connected: Failed, with Retry

    struct Entry
    {
        OutboxRecord record;
        bool stored = false;  // on disk, so that it may be sent
        bool sending = false; // on its way
        SteadyTime notBefore{};
        Millis retryAfter = firstRetry;
        std::optional<SteadyTime> firstTry; // of this connection

        [[nodiscard]] Delivery delivery() const;
    };

    // How a conversation is now; empty when it is not known yet and its replies must wait.
    struct Now
    {
        bool gone = false; // the server does not show it
        bool mine = false;
        Ownership ownership;
    };
    using LookUp = std::function<std::optional<Now>(const QString& conversationId)>;
    using Changed = std::function<void(const Entry& entry)>;

    // `changed` is called for every change of an entry, not for its end.
    explicit Outbox(Changed changed) : m_changed(std::move(changed)) {}

    void load(const std::vector<OutboxRecord>& records);
    void clear() { m_entries.clear(); }

    // False when full.
    [[nodiscard]] bool add(const OutboxRecord& record);
    void setStored(const QString& clientMsgId);

    // What to send now; each is marked as on its way. Only to be called while live.
    [[nodiscard]] std::vector<OutboxRecord> due(SteadyTime now, WallTime wall, const LookUp& lookUp);

    void accepted(const QString& clientMsgId); // or seen in the log
    void rejected(const QString& clientMsgId, int code, std::optional<Millis> retryAfter, SteadyTime now);
    void noAnswer(const QString& clientMsgId, SteadyTime now);
    void lost(const QString& clientMsgId); // the connection went before an answer came

    // By hand. False when there is no such entry in a state that allows it.
    bool retry(const QString& clientMsgId);
    bool sendAnyway(const QString& clientMsgId, Epoch epoch, WallTime wall);
    [[nodiscard]] std::optional<OutboxRecord> take(const QString& clientMsgId);

    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return m_entries; }
    [[nodiscard]] bool contains(const QString& clientMsgId) const;
    [[nodiscard]] QString conversationOf(const QString& clientMsgId
    ) const; // empty when there is no such entry
    [[nodiscard]] int heldIn(const QString& conversationId) const;

private:
    [[nodiscard]] Entry* find(const QString& clientMsgId);
    [[nodiscard]] bool holdIfMovedOn(Entry& entry, WallTime wall, const Now& now);
    void settle(Entry& entry, OutboxRecord::State state, const QString& reason);
    void again(Entry& entry, Millis after, SteadyTime now, const QString& reason);

    std::vector<Entry> m_entries; // in the order they were written
    Changed m_changed;
};

} // namespace tandem::console
