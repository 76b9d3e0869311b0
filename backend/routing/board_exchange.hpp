#pragma once

#include "backend/backplane/backplane.hpp"
#include "backend/routing/board.hpp"
#include "backend/storage/archive.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace tandem::routing {

// Keeps the boards of all nodes alike: what changes here is told to the others, what changes there comes
// here, and whatever may have been missed is read from the Archive. Of two rows the one with the newer
// `last_seq` wins, wherever it comes from. Used from the loop's thread only.
class BoardExchange
{
public:
    // Everything referred to outlives it.
    BoardExchange(
        asio::any_io_executor executor,
        Board& board,
        backplane::Backplane& backplane,
        storage::Archive& archive,
        Timers& timers,
        NodeId node
    );
    ~BoardExchange();
    BoardExchange(const BoardExchange&) = delete;
    BoardExchange& operator=(const BoardExchange&) = delete;

    // A person on another node has taken somebody who was waiting.
    std::function<void()> on_helped;

    // Listens to the other nodes from now on.
    void start();

    // A conversation changed on this node.
    void changed(const protocol::ConversationSummary& row);

    // A row as it was read from the Archive; the other nodes can do so themselves.
    void read(const protocol::ConversationSummary& row);

private:
    struct Reading;

    bool put(const protocol::ConversationSummary& row);
    void heard(const backplane::Message& message);
    void tell();
    void read_all();
    [[nodiscard]] static Task<void> read_open(std::shared_ptr<Reading> reading);
    void remember_closed(const ConversationId& id, Seq last_seq);

    asio::any_io_executor executor_;
    Board& board_;
    backplane::Backplane& backplane_;
    storage::Archive& archive_;
    Timers& timers_;
    NodeId node_;

    backplane::Subscription listening_;
    std::unordered_map<ConversationId, protocol::ConversationSummary> untold_; // the latest of each
    TimerHandle telling_;

    // Those that left the board, so that a late row does not bring them back; bounded.
    std::unordered_map<ConversationId, Seq> closed_;
    std::deque<ConversationId> closed_order_;

    std::shared_ptr<Reading> reading_; // null while none is under way
    bool read_again_ = false;
};

} // namespace tandem::routing
