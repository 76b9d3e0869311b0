#pragma once

#include "backend/backplane/backplane.hpp"
#include "backend/bot/bot.hpp"
#include "backend/bot/understanding/intents/intent_classifier.hpp"
#include "backend/conversation/control.hpp"
#include "backend/conversation/decide.hpp"
#include "backend/conversation/turn_stream.hpp"
#include "backend/storage/archive.hpp"
#include "backend/util/timers.hpp"
#include "shared/base/random.hpp"
#include "shared/protocol/messages.hpp"

#include <functional>
#include <list>

namespace tandem::conversation {

struct Settings
{
    Rules rules;
    std::string bot_name = "Assistant";
    Millis turn_time{20'000}; // from the customer's message to the end of the answer
    Millis burst_window{150
    }; // an answer is not shown earlier after a message, so that a thought sent in pieces gets one
    Millis delta_pause{45};   // between two pieces of an answer on their way to its readers
    std::size_t mailbox = 64; // commands that may wait for one conversation
    std::size_t recent = 60;  // events kept in memory while a conversation is active
};

struct Counters
{
    std::uint64_t turns_started = 0;
    std::uint64_t turns_finished = 0;
    std::uint64_t turns_interrupted = 0;
    std::uint64_t turns_failed = 0;
    std::uint64_t escalations = 0;
    std::uint64_t commands = 0;
    std::uint64_t commands_rejected = 0;
};

// A latency worth knowing; see insight::Latency.
enum class Measure { accept, first_token, answer };

// What all conversations of a node share. Everything referred to outlives them.
struct Context
{
    asio::any_io_executor executor;
    storage::Archive& archive;
    backplane::Backplane& backplane;
    bot::Bot& bot;
    Timers& timers;
    const Clock& clock;
    Settings settings;
    Counters counters;
    // Called after every change of a record or of whether the bot is answering.
    std::function<void(const ConversationRecord&, bool streaming)> on_changed;
    std::function<void(Measure, double seconds)> on_measured;
    std::function<void()> on_helped;                // a person took somebody who was waiting
    const bot::IntentClassifier* intents = nullptr; // for handoff packets; outlives this
    // Called for each open conversation that is found in the Archive after a start.
    std::function<void(const ConversationRecord&)> on_found = {};
    NodeId node = {};                  // this process
    bool shared = false;               // other nodes may work on the same conversations
    std::size_t turns_in_progress = 0; // answers that the bot works on

    void measured(Measure what, SteadyTime since) const
    {
        if (on_measured) on_measured(what, std::chrono::duration<double>(clock.steady() - since).count());
    }
};

// What a command did: the event it stored, or that an earlier delivery of it had stored.
struct Outcome
{
    ConversationId conversation_id;
    Seq seq = 0;
    WallTime at = 0;
    Epoch owner_epoch = 0;
    std::vector<Event> log = {}; // of a conversation that just began: all of it
};

using Reply = std::function<void(Result<Outcome>)>;

// One live conversation: an actor that takes one command at a time, decides on the record as it is, stores,
// and then tells everybody; beside it runs at most one turn of the bot. Holds no truth: it can be dropped
// whenever it is idle and is made again from the Archive.
//
// Used from the loop's thread only. Replies are called from the loop, never from inside submit.
class Conversation : public std::enable_shared_from_this<Conversation>
{
public:
    Conversation(Context& context, ConversationId id);
    ~Conversation();

    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    // Commands are carried out in the order they come. Errors: those of decide(), overloaded when the
    // mailbox is full, and the Archive's.
    void submit(Caller caller, Command command, Reply reply);

    // Loads the record and lets the bot go on with a question that nobody has answered, e.g. after a crash.
    void wake();

    // Gives up an answer in progress without storing it, before the process ends: its question stays open,
    // and whoever loads the conversation next begins the answer anew.
    void abandon_turn();

    // Text so far of the answer in progress, for a reader who joins now.
    [[nodiscard]] std::optional<TurnSnapshot> turn() const;

    [[nodiscard]] bool answering() const { return turn_ != nullptr; }
    [[nodiscard]] bool idle() const;
    [[nodiscard]] const ConversationId& id() const { return id_; }

private:
    struct Turn;
    struct Cut;
    struct Request;
    struct Sealing;
    using Item = std::function<Task<void>()>;

    void enqueue(Item item);
    Task<void> work();
    Task<Result<void>> load();
    Task<void> load_and_go_on();

    Task<void> carry_out(Request request);
    Task<Result<Outcome>> try_once(Request& request, bool& again);
    Task<void> finish_turn(std::shared_ptr<Turn> turn);
    Task<Result<storage::Appended>> store(const Request& request, const Decision& decision);
    std::optional<Result<Outcome>> answered_before(const Request& request) const;

    std::shared_ptr<Turn> begin_turn(std::string question, int attempt = 1);
    Task<void> run_turn(std::shared_ptr<Turn> turn, bot::TurnInput input);
    Task<bool> settle(std::weak_ptr<Turn> weak);
    void open_turn(const std::shared_ptr<Turn>& turn, Seq trigger, SteadyTime not_before);
    void schedule_showing(const std::shared_ptr<Turn>& turn);
    void show_more(const std::shared_ptr<Turn>& turn);
    void drop_turn(const std::shared_ptr<Turn>& turn, Errc why);
    std::optional<Cut> cut_turn();
    void end_turn();
    Task<void> go_on_with_open_question();
    [[nodiscard]] bool has_open_question() const;

    // The other nodes (conversation_nodes.cpp).
    bool listen();
    void heard(const backplane::Message& message);
    void heard_control(const std::string& text);
    void look_again();
    Task<void> check_turn();
    void answer_seal(const std::string& request);
    void tell_sealed(const SealedTurn& sealed);
    Task<std::optional<Cut>> seal_elsewhere(bool& ended_there);
    void keep_turn(const std::shared_ptr<Turn>& turn);
    static Task<void> renew_turn(std::shared_ptr<Conversation> self, std::shared_ptr<Turn> turn);
    Task<bool> take_turn();
    void release_turn();

    Task<HandoffPacket> packet(
        Trigger trigger,
        std::string reason,
        const std::vector<EventDraft>& before,
        std::optional<Interruption> partial,
        std::string unsent,
        std::vector<Source> considered
    );
    std::string open_question(const std::string& newest) const;
    void committed(const storage::Appended& appended);
    void remember(Event event);
    void publish(const ServerMessage& message);
    void changed();

    Context& context_;
    ConversationId id_;
    bool loaded_ = false;
    bool stale_ = false; // another node has stored something since
    ConversationRecord record_;
    // Lists: most conversations are idle, and an empty deque is half a kilobyte.
    std::list<Event> recent_;
    std::list<Item> mailbox_;
    bool working_ = false;
    std::shared_ptr<Turn> turn_;
    backplane::Subscription heard_;
    std::shared_ptr<Sealing> sealing_; // while a reply is waited for
    bool checking_ = false;            // check_turn is in the mailbox
};

} // namespace tandem::conversation
