#pragma once

#include "backend/conversation/conversation.hpp"

#include <list>
#include <unordered_map>

namespace tandem::conversation {

// The live conversations of this node: made when somebody speaks to them, dropped when they have been idle
// the longest. Used from the loop's thread only.
class Hub
{
public:
    // `context` outlives the hub. At most `keep` idle conversations stay in memory.
    Hub(Context& context, Random& random, std::size_t keep = 5'000);

    // Begins a conversation; a retry with the same customer and client message id gets the first one's
    // outcome.
    void start(Caller caller, Start command, Reply reply);

    void submit(const ConversationId& id, Caller caller, Command command, Reply reply);

    // The record, if the caller may read it. Errors: not_found, forbidden, unavailable.
    [[nodiscard]] Task<Result<ConversationRecord>> record(ConversationId id, Caller caller);

    // Text so far of the bot's answer in progress.
    [[nodiscard]] std::optional<TurnSnapshot> turn(const ConversationId& id) const;

    // After a start: lets the bot go on with every question that was open when the process ended. Also
    // tells `context.on_found` about every open conversation.
    [[nodiscard]] Task<Result<std::size_t>> recover();

    // Lets the bot go on in a conversation whose answer another node has begun and will not end, unless it
    // is under way somewhere after all.
    void take_up(const ConversationId& id);

    // Has whichever other node is answering tell all readers the text so far.
    void ask_for_turn(const ConversationId& id);

    // Before the end: resumes when no answer is in progress, or after `limit`, when the rest is given up.
    [[nodiscard]] Task<void> drain(Millis limit);

    [[nodiscard]] std::size_t live() const { return live_.size(); }
    [[nodiscard]] std::size_t answering() const; // looks at every live one
    [[nodiscard]] std::size_t turns_in_progress() const { return context_.turns_in_progress; }

private:
    struct Entry
    {
        std::shared_ptr<Conversation> conversation;
        std::list<ConversationId>::iterator used;
    };

    Conversation& get(const ConversationId& id);
    void evict();
    Task<void> try_to_take_up(ConversationId id);

    Context& context_;
    Random& random_;
    std::size_t keep_;
    std::list<ConversationId> by_use_; // the latest first
    std::unordered_map<ConversationId, Entry> live_;
};

} // namespace tandem::conversation
