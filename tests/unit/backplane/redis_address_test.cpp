#include "backend/backplane/redis/server.hpp"

#include <QtTest>

using namespace tandem::backplane::redis;

class RedisAddressTest : public QObject
{
    Q_OBJECT

private slots:
    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<QString>("user");
        QTest::addColumn<int>("database");
        const auto row =
            [](const char* text, const char* host, int port, bool tls, const char* user, int database) {
                QTest::newRow(text) << text << host << port << tls << user << database;
            };
        row("redis://127.0.0.1", "127.0.0.1", 6'379, false, "", 0);
        row("redis://redis.example:7000/3", "redis.example", 7'000, false, "", 3);
        row("rediss://tandem@redis.example", "redis.example", 6'379, true, "tandem", 0);
        row("redis://[::1]:7000", "::1", 7'000, false, "", 0);
        row("redis://[::1]/", "::1", 6'379, false, "", 0);
    }
    void addresses()
    {
        QFETCH(QString, text);
        const auto server = parse_url(text.toStdString());
        QVERIFY(server.has_value());
        QTEST(QString::fromStdString(server->place.host), "host");
        QTEST(int(server->place.port), "port");
        QTEST(server->tls, "tls");
        QTEST(QString::fromStdString(server->user), "user");
        QTEST(server->database, "database");
    }

    void whatever_else_is_refused_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto* text : {
                 "",
                 "127.0.0.1:6379",
                 "http://127.0.0.1",
                 "redis://",
                 "redis://:password@127.0.0.1",
                 "redis://user:password@127.0.0.1",
                 "redis://@127.0.0.1",
                 "redis://us er@127.0.0.1",
                 "redis://127.0.0.1:0x10",
                 "redis://127.0.0.1:99999",
                 "redis://127.0.0.1/x",
                 "redis://127.0.0.1/-1",
                 "redis://127.0.0.1/1/2",
                 "redis://127.0.0.1/99999",
                 "redis://127.0.0.1?db=1",
             })
            QTest::newRow(text) << text;
    }
    void whatever_else_is_refused()
    {
        QFETCH(QString, text);
        QVERIFY(!parse_url(text.toStdString()));
    }

    void sentinels()
    {
        QCOMPARE(parse_sentinel("one.example")->port, 26'379);
        QCOMPARE(parse_sentinel("one.example:5000")->port, 5'000);
        QCOMPARE(QString::fromStdString(parse_sentinel("[::1]:5000")->host), QString("::1"));
        QVERIFY(!parse_sentinel(""));
        QVERIFY(!parse_sentinel("redis://one.example"));
        QVERIFY(!parse_sentinel("one.example/2"));
        QVERIFY(!parse_sentinel("one.example/"));
    }
};

QTEST_GUILESS_MAIN(RedisAddressTest)
#include "redis_address_test.moc"
