#include "tests/contract/archive/store_under_test.hpp"

#include "backend/storage/sqlite/sqlite_store.hpp"

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
    std::unique_ptr<storage::SqliteStore> store_;
};

} // namespace

void add_store_rows()
{
    QTest::addColumn<QString>("store");
    QTest::addRow("sqlite") << "sqlite";
}

std::unique_ptr<StoreUnderTest> make_store()
{
    QFETCH_GLOBAL(QString, store);
    if (store == "sqlite") return std::make_unique<SqliteUnderTest>();
    throw std::runtime_error("no such store");
}

} // namespace tandem::test
