#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tandem::net {

using Frame = std::shared_ptr<const std::string>;

// Who is at the other end, as far as the transport knows.
struct Peer
{
    std::string address;    // without port; the forwarded one only when it came from a configured proxy
    std::string origin;     // header Origin, may be empty
    std::string user_agent; // cut to 200 bytes
};

// One accepted WebSocket. All calls on the loop's thread. The connection owns its handler and outlives
// every call into it.
//
// Writes are queued and leave in order. The queue is bounded (WebSocketLimits): over the limit droppable
// frames are left out first, then the connection is closed as a slow consumer and nothing more is sent.
class WebSocket
{
public:
    virtual ~WebSocket() = default;

    // Text frame. After close nothing happens. A frame larger than the queue may be goes out when it is the
    // only one.
    virtual void send(Frame frame) = 0;

    // As send, but may be left out when the peer reads slowly: now (returns false), or later, when one that
    // may not be left out needs its place.
    virtual bool send_droppable(Frame frame) = 0;

    // Sends what is queued, then a close frame; the connection is cut after the close time-out if the peer
    // is silent. Nothing more is delivered from the peer. Idempotent: the first code counts.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;

    [[nodiscard]] virtual const Peer& peer() const = 0;
    [[nodiscard]] virtual std::size_t queued_bytes() const = 0;
};

// What a connected peer does. Called on the loop's thread, never from inside a call to the WebSocket.
class WebSocketHandler
{
public:
    virtual ~WebSocketHandler() = default;

    // A whole text message, valid UTF-8, within the size limit. The view ends with the call.
    virtual void on_text(std::string_view text) = 0;

    // The last call. The WebSocket must not be used any more.
    virtual void on_closed() = 0;
};

} // namespace tandem::net
