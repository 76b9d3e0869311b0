#include "backend/backplane/redis/command.hpp"
#include "backend/backplane/redis/reply.hpp"

#include <QtTest>
#include <array>

using namespace tandem::backplane::redis;

namespace {

Reply text(std::string value) { return {.kind = Reply::Kind::text, .text = std::move(value)}; }
Reply integer(std::int64_t value) { return {.kind = Reply::Kind::integer, .integer = value}; }
Reply array(std::vector<Reply> elements)
{
    return {.kind = Reply::Kind::array, .elements = std::move(elements)};
}

} // namespace

class RedisReplyTest : public QObject
{
    Q_OBJECT

private slots:
    void replies_come_out_wherever_the_bytes_are_cut()
    {
        const std::string bytes = "+OK\r\n:-7\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n*0\r\n-ERR no\r\n"
                                  "*3\r\n$7\r\nmessage\r\n$1\r\nt\r\n*2\r\n:1\r\n$0\r\n\r\n";
        const std::vector<Reply> expected{
            text("OK"),
            integer(-7),
            text("a\r\n"),
            {},
            {},
            array({}),
            {.kind = Reply::Kind::error, .text = "ERR no"},
            array({text("message"), text("t"), array({integer(1), text("")})}),
        };
        for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
            ReplyReader reader;
            std::vector<Reply> got;
            for (std::size_t at = 0; at < bytes.size(); at += piece) {
                QVERIFY(reader.feed(std::string_view(bytes).substr(at, piece)));
                while (auto reply = reader.next())
                    got.push_back(std::move(*reply));
            }
            QVERIFY(got == expected);
            QVERIFY(!reader.broken());
        }
    }

    void what_is_no_reply_breaks_the_reader_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("HTTP") << QByteArray("HTTP/1.1 200 OK\r\n");
        QTest::newRow("push") << QByteArray(">1\r\n+x\r\n");
        QTest::newRow("no number") << QByteArray(":x\r\n");
        QTest::newRow("negative length") << QByteArray("$-2\r\n");
        QTest::newRow("nesting") << QByteArray("*1\r\n").repeated(20);
        QTest::newRow("too many elements") << QByteArray("*4097\r\n");
        QTest::newRow("too many in all")
            << "*4\r\n" + QByteArray("*2000\r\n" + QByteArray(":1\r\n").repeated(2'000)).repeated(3);
    }
    void what_is_no_reply_breaks_the_reader()
    {
        QFETCH(QByteArray, bytes);
        ReplyReader reader;
        static_cast<void>(reader.feed(bytes.toStdString()));
        QVERIFY(!reader.next());
        QVERIFY(reader.broken());
        QVERIFY(!reader.feed("+OK\r\n"));
        QVERIFY(!reader.next());
    }

    void an_endless_reply_breaks_the_reader()
    {
        ReplyReader reader;
        const std::string part(64 * 1'024, 'x');
        bool good = reader.feed("$9000000\r\n");
        std::size_t fed = 0;
        for (; good && fed < 2 * ReplyReader::most_bytes; fed += part.size()) {
            good = reader.feed(part);
            QVERIFY(!reader.next());
        }
        QVERIFY(!good);
        QVERIFY(fed <= ReplyReader::most_bytes + part.size());
    }

    void error_codes_are_words_and_nothing_else()
    {
        const auto code = [](std::string said) {
            return error_code_of({.kind = Reply::Kind::error, .text = std::move(said)});
        };
        QCOMPARE(code("READONLY You can't write"), std::string("READONLY"));
        QCOMPARE(code("NOAUTH"), std::string("NOAUTH"));
        QCOMPARE(code("s3cret is wrong"), std::string("?"));
        QCOMPARE(code(""), std::string("?"));
        QCOMPARE(code(std::string(1'000, 'A')).size(), 24UL);
    }

    void commands_may_hold_any_bytes()
    {
        std::string out = "before";
        const std::array<std::string_view, 3> command{"SET", std::string_view("\0\r\n", 3), ""};
        append_command(out, command);
        QCOMPARE(
            out,
            std::string("before*3\r\n$3\r\nSET\r\n$3\r\n") + std::string("\0\r\n", 3) + "\r\n$0\r\n\r\n"
        );
    }
};

QTEST_GUILESS_MAIN(RedisReplyTest)
#include "redis_reply_test.moc"
