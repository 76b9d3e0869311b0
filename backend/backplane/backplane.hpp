#pragma once

#include "backend/util/asio.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/result.hpp"
#include "shared/base/time.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tandem::backplane {

// A frame, encoded once and shared by all who get it.
using Frame = std::shared_ptr<const std::string>;

// What travels on a topic. Two encodings, because customers see less than agents; an empty one is not for
// them.
struct Message
{
    // `missed` is never about something new: messages may have been lost on their way, so whoever must not
    // have a gap looks into the Archive. It has no frames. `control` is between nodes and for no reader;
    // what it says is in `for_agents`.
    enum class Kind : std::uint8_t { event, turn, signal, missed, control };
    Kind kind = Kind::signal;
    Seq seq = 0;            // of an event, else 0
    bool droppable = false; // may be left out for a slow reader
    Frame for_agents;
    Frame for_customers;
};

using Handler = std::function<void(const Message&)>;

// Leaving scope ends the subscription; no call comes afterwards. May be dropped inside its own handler, and
// may outlive the backplane.
using Subscription = std::shared_ptr<void>;

// How well this node is connected to the others, and what happened since the start.
struct Status
{
    bool connected = true;          // messages, leases and hits are shared with the other nodes now
    std::uint64_t sent = 0;         // messages handed over for other nodes
    std::uint64_t received = 0;     // messages of other nodes
    std::uint64_t lost = 0;         // messages that could not be handed over
    std::uint64_t ignored = 0;      // received, but malformed, too large or of an unknown version
    std::uint64_t failed = 0;       // leases and hits that were decided without the other nodes
    std::uint64_t disconnected = 0; // times the connection to the other nodes broke
};

// What nodes tell each other. A hint, never the truth: everything that must survive is in the Archive, and
// a reader that misses a message sees the gap in `seq` and asks there.
//
// The other nodes may be out of reach at any time. This node then goes on by itself: its own subscribers
// get its own messages as ever, hits and leases are per node, and all subscribers get `missed` every few
// seconds, and once more when the connection is back.
//
// Used from its loop's thread only; handlers are called on it, never from inside publish or subscribe.
class Backplane
{
public:
    virtual ~Backplane() = default;

    // At most once to each subscriber of the topic on each node, in order per publisher. Never blocks,
    // never fails: what cannot be delivered is lost, and if it was not droppable its readers on other nodes
    // get `missed` as soon as they can be reached. A droppable message may be kept from other nodes for up
    // to half a second after somebody there subscribed.
    virtual void publish(std::string topic, Message message) = 0;

    // Messages of this node come from now on, those of others a moment later: see settled().
    [[nodiscard]] virtual Subscription subscribe(std::string topic, Handler handler) = 0;

    // Returns when every subscription made so far gets the messages of other nodes too, or when this cannot
    // be had at present, after half a second at most. Who reads the Archive after it has no gap; when it
    // could not be had, `missed` follows.
    [[nodiscard]] virtual Task<void> settled() = 0;

    // Counts one hit on `key` within a sliding window and returns how many there were, this one included. A
    // hit counts for the whole window and for at most an eighth of it longer. Memory is bounded: of very
    // many keys those hit longest ago start again at nothing. Shared by all nodes while they can reach each
    // other, per node otherwise; never less than this node has counted by itself. Asks others, so it
    // suspends: half a second at most.
    [[nodiscard]] virtual Task<std::uint64_t> hit(std::string key, Millis window) = 0;

    // A lease on `key` for `time`, if nobody else has it; the holder may take it again to extend it. Saves
    // work, never guards correctness: nodes that cannot reach each other may each have it. Asks others, so
    // it suspends: half a second at most.
    [[nodiscard]] virtual Task<bool> lease(std::string key, NodeId holder, Millis time) = 0;

    // Gives a lease back, in order with what was asked before. Lost while others are out of reach: it then
    // expires.
    virtual void release(std::string key, NodeId holder) = 0;

    [[nodiscard]] virtual Status status() const = 0;
};

} // namespace tandem::backplane
