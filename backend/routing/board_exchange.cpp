#include "backend/routing/board_exchange.hpp"

#include "backend/backplane/fields.hpp"
#include "backend/util/log.hpp"
#include "shared/protocol/codec.hpp"

#include <unordered_set>
#include <utility>

namespace tandem::routing {

namespace {

using namespace tandem::protocol;

constexpr auto topic = "board";
constexpr Millis batch{20};           // rows that change together travel together
constexpr std::size_t most_rows = 50; // of one message
constexpr std::size_t page = 500;
constexpr std::size_t most_closed = 20'000;

bool is_open(const ConversationSummary& row) { return storage::is_open(row.lifecycle); }

} // namespace

// One reading of all open conversations.
struct BoardExchange::Reading
{
    BoardExchange* exchange; // null once that is gone
    storage::Archive& archive;
    std::unordered_map<ConversationId, Seq> before; // the board's rows when it began
};

BoardExchange::BoardExchange(
    asio::any_io_executor executor,
    Board& board,
    backplane::Backplane& backplane,
    storage::Archive& archive,
    Timers& timers,
    NodeId node
)
    : executor_(std::move(executor)),
      board_(board),
      backplane_(backplane),
      archive_(archive),
      timers_(timers),
      node_(std::move(node))
{}

BoardExchange::~BoardExchange()
{
    if (reading_) reading_->exchange = nullptr;
}

void BoardExchange::start()
{
    listening_ = backplane_.subscribe(topic, [this](const backplane::Message& message) { heard(message); });
}

// ---- rows

void BoardExchange::changed(const ConversationSummary& row)
{
    if (!put(row) || !listening_) return;
    untold_.insert_or_assign(row.conversation_id, row);
    if (!telling_) telling_ = timers_.after(batch, [this] { tell(); });
}

void BoardExchange::read(const ConversationSummary& row)
{
    // Whether an answer is being written is not in the Archive: whoever told the same state knows better.
    const auto* known = board_.find(row.conversation_id);
    if (known == nullptr || known->last_seq < row.last_seq) put(row);
}

// False when something newer is known.
bool BoardExchange::put(const ConversationSummary& row)
{
    const auto& id = row.conversation_id;
    if (const auto* known = board_.find(id); known != nullptr && known->last_seq > row.last_seq)
        return false;
    if (const auto closed = closed_.find(id); closed != closed_.end() && closed->second > row.last_seq)
        return false;
    if (!is_open(row)) remember_closed(id, row.last_seq);
    board_.update(row);
    return true;
}

void BoardExchange::remember_closed(const ConversationId& id, Seq last_seq)
{
    if (!closed_.insert_or_assign(id, last_seq).second) return;
    closed_order_.push_back(id);
    if (closed_order_.size() <= most_closed) return;
    closed_.erase(closed_order_.front());
    closed_order_.pop_front();
}

// ---- to and from other nodes

void BoardExchange::tell()
{
    telling_.reset();
    QueueChanged part;
    const auto send = [&] {
        const auto rows = encode(ServerMessage(std::exchange(part, {})));
        backplane_.publish(
            topic,
            {.kind = backplane::Message::Kind::control,
             .for_agents = std::make_shared<const std::string>(backplane::pack({node_.value, rows}))}
        );
    };
    for (auto& [id, row] : std::exchange(untold_, {})) {
        part.upserted.push_back(std::move(row));
        if (part.upserted.size() == most_rows) send();
    }
    if (!part.upserted.empty()) send();
}

void BoardExchange::heard(const backplane::Message& message)
{
    if (message.kind == backplane::Message::Kind::missed) {
        read_all();
        return;
    }
    if (!message.for_agents) return;
    const auto fields = backplane::unpack(*message.for_agents, 2);
    if (!fields || fields->size() != 2 || fields->front() == node_.value) return;
    const auto decoded = decode_server(fields->back());
    const auto* rows = decoded ? std::get_if<QueueChanged>(&*decoded) : nullptr;
    if (rows == nullptr) {
        log::warning("rows of another node cannot be read", {{"node", std::string(fields->front())}});
        return;
    }
    for (const auto& row : rows->upserted) {
        const auto* known = board_.find(row.conversation_id);
        const bool waited = known != nullptr && known->waiting_since.has_value();
        if (put(row) && waited && row.owner.kind == OwnerKind::agent && on_helped) on_helped();
    }
}

// ---- what may have been missed

void BoardExchange::read_all()
{
    if (reading_) {
        read_again_ = true;
        return;
    }
    reading_ = std::make_shared<Reading>(Reading{this, archive_, {}});
    for (const auto& part : board_.snapshot()) {
        for (const auto& row : part.items)
            reading_->before.emplace(row.conversation_id, row.last_seq);
    }
    asio::co_spawn(executor_, read_open(reading_), [reading = reading_](std::exception_ptr error) {
        auto* const exchange = reading->exchange;
        if (exchange == nullptr) return;
        if (error) log::error("the open conversations could not be read again");
        exchange->reading_.reset();
        if (std::exchange(exchange->read_again_, false)) exchange->read_all();
    });
}

// Storage that is away ends it: another `missed` will come, or the next change of the row.
Task<void> BoardExchange::read_open(std::shared_ptr<Reading> reading)
{
    ConversationId after;
    while (true) {
        const auto records = co_await reading->archive.open_conversations(after, page);
        if (!records || reading->exchange == nullptr) co_return;
        for (const auto& record : *records) {
            reading->before.erase(record.conversation_id);
            reading->exchange->read(storage::summary_of(record));
        }
        if (records->size() < page) break;
        after = records->back().conversation_id;
    }
    // What was on the board and is not among the open ones has most likely been closed meanwhile.
    for (const auto& [id, last_seq] : reading->before) {
        const auto record = co_await reading->archive.load(id);
        if (reading->exchange == nullptr) co_return;
        if (record) reading->exchange->read(storage::summary_of(*record));
    }
}

} // namespace tandem::routing
