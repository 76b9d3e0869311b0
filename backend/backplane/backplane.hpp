#pragma once

#include "backend/util/asio.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/result.hpp"
#include "shared/base/time.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tandem::backplane {

// A frame, encoded once and shared by all who get it.
using Frame = std::shared_ptr<const std::string>;

// What travels on a topic. Two encodings, because customers see less than agents; an empty one is not for
// them.
struct Message
{
    enum class Kind : std::uint8_t { event, turn, signal };
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

// What nodes tell each other. A hint, never the truth: everything that must survive is in the Archive, and
// a reader that misses a message sees the gap in `seq` and asks there.
//
// Used from its loop's thread only; handlers are called on it, never from inside publish or subscribe.
class Backplane
{
public:
    virtual ~Backplane() = default;

    // At most once to each subscriber of the topic, in order per publisher. Never blocks, never fails: what
    // cannot be delivered is lost.
    virtual void publish(std::string topic, Message message) = 0;

    [[nodiscard]] virtual Subscription subscribe(std::string topic, Handler handler) = 0;

    // Counts one hit on `key` within a sliding window and returns how many there were, this one included. A
    // hit counts for the whole window and for at most an eighth of it longer. Memory is bounded: of very
    // many keys those hit longest ago start again at nothing. Shared by all nodes while they can reach each
    // other, per node otherwise.
    [[nodiscard]] virtual std::uint64_t hit(std::string_view key, Millis window) = 0;

    // A lease on `key` for `time`, if nobody else has it; the holder may take it again to extend it. Saves
    // work, never guards correctness.
    [[nodiscard]] virtual bool lease(std::string_view key, NodeId holder, Millis time) = 0;
    virtual void release(std::string_view key, NodeId holder) = 0;
};

} // namespace tandem::backplane
