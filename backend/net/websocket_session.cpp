#include "backend/net/websocket_session.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace tandem::net {

namespace {

constexpr std::uint16_t no_code = 1005;
constexpr std::uint16_t slow_consumer = 4408;
constexpr std::uint16_t idle_timeout = 4411;
constexpr std::uint16_t too_many_frames = 4429;
constexpr std::uint16_t fault_of_ours = 4500;
constexpr std::uint16_t overloaded = 4502;

constexpr Millis control_window{10'000};

// How much is read and thrown away while waiting for a peer to notice that it was closed.
constexpr std::size_t ignored_limit = 256 * 1024;

constexpr std::size_t frames_per_write = 8;
constexpr std::size_t bytes_per_write = 64 * 1024;

} // namespace

// What one write sends, kept alive until it is done.
struct WebSocketSession::Batch
{
    std::array<Frame, frames_per_write> frames;
    std::array<std::array<char, 10>, frames_per_write> headers;
    std::array<asio::const_buffer, 2 * frames_per_write> buffers;
    std::string flat; // with TLS: a record for each small buffer would cost more than the copy
    std::size_t frame_count = 0;
    std::size_t queued_frames = 0; // of them, those that came from the queue
    std::size_t queued_bytes = 0;
    bool has_close = false;

    void add(Frame frame, Opcode opcode)
    {
        auto& header = headers[frame_count];
        buffers[2 * frame_count] =
            asio::buffer(header.data(), write_frame_header(header, opcode, frame->size()));
        buffers[2 * frame_count + 1] = asio::buffer(*frame);
        frames[frame_count++] = std::move(frame);
    }

