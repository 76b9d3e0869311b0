#include "backend/storage/postgres/append_statements.hpp"

#include "backend/storage/postgres/arrays.hpp"
#include "backend/storage/postgres/batch_rows.hpp"
#include "backend/storage/postgres/rows.hpp"

#include <algorithm>
#include <map>

namespace tandem::storage::postgres {

namespace {

constexpr auto lock_records = "lock_records";
constexpr auto find_creations = "find_creations";
constexpr auto find_events = "find_events";
constexpr auto write_batch = "write_batch";
constexpr auto write_known = "write_known";

std::string find_events_sql()
{
    return "SELECT " + std::string(rows::event_columns) +
           ", coalesce(content_hash, ''), append_id FROM event WHERE conversation_id = ANY ($1::text[]) "
           "AND "
           "(client_msg_id = ANY ($2::text[]) OR turn = ANY ($3::bigint[]) OR append_id = ANY "
           "($4::bigint[]) OR ($5 AND seq = 1)) ORDER BY conversation_id, seq";
}

// What was found of the log. Enough for `decide_append` when every draft's id and turn was looked for.
class Found final : public LogLookup
{
public:
    struct Row
    {
        StoredEvent stored;
        std::int64_t append_id;
    };

    void add(Row row) { rows_[row.stored.event.conversation_id].push_back(std::move(row)); }

    Result<std::optional<StoredEvent>>
    find_stored(const ConversationId& id, const EventDraft& draft) override
    {
        for (const auto& row : of(id)) {
            const auto& event = row.stored.event;
            if (event.actor.kind == draft.actor.kind && event.actor.id == draft.actor.id &&
                event.client_msg_id == draft.client_msg_id) {
                return row.stored;
            }
        }
        return std::nullopt;
    }

    bool has_answer(const ConversationId& id, Seq turn) override
    {
        return std::ranges::any_of(of(id), [&](const Row& row) {
            return turn_of(row.stored.event.data) == turn;
        });
    }

    [[nodiscard]] const StoredEvent* first(const ConversationId& id) const
    {
        const auto& rows = of(id);
        return !rows.empty() && rows.front().stored.event.seq == 1 ? &rows.front().stored : nullptr;
    }

    // What an earlier try of the same call has stored after all.
    [[nodiscard]] std::vector<Event> of_call(const ConversationId& id, std::int64_t append_id) const
    {
        std::vector<Event> events;
        for (const auto& row : of(id)) {
            if (row.append_id == append_id) events.push_back(row.stored.event);
        }
        return events;
    }

private:
    [[nodiscard]] const std::vector<Row>& of(const ConversationId& id) const
    {
        static const std::vector<Row> none;
        const auto found = rows_.find(id);
        return found != rows_.end() ? found->second : none;
    }

    std::map<ConversationId, std::vector<Row>> rows_;
};

pqxx::result
run_with(pqxx::transaction_base& in, const char* statement, const std::vector<std::string>& parameters)
{
    return in.exec_prepared(statement, pqxx::prepare::make_dynamic_params(parameters));
}

// How many records and events a statement has written.
BatchRows::Counts counts_of(const pqxx::result& written)
{
    const pqxx::row counts = written.at(0);
    Columns columns(counts);
    BatchRows::Counts found;
    found.records = columns.number<std::size_t>();
    found.events = columns.number<std::size_t>();
    return found;
}

// For whoever has not looked and leaves it to the unique indices.
class NotLooked final : public LogLookup
{
public:
    Result<std::optional<StoredEvent>> find_stored(const ConversationId&, const EventDraft&) override
    {
        return std::nullopt;
    }
    bool has_answer(const ConversationId&, Seq) override { return false; }
};

// Whether all that is needed to decide came with the request. An old epoch may be that of a repeat.
bool is_known(const WriteRequest& request)
{
    if (request.creation) return true;
    const auto& append = request.append.request;
    return append.known && append.known->conversation_id == append.conversation_id &&
           (!append.expected_epoch || *append.expected_epoch == append.known->owner_epoch);
}

// One transaction with a batch.
class Batch
{
public:
    Batch(pqxx::connection_base& connection, std::span<const WriteRequest* const> requests, bool carefully)
        : transaction_(connection),
          requests_(requests),
          carefully_(carefully)
    {}

