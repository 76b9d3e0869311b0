#include "tests/contract/archive/store_under_test.hpp"

#include "backend/storage/postgres/postgres_store.hpp"
#include "backend/storage/sqlite/sqlite_store.hpp"
#include "tests/support/postgres/cluster.hpp"

#include <QTemporaryDir>
#include <QtTest>

namespace tandem::test {

namespace {

class SqliteUnderTest final : public StoreUnderTest
{
public:
    SqliteUnderTest() { open(); }

    storage::Archive& archive() override { return store_->archive(); }
    storage::Directory& directory() override { return store_->directory(); }
    void stop() override { store_->stop(); }

    void reopen() override
    {
        store_.reset();
        open();
    }

private:
    void open()
    {
        store_ = storage::create_sqlite_store({.file = folder_.filePath("archive.db").toStdString()});
    }

    QTemporaryDir folder_;
    std::unique_ptr<storage::Store> store_;
};

class PostgresUnderTest final : public StoreUnderTest
{
public:
    PostgresUnderTest() : url_(testing::PostgresCluster::shared().new_database()) { open(); }

    storage::Archive& archive() override { return store_->archive(); }
    storage::Directory& directory() override { return store_->directory(); }
    void stop() override { store_->stop(); }

    void reopen() override
    {
        store_.reset();
        open();
    }

private:
    void open()
    {
        // As patient as the suite, whatever else the machine does.
        constexpr Millis patient = std::chrono::minutes(1);
        store_ = storage::create_postgres_store(
            {.url = url_, .queue_patience = patient, .retry_patience = patient}
        );
    }

    const std::string url_;
    std::unique_ptr<storage::Store> store_;
};

} // namespace

void add_store_rows()
{
    QTest::addColumn<QString>("store");
    QTest::addRow("sqlite") << "sqlite";
    QTest::addRow("postgres") << "postgres";
}

std::unique_ptr<StoreUnderTest> make_store()
{
    QFETCH_GLOBAL(QString, store);
    if (store == "sqlite") return std::make_unique<SqliteUnderTest>();
    if (store == "postgres") return std::make_unique<PostgresUnderTest>();
    throw std::runtime_error("no such store");
}

} // namespace tandem::test
