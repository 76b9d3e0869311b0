#include "backend/storage/postgres/postgres_store.hpp"

#include "backend/storage/postgres/failure.hpp"
#include "backend/storage/postgres/migrations.hpp"
#include "backend/storage/postgres/readers.hpp"
#include "backend/storage/postgres/writer.hpp"

#include <algorithm>

namespace tandem::storage {

namespace {

using postgres::Readers;
using postgres::Writer;
using Records = Result<std::vector<ConversationRecord>>;
using Session = Readers::Session;

class PostgresArchive final : public Archive
{
public:
    PostgresArchive(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    Task<Result<Appended>> create(Append request) override
    {
        auto prepared = prepare_creation(std::move(request));
        if (!prepared) co_return fail(prepared);
        co_return co_await writer_.write(std::move(*prepared), true);
    }

    Task<Result<Appended>> append(Append request) override
    {
        auto prepared = prepare_append(std::move(request));
        if (!prepared) co_return fail(prepared);
        co_return co_await writer_.write(std::move(*prepared), false);
    }

    Task<Result<std::vector<Event>>> read(ConversationId id, Seq after_seq, std::size_t limit) override
    {
        return readers_.call([id = std::move(id), after_seq, limit](Session& session) {
            return session.archive.read(id, after_seq, limit);
        });
    }

    Task<Result<ConversationRecord>> load(ConversationId id) override
    {
        return readers_.call([id = std::move(id)](Session& session) { return session.archive.load(id); });
    }

    Task<Records> open_conversations(ConversationId after, std::size_t limit) override
    {
        return readers_.call([after = std::move(after), limit](Session& session) -> Records {
            return session.archive.open_conversations(after, limit);
        });
    }

    Task<Records> of_customer(CustomerId id, std::size_t limit) override
    {
        return readers_.call([id = std::move(id), limit](Session& session) -> Records {
            return session.archive.of_customer(id, limit);
        });
    }

    // Some at a time, each time anew: nobody holds a connection, or a snapshot, for hours.
    Task<Result<void>> for_each(Visit visit) override
    {
        ConversationId after;
        while (true) {
            auto logs = co_await readers_.call([&after](Session& session) {
                return session.archive.next_logs(after);
            });
            if (!logs) co_return fail(logs);
            if (logs->empty()) co_return Result<void>();
            after = logs->back().record.conversation_id;
            const auto visited = co_await readers_.call([&visit, &logs](Session&) -> Result<void> {
                for (const auto& log : *logs)
                    visit(log.record, log.events);
                return {};
            });
            if (!visited) co_return fail(visited);
        }
    }

private:
    Writer& writer_;
    Readers& readers_;
};

class PostgresDirectory final : public Directory
{
public:
    explicit PostgresDirectory(Readers& readers) : readers_(readers) {}

    Task<Result<void>> add_agent(AgentRecord agent) override
    {
        return readers_.call([agent = std::move(agent)](Session& session) {
            return session.directory.add_agent(agent);
        });
    }

    Task<Result<std::vector<AgentRecord>>> agents() override
    {
        return readers_.call([](Session& session) -> Result<std::vector<AgentRecord>> {
            return session.directory.agents();
        });
    }

    Task<Result<AgentRecord>> agent_by_login(std::string login) override
    {
        return readers_.call([login = std::move(login)](Session& session) {
            return session.directory.agent_by_login(login);
        });
    }

    Task<Result<void>> change_agent(
        AgentId id, std::optional<std::string> password_hash, std::optional<bool> disabled
    ) override
    {
        return readers_.call([id = std::move(id), hash = std::move(password_hash), disabled](
                                 Session& session
                             ) { return session.directory.change_agent(id, hash, disabled); });
    }

    Task<Result<void>> add_token(TokenRecord token) override
    {
        return readers_.call([token = std::move(token)](Session& session) {
            return session.directory.add_token(token);
        });
    }

    Task<Result<AgentRecord>> agent_by_token(std::string token_hash, WallTime now) override
    {
        return readers_.call([hash = std::move(token_hash), now](Session& session) {
            return session.directory.agent_by_token(hash, now);
        });
    }

    Task<Result<void>> end_token(std::string token_hash) override
    {
        return readers_.call([hash = std::move(token_hash)](Session& session) {
            return session.directory.end_token(hash);
        });
    }

private:
    Readers& readers_;
};

postgres::ConnectionSettings connection_settings(const PostgresSettings& settings)
{
    return {
        .url = settings.url,
        .password = settings.password,
        .connect = settings.connect_limit,
        .statement = settings.statement_limit,
        .lock = settings.lock_limit,
    };
}

class PostgresStore final : public Store
{
public:
    explicit PostgresStore(const PostgresSettings& settings)
        : writer_(
              connection_settings(settings),
              watchdog_,
              {.lanes = settings.lanes,
               .batch_limit = settings.batch_limit,
               .queue_limit = settings.queue_limit,
               .queue_patience = settings.queue_patience,
               .retry_patience = settings.retry_patience}
          ),
          readers_(
              connection_settings(settings),
              watchdog_,
              {.threads = settings.readers,
               .queue_limit = settings.queue_limit,
               .patience = settings.retry_patience}
          ),
          archive_(writer_, readers_),
          directory_(readers_)
    {
        postgres::Connection connection(connection_settings(settings), watchdog_);
        connection.lift_limits();
        postgres::migrate(connection.get(), postgres::embedded_migrations());
        postgres::make_partitions(connection.get(), system_clock().wall());
    }
    ~PostgresStore() override { stop(); }

    Archive& archive() override { return archive_; }
    Directory& directory() override { return directory_; }

    void stop() override
    {
        readers_.stop();
        writer_.stop();
    }

private:
    postgres::Watchdog watchdog_;
    Writer writer_;
    Readers readers_;
    PostgresArchive archive_;
    PostgresDirectory directory_;
};

// The lines of a message from libpq as one sentence.
std::string one_sentence(std::string text)
{
    std::ranges::replace(text, '\n', ' ');
    std::erase(text, '\t');
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    if (!text.ends_with('.') && !text.ends_with('?')) text.push_back('.');
    return text;
}

} // namespace

std::unique_ptr<Store> create_postgres_store(PostgresSettings settings)
{
    try {
        return std::make_unique<PostgresStore>(settings);
    } catch (const std::exception& error) {
        throw std::runtime_error(
            "Cannot use the PostgreSQL database as an archive: " + one_sentence(error.what())
        );
    }
}

} // namespace tandem::storage