    std::optional<std::vector<Result<Appended>>> store()
    {
        lock();
        look();
        for (const auto* request : requests_)
            answers_.push_back(request->creation ? create(*request) : append(*request));
        if (rows_.empty()) return std::move(answers_); // nothing to commit
        if (!write()) return std::nullopt;
        transaction_.commit();
        return std::move(answers_);
    }

private:
    // Takes the rows of all conversations, so that nobody else appends to them until the end of the
    // transaction. In the order of their ids: two batches that want the same rows wait for each other
    // instead of blocking each other.
    void lock()
    {
        Arrays ids(1);
        for (const auto* request : requests_) {
            if (!request->creation) ids.text(request->append.request.conversation_id.value);
        }
        if (!ids.empty()) add_records(run(lock_records, std::move(ids)));
    }

    // Reads what is needed to tell repeats and second answers. Usually nothing: the unique indices of the
    // log refuse them when they are written, and only then somebody looks. But whoever comes with an old
    // epoch may be repeating what he did before he lost the conversation.
    void look()
    {
        std::vector<const WriteRequest*> suspects;
        std::ranges::copy_if(requests_, std::back_inserter(suspects), [&](const auto* request) {
            return carefully_ || has_old_epoch(request->append.request);
        });
        if (suspects.empty()) return;
        Arrays conversations(1);
        Arrays ids(1);
        Arrays turns(1);
        Arrays calls(1);
        Arrays creations(2);
        for (const auto* suspect : suspects) {
            const auto& request = suspect->append.request;
            conversations.text(request.conversation_id.value);
            calls.number(suspect->append_id);
            for (const auto& draft : request.drafts) {
                if (draft.client_msg_id) ids.text(draft.client_msg_id->value);
                if (const auto turn = turn_of(draft.data)) turns.number(*turn);
            }
            if (suspect->creation) add_creation(creations, request);
        }
        const bool with_first = !creations.empty();
        if (with_first) {
            const auto found = run(find_creations, conversations, std::move(creations));
            add_records(found);
            for (const auto& row : found)
                conversations.text(Columns(row).text());
        }
        add_events(
            run(find_events,
                std::move(conversations),
                std::move(ids),
                std::move(turns),
                std::move(calls),
                std::string(with_first ? "t" : "f"))
        );
    }

    static void add_creation(Arrays& creations, const Append& request)
    {
        const auto& first = request.drafts.front();
        creations.text(std::get<ConversationCreated>(first.data).customer.id.value)
            .text_or_null(first.client_msg_id ? &first.client_msg_id->value : nullptr);
    }

    [[nodiscard]] bool has_old_epoch(const Append& request) const
    {
        const auto record = records_.find(request.conversation_id);
        return record != records_.end() && request.expected_epoch &&
               *request.expected_epoch != record->second.owner_epoch;
    }

    Result<Appended> append(const WriteRequest& request)
    {
        const auto& id = request.append.request.conversation_id;
        const auto record = records_.find(id);
        if (record == records_.end()) return fail(Errc::not_found);
        if (auto events = found_.of_call(id, request.append_id); !events.empty())
            return Appended{.events = std::move(events), .repeated = false, .record = record->second};
        auto appended = decide_append(request.append, record->second, found_);
        if (appended && !appended->repeated) rows_.add(request, *appended);
        return appended;
    }

    Result<Appended> create(const WriteRequest& request)
    {
        const auto& id = request.append.request.conversation_id;
        if (auto events = found_.of_call(id, request.append_id); !events.empty())
            return Appended{.events = std::move(events), .repeated = false, .record = records_.at(id)};
        if (const auto* earlier = find_creation(request.append.request)) {
            const auto* first = found_.first(earlier->conversation_id);
            if (first == nullptr)
                return fail(Errc::internal, "no first event in " + earlier->conversation_id.value);
            return repeated_creation(request.append, *earlier, *first);
        }
        if (records_.contains(id))
            return fail(Errc::idempotency_conflict, "the id belongs to another conversation");
        auto created = decide_creation(request.append);
        rows_.add(request, created);
        return created;
    }

