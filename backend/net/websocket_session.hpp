#pragma once

#include "backend/net/server_core.hpp"
#include "backend/net/stream.hpp"
#include "backend/net/watchdog.hpp"
#include "backend/net/websocket.hpp"
#include "backend/net/websocket_frames.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tandem::net {

// A connection after its upgrade: one reader, one writer, callbacks. Small while idle: what is being
// assembled or written is allocated for that time.
//
// Life: start() → open → closing (nothing more is delivered or queued; the rest and a close frame are sent)
// → finished (socket closed, handler told and destroyed). Pending operations keep it alive; the core knows
// it until finished.
class WebSocketSession final : public WebSocket, public std::enable_shared_from_this<WebSocketSession>
{
public:
    // `limits` lives in the core's routes.
    WebSocketSession(ConnectionTicket ticket, const WebSocketLimits& limits, Stream stream, Peer peer);
    ~WebSocketSession() override;

    void start(const WebSocketAcceptor& accept);

    // Cuts the connection; the handler is told soon.
    void cut();

    // The server is going: the handler is told now.
    void abandon();

    void send(Frame frame) override;
    bool send_droppable(Frame frame) override;
    void close(std::uint16_t code, std::string_view reason) override;
    [[nodiscard]] const Peer& peer() const override { return peer_; }
    [[nodiscard]] std::size_t queued_bytes() const override { return queued_bytes_; }

    void on_deadline(std::size_t which); // for the watchdog

private:
    enum Deadline : std::size_t { idle, message, write, closing, deadline_count };

    struct Queued
    {
        Frame payload;
        Opcode opcode = Opcode::text;
        bool droppable = false;
    };
    struct Batch;

    void start_read();
    void on_readable(ErrorCode error);
    void on_read(ErrorCode error, std::string_view bytes);
    void decode(std::string_view bytes);
    void deliver(const std::string& text);
    void on_peer_close(std::uint16_t code);
    [[nodiscard]] bool control_frame_allowed();

    [[nodiscard]] bool fits(const Frame& frame) const;
    void enqueue(Frame frame, bool droppable);
    void drop_droppable();
    void drop_queue();
    void close_as_slow_consumer();
    void end_with(std::uint16_t code); // closes at once: what is queued is dropped, what arrives is ignored

    void write_next();
    [[nodiscard]] std::unique_ptr<Batch> next_batch();
    void on_written(ErrorCode error, const Batch& batch);

    void finish();

    ConnectionTicket ticket_;
    const WebSocketLimits& limits_;
    Stream stream_;
    Peer peer_;
    std::unique_ptr<WebSocketHandler> handler_;
    Watchdog<WebSocketSession, deadline_count> watchdog_;

    FrameDecoder decoder_;
    SteadyTime last_heard_;
    SteadyTime control_window_;
    std::size_t ignored_bytes_ = 0;
    unsigned control_frames_ = 0;

    std::vector<Queued> queue_;
    std::size_t queued_bytes_ = 0; // being written, too
    std::size_t queued_frames_ = 0;
    Frame pong_; // the answer owed, at most one
    Frame close_frame_;

    bool ping_due_ = false;
    bool writing_ = false;
    bool closing_ = false;
    bool close_sent_ = false;
    bool peer_closed_ = false;
    bool ignoring_ = false; // what arrives is no longer decoded
    bool finished_ = false;

    // With TLS alone: a plain socket says when there is something to read, and all share a buffer for it.
    std::unique_ptr<std::array<char, 1024>> tls_buffer_;
};

} // namespace tandem::net