    [[nodiscard]] std::span<const asio::const_buffer> parts() const
    {
        return {buffers.data(), 2 * frame_count};
    }
};

WebSocketSession::WebSocketSession(
    ConnectionTicket ticket, const WebSocketLimits& limits, Stream stream, Peer peer
)
    : ticket_(std::move(ticket)),
      limits_(limits),
      stream_(std::move(stream)),
      peer_(std::move(peer)),
      watchdog_(ticket_.core()->loop),
      decoder_(limits.message_bytes, limits.fragments),
      last_heard_(std::chrono::steady_clock::now()),
      control_window_(last_heard_)
{
    ticket_.core()->sessions.insert(this);
    ++ticket_.core()->counters.websockets_now;
}

WebSocketSession::~WebSocketSession()
{
    // Only a loop that was destroyed with operations pending leaves it unfinished.
    if (!finished_) {
        ticket_.core()->sessions.erase(this);
        --ticket_.core()->counters.websockets_now;
    }
}

void WebSocketSession::start(const WebSocketAcceptor& accept)
{
    ErrorCode ignored; // a socket that is gone already is found out by the first read
    stream_.socket().non_blocking(true, ignored);
    watchdog_.arm(idle, limits_.idle_time / 2, shared_from_this());
    try {
        handler_ = accept(*this);
        if (!handler_) close(overloaded, {});
    } catch (...) {
        note_unexpected_exception("websocket acceptor");
        close(fault_of_ours, {});
    }
    start_read();
}

void WebSocketSession::cut()
{
    if (!finished_) stream_.close(); // the pending read fails and finishes
}

void WebSocketSession::abandon()
{
    const auto self = shared_from_this();
    finish();
}

// --- reading ---

void WebSocketSession::start_read()
{
    if (!stream_.is_tls()) {
        stream_.socket().async_wait(tcp::socket::wait_read, [self = shared_from_this()](ErrorCode error) {
            self->on_readable(error);
        });
        return;
    }
    if (!tls_buffer_) tls_buffer_ = std::make_unique<std::array<char, 1024>>();
    stream_.async_read_some(
        asio::buffer(*tls_buffer_),
        [self = shared_from_this()](ErrorCode error, std::size_t size) {
            self->on_read(error, {self->tls_buffer_->data(), size});
        }
    );
}

void WebSocketSession::on_readable(ErrorCode error)
{
    auto& buffer = ticket_.core()->read_buffer;
    std::size_t size = 0;
    if (!error && !finished_) size = stream_.socket().read_some(asio::buffer(buffer), error);
    if (error == asio::error::would_block) return start_read();
    on_read(error, {buffer.data(), size});
}

void WebSocketSession::on_read(ErrorCode error, std::string_view bytes)
{
    if (finished_) return;
    if (error) return finish();

    last_heard_ = std::chrono::steady_clock::now();
    if (!closing_) watchdog_.arm(idle, last_heard_ + limits_.idle_time / 2, shared_from_this());
    ping_due_ = false;

    if (!ignoring_) decode(bytes);
    if (ignoring_ && (ignored_bytes_ += bytes.size()) > ignored_limit) return finish();
    if (finished_ || (peer_closed_ && close_sent_)) return finish();
    start_read();
}

void WebSocketSession::decode(std::string_view bytes)
{
    while (!ignoring_) {
        const auto event = decoder_.next(bytes);
        if (event == FrameEvent::need_more) break;
        switch (event) {
        case FrameEvent::message:
            watchdog_.disarm(message);
            deliver(decoder_.take_message());
            break;
        case FrameEvent::ping:
            if (!control_frame_allowed()) return end_with(too_many_frames);
            if (!closing_) pong_ = std::make_shared<const std::string>(decoder_.control_payload());
            write_next();
            break;
        case FrameEvent::pong:
            if (!control_frame_allowed()) return end_with(too_many_frames);
            break;
        case FrameEvent::close:
            return on_peer_close(decoder_.close_code());
        case FrameEvent::failed:
            return end_with(decoder_.close_code());
        case FrameEvent::need_more:
            break;
        }
    }
    if (decoder_.at_rest()) {
        watchdog_.disarm(message);
    } else if (!watchdog_.armed(message)) {
        watchdog_.arm(message, limits_.message_time, shared_from_this());
    }
}

void WebSocketSession::deliver(const std::string& text)
{
    if (closing_ || !handler_) return;
    try {
        handler_->on_text(text);
    } catch (...) {
        note_unexpected_exception("websocket handler");
        end_with(fault_of_ours);
    }
}

void WebSocketSession::on_peer_close(std::uint16_t code)
{
    peer_closed_ = true;
    if (closing_) {
        ignoring_ = true;
        return;
    }
    // The answer carries the peer's own code; an empty close frame is answered by an empty one.
    end_with(code);
}

bool WebSocketSession::control_frame_allowed()
{
    if (last_heard_ - control_window_ >= control_window) {
        control_window_ = last_heard_;
        control_frames_ = 0;
    }
    return ++control_frames_ <= limits_.control_frames_per_10s;
}

// --- writing ---

void WebSocketSession::send(Frame frame)
{
    if (closing_ || finished_) return;
    if (!fits(frame)) drop_droppable();
    if (!fits(frame)) return close_as_slow_consumer();
    enqueue(std::move(frame), false);
}

bool WebSocketSession::send_droppable(Frame frame)
{
    if (closing_ || finished_ || !fits(frame)) return false;
    enqueue(std::move(frame), true);
    return true;
}

bool WebSocketSession::fits(const Frame& frame) const
{
    if (queued_frames_ == 0) return true;
    return queued_frames_ < limits_.queue_frames && queued_bytes_ + frame->size() <= limits_.queue_bytes;
}

void WebSocketSession::enqueue(Frame frame, bool droppable)
{
    queued_bytes_ += frame->size();
    ++queued_frames_;
    queue_.push_back({std::move(frame), Opcode::text, droppable});
    write_next();
}

void WebSocketSession::drop_droppable()
{
    std::erase_if(queue_, [this](const Queued& queued) {
        if (!queued.droppable) return false;
        queued_bytes_ -= queued.payload->size();
        --queued_frames_;
        return true;
    });
}

void WebSocketSession::drop_queue()
{
    for (const auto& queued : queue_)
        queued_bytes_ -= queued.payload->size();
    queued_frames_ -= queue_.size();
    queue_ = {};
    pong_.reset();
}

void WebSocketSession::close_as_slow_consumer()
{
    ++ticket_.core()->counters.slow_consumers_total;
    end_with(slow_consumer);
}

void WebSocketSession::end_with(std::uint16_t code)
{
    ignoring_ = true;
    drop_queue();
    close(code, {});
    // What is being written may never get through to a peer that does not read.
    if (!close_sent_) watchdog_.arm(closing, limits_.close_time, shared_from_this());
}

void WebSocketSession::close(std::uint16_t code, std::string_view reason)
{
    if (closing_ || finished_) return;
    closing_ = true;
    close_frame_ =
        std::make_shared<const std::string>(code == no_code ? std::string() : close_payload(code, reason));
    watchdog_.disarm(idle);
    watchdog_.disarm(message);
    watchdog_.arm(closing, limits_.write_time + limits_.close_time, shared_from_this());
    write_next();
}

void WebSocketSession::write_next()
{
    if (writing_ || finished_) return;
    auto batch = next_batch();
    if (!batch) return;
    writing_ = true;
    watchdog_.arm(write, limits_.write_time, shared_from_this());

    const auto parts = batch->parts();
    const auto& flat = batch->flat;
    auto done = [self = shared_from_this(), batch = std::move(batch)](ErrorCode error, std::size_t) {
        self->on_written(error, *batch);
    };
    if (flat.empty()) {
        stream_.async_write(parts, std::move(done));
    } else {
        stream_.async_write(asio::buffer(flat), std::move(done));
    }
}

std::unique_ptr<WebSocketSession::Batch> WebSocketSession::next_batch()
{
    const bool close_now = closing_ && !close_sent_ && close_frame_;
    if (!pong_ && !ping_due_ && queue_.empty() && !close_now) return nullptr;

    auto batch = std::make_unique<Batch>();
    if (pong_) batch->add(std::exchange(pong_, nullptr), Opcode::pong);
    if (std::exchange(ping_due_, false) && !closing_)
        batch->add(std::make_shared<const std::string>(), Opcode::ping);

    std::size_t taken = 0;
    while (taken < queue_.size() && batch->frame_count < frames_per_write &&
           batch->queued_bytes < bytes_per_write) {
        auto& queued = queue_[taken++];
        batch->queued_bytes += queued.payload->size();
        batch->add(std::move(queued.payload), queued.opcode);
    }
    batch->queued_frames = taken;
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(taken));
    if (queue_.empty()) {
        queue_ = {};
        if (close_now && batch->frame_count < frames_per_write) {
            batch->add(std::exchange(close_frame_, nullptr), Opcode::close);
            batch->has_close = true;
        }
    }
    if (stream_.is_tls()) {
        for (const auto& part : batch->parts())
            batch->flat.append(static_cast<const char*>(part.data()), part.size());
    }
    return batch;
}

