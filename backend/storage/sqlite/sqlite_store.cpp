#include "backend/storage/sqlite/sqlite_store.hpp"

#include "backend/storage/sqlite/file_lock.hpp"
#include "backend/storage/sqlite/migrations.hpp"
#include "backend/storage/sqlite/readers.hpp"
#include "backend/storage/sqlite/writer.hpp"

namespace tandem::storage {

namespace {

using sqlite::ReadConnection;
using sqlite::Readers;
using sqlite::WriteConnection;
using sqlite::Writer;

class SqliteArchive final : public Archive
{
public:
    SqliteArchive(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    Task<Result<Appended>> create(Append request) override
    {
        auto prepared = prepare_creation(std::move(request));
        if (!prepared) co_return fail(prepared);
        co_return co_await writer_.write([prepared = std::move(*prepared)](WriteConnection& connection) {
            return connection.append().create(prepared);
        });
    }

    Task<Result<Appended>> append(Append request) override
    {
        auto prepared = prepare_append(std::move(request));
        if (!prepared) co_return fail(prepared);
        const bool patient = prepared->request.patient;
        co_return co_await writer_.write(
            [prepared = std::move(*prepared)](WriteConnection& connection) {
                return connection.append().append(prepared);
            },
            patient
        );
    }

    Task<Result<std::vector<Event>>> read(ConversationId id, Seq after_seq, std::size_t limit) override
    {
        return readers_.read([id = std::move(id), after_seq, limit](ReadConnection& connection) {
            return connection.archive.read(id, after_seq, limit);
        });
    }

    Task<Result<ConversationRecord>> load(ConversationId id) override
    {
        return readers_.read([id = std::move(id)](ReadConnection& connection) {
            return connection.archive.load(id);
        });
    }

    Task<Result<std::vector<ConversationRecord>>>
    open_conversations(ConversationId after, std::size_t limit) override
    {
        return readers_.read(
            [after = std::move(after),
             limit](ReadConnection& connection) -> Result<std::vector<ConversationRecord>> {
                return connection.archive.open_conversations(after, limit);
            }
        );
    }

    Task<Result<std::vector<ConversationRecord>>> of_customer(CustomerId id, std::size_t limit) override
    {
        return readers_.read(
            [id = std::move(id),
             limit](ReadConnection& connection) -> Result<std::vector<ConversationRecord>> {
                return connection.archive.of_customer(id, limit);
            }
        );
    }

    Task<Result<void>> for_each(Visit visit) override
    {
        return readers_.read([visit = std::move(visit)](ReadConnection& connection) {
            return connection.archive.for_each(visit);
        });
    }

private:
    Writer& writer_;
    Readers& readers_;
};

class SqliteDirectory final : public Directory
{
public:
    SqliteDirectory(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    Task<Result<void>> add_agent(AgentRecord agent) override
    {
        return writer_.write([agent = std::move(agent)](WriteConnection& connection) {
            return connection.directory().add_agent(agent);
        });
    }

    Task<Result<std::vector<AgentRecord>>> agents() override
    {
        return readers_.read([](ReadConnection& connection) -> Result<std::vector<AgentRecord>> {
            return connection.directory.agents();
        });
    }

    Task<Result<AgentRecord>> agent_by_login(std::string login) override
    {
        return readers_.read([login = std::move(login)](ReadConnection& connection) {
            return connection.directory.agent_by_login(login);
        });
    }

    Task<Result<void>> change_agent(
        AgentId id, std::optional<std::string> password_hash, std::optional<bool> disabled
    ) override
    {
        return writer_.write([id = std::move(id),
                              password_hash = std::move(password_hash),
                              disabled](WriteConnection& connection) {
            return connection.directory().change_agent(id, password_hash, disabled);
        });
    }

    Task<Result<void>> add_token(TokenRecord token) override
    {
        return writer_.write([token = std::move(token)](WriteConnection& connection) {
            return connection.directory().add_token(token);
        });
    }

    Task<Result<AgentRecord>> agent_by_token(std::string token_hash, WallTime now) override
    {
        return readers_.read([token_hash = std::move(token_hash), now](ReadConnection& connection) {
            return connection.directory.agent_by_token(token_hash, now);
        });
    }

    Task<Result<void>> end_token(std::string token_hash) override
    {
        return writer_.write([token_hash = std::move(token_hash)](WriteConnection& connection) {
            return connection.directory().end_token(token_hash);
        });
    }

private:
    Writer& writer_;
    Readers& readers_;
};

// Nothing when another process holds the file and that is allowed.
std::unique_ptr<sqlite::FileLock> lock(const SqliteSettings& settings)
{
    if (settings.exclusive) return std::make_unique<sqlite::FileLock>(settings.file);
    return sqlite::FileLock::try_lock(settings.file);
}

std::unique_ptr<WriteConnection> open_and_migrate(const std::filesystem::path& file, bool locked)
{
    auto database = sqlite::open_for_writing(file);
    // Whoever holds the lock has brought the schema up to date.
    if (locked) sqlite::migrate(database, file, sqlite::embedded_migrations());
    return std::make_unique<WriteConnection>(std::move(database));
}

class SqliteStore final : public Store
{
public:
    explicit SqliteStore(const SqliteSettings& settings)
        : lock_(lock(settings)),
          writer_(
              open_and_migrate(settings.file, lock_ != nullptr), settings.batch_limit, settings.queue_limit
          ),
          readers_(settings.file, settings.readers, settings.queue_limit),
          archive_(writer_, readers_),
          directory_(writer_, readers_)
    {}
    ~SqliteStore() override { stop(); }

    Archive& archive() override { return archive_; }
    Directory& directory() override { return directory_; }

    void stop() override
    {
        readers_.stop();
        writer_.stop();
    }

private:
    std::unique_ptr<sqlite::FileLock> lock_; // first: held until all else is closed
    Writer writer_;
    Readers readers_;
    SqliteArchive archive_;
    SqliteDirectory directory_;
};

} // namespace

std::unique_ptr<Store> create_sqlite_store(SqliteSettings settings)
{
    try {
        return std::make_unique<SqliteStore>(settings);
    } catch (const SQLite::Exception& error) {
        throw std::runtime_error(
            "Cannot use " + settings.file.string() + " as an archive: " + error.what() +
            ". If the file is damaged, put the latest backup in its place."
        );
    }
}

} // namespace tandem::storage