    // The conversation that the same customer began with the same client message id.
    const ConversationRecord* find_creation(const Append& request)
    {
        const auto& first = request.drafts.front();
        if (!first.client_msg_id) return nullptr;
        const auto& customer = std::get<ConversationCreated>(first.data).customer.id;
        for (const auto& [id, record] : records_) {
            const auto* event = found_.first(id);
            if (record.customer.id == customer && event != nullptr &&
                event->event.client_msg_id == first.client_msg_id) {
                return &record;
            }
        }
        return nullptr;
    }

    // False when a row of somebody else's is in the way of one.
    bool write()
    {
        std::vector<std::string> parameters;
        const auto wanted = rows_.counts();
        std::move(rows_).move_to(parameters);
        return counts_of(run_with(transaction_, write_batch, parameters)) == wanted;
    }

    void add_records(const pqxx::result& rows)
    {
        for (const auto& row : rows) {
            auto record = read_record(row);
            auto id = record.conversation_id;
            records_.insert_or_assign(std::move(id), std::move(record));
        }
    }

    void add_events(const pqxx::result& rows)
    {
        for (const auto& row : rows) {
            auto event = read_event(row);
            if (!event) throw std::runtime_error(event.error().detail);
            const auto hash = row[rows::event_column_count];
            found_.add(
                {.stored = {.content_hash = {hash.c_str(), hash.size()}, .event = std::move(*event)},
                 .append_id = row[rows::event_column_count + 1].as<std::int64_t>()}
            );
        }
    }

    static void add_to(std::vector<std::string>& parameters, Arrays arrays)
    {
        std::move(arrays).move_to(parameters);
    }
    static void add_to(std::vector<std::string>& parameters, std::string plain)
    {
        parameters.push_back(std::move(plain));
    }

    template <class... Parameters>
    pqxx::result run(const char* statement, Parameters... given)
    {
        std::vector<std::string> parameters;
        (add_to(parameters, std::move(given)), ...);
        return run_with(transaction_, statement, parameters);
    }

    pqxx::work transaction_;
    const std::span<const WriteRequest* const> requests_;
    const bool carefully_;
    std::map<ConversationId, ConversationRecord> records_; // as they were
    Found found_;
    BatchRows rows_; // to be stored
    std::vector<Result<Appended>> answers_;
};

} // namespace

AppendStatements::AppendStatements(pqxx::connection_base& connection) : connection_(connection)
{
    connection.prepare(
        lock_records,
        rows::select_record(
            "WHERE conversation_id = ANY ($1::text[]) ORDER BY conversation_id FOR NO KEY UPDATE"
        )
    );
    connection.prepare(
        find_creations,
        rows::select_record("WHERE conversation_id = ANY ($1::text[]) OR (customer_id, client_msg_id) IN "
                            "(SELECT * FROM unnest($2::text[], $3::text[]))")
    );
    connection.prepare(find_events, find_events_sql());
    connection.prepare(write_batch, BatchRows::write_sql());
    connection.prepare(write_known, BatchRows::write_known_sql());
}

std::optional<std::vector<Result<Appended>>>
AppendStatements::store(std::span<const WriteRequest* const> requests, bool carefully)
{
    const auto known = [](const WriteRequest* request) { return is_known(*request); };
    if (!carefully && std::ranges::all_of(requests, known)) return store_known(requests);
    return Batch(connection_, requests, carefully).store();
}

// The statement is its own transaction: it writes all or, when a record is not what it was thought to be,
// nothing.
std::optional<std::vector<Result<Appended>>>
AppendStatements::store_known(std::span<const WriteRequest* const> requests)
{
    NotLooked nothing;
    BatchRows rows;
    std::vector<Result<Appended>> answers;
    for (const auto* request : requests) {
        answers.push_back(
            request->creation ? decide_creation(request->append)
                              : decide_append(request->append, *request->append.request.known, nothing)
        );
        if (answers.back()) rows.add(*request, *answers.back());
    }
    if (rows.empty()) return answers;
    const auto wanted = rows.counts();
    std::vector<std::string> parameters;
    std::move(rows).move_to(parameters);
    try {
        pqxx::nontransaction at_once(connection_);
        if (counts_of(run_with(at_once, write_known, parameters)) != wanted) return std::nullopt;
    } catch (const pqxx::unique_violation&) {
        return std::nullopt; // a repeat, or a second answer: whoever looks will see
    }
    return answers;
}

} // namespace tandem::storage::postgres