void WebSocketSession::on_written(ErrorCode error, const Batch& batch)
{
    writing_ = false;
    watchdog_.disarm(write);
    queued_bytes_ -= batch.queued_bytes;
    queued_frames_ -= batch.queued_frames;
    if (finished_) return;
    if (error) return cut();

    if (batch.has_close) {
        close_sent_ = true;
        if (peer_closed_) return cut();
        watchdog_.arm(closing, limits_.close_time, shared_from_this());
        // After a failure the peer is not listened to; the end of our half tells it, even without the close
        // frame.
        if (ignoring_) stream_.shutdown_send();
    }
    write_next();
}

// --- ending ---

void WebSocketSession::on_deadline(std::size_t which)
{
    const auto self = shared_from_this();
    switch (which) {
    case idle:
        if (closing_) return;
        if (std::chrono::steady_clock::now() - last_heard_ >= limits_.idle_time)
            return end_with(idle_timeout);
        ping_due_ = true;
        write_next();
        watchdog_.arm(idle, last_heard_ + limits_.idle_time, self);
        return;
    case message:
        return end_with(idle_timeout);
    case write:
        ++ticket_.core()->counters.slow_consumers_total;
        return cut();
    default:
        return cut();
    }
}

void WebSocketSession::finish()
{
    if (std::exchange(finished_, true)) return;
    stream_.close();
    watchdog_.stop();
    drop_queue();
    ticket_.core()->sessions.erase(this);
    --ticket_.core()->counters.websockets_now;
    if (const auto handler = std::move(handler_)) {
        try {
            handler->on_closed();
        } catch (...) {
            note_unexpected_exception("websocket handler");
        }
    }
}

} // namespace tandem::net
