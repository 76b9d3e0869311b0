#include "backend/net/request_head.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::net;

namespace {

// What a connection does with these bytes when they come one by one: a status, "200" for an acceptable
// head, "wait" when it would go on reading.
QString outcome(const QByteArray& bytes, const std::vector<std::string>& hosts)
{
    const HttpLimits limits;
    const std::string all = bytes.toStdString();
    for (std::size_t size = 1; size <= all.size(); ++size) {
        const std::string_view seen(all.data(), size);
        if (const int status = refuse_early(seen, size - 1, limits)) return QString::number(status);
        if (!seen.ends_with("\r\n\r\n")) continue;
        const auto head = parse_request_head(seen, limits, hosts);
        return QString::number(head ? 200 : head.error());
    }
    return "wait";
}

// The same when they come at once.
QString outcome_at_once(const QByteArray& bytes, const std::vector<std::string>& hosts)
{
    const HttpLimits limits;
    const std::string all = bytes.toStdString();
    const auto end = all.find("\r\n\r\n");
    const auto seen = std::string_view(all).substr(0, end == all.npos ? end : end + 4);
    if (const int status = refuse_early(seen, 0, limits)) return QString::number(status);
    if (end == all.npos) return "wait";
    const auto head = parse_request_head(seen, limits, hosts);
    return QString::number(head ? 200 : head.error());
}

QByteArray get(const QByteArray& fields) { return "GET / HTTP/1.1\r\n" + fields + "\r\n"; }

QByteArray many_fields(int count)
{
    QByteArray out = "Host: a\r\n";
    for (int i = 1; i < count; ++i)
        out += "X-" + QByteArray::number(i) + ": y\r\n";
    return out;
}

} // namespace

class RequestHeadTest : public QObject
{
    Q_OBJECT

private slots:
    // S-3t, and the parts of H-01 and H-02 that a head decides.
    void head_is_accepted_or_refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const QByteArray& bytes, const char* expected) {
            QTest::newRow(name) << bytes << expected;
        };
        row("plain", get("Host: a\r\n"), "200");
        row("with port", get("Host: a:8080\r\n"), "200");
        row("host in capitals", get("HOST: A\r\n"), "200");
        row("blanks around the value", get("Host: \t a \t\r\n"), "200");
        row("empty value", get("Host: a\r\nX:\r\n"), "200");
        row("bytes above ASCII in a value", get("Host: a\r\nX: \xC3\xA4\r\n"), "200");
        row("HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", "200");
        row("query", "GET /a?b=%00&c=[] HTTP/1.1\r\nHost: a\r\n\r\n", "200");
        row("length", get("Host: a\r\nContent-Length: 4\r\n"), "200");
        row("length with zeros", get("Host: a\r\nContent-Length: 0004\r\n"), "200");
        row("64 fields", get(many_fields(64)), "200");

        row("xchunked", get("Host: a\r\nTransfer-Encoding: xchunked\r\n"), "501");
        row("gzip", get("Host: a\r\nTransfer-Encoding: gzip\r\n"), "501");
        row("chunked, identity", get("Host: a\r\nTransfer-Encoding: chunked, identity\r\n"), "501");
        row("chunked", get("Host: a\r\nTransfer-Encoding: chunked\r\n"), "501");
        row("chunked in capitals", get("Host: a\r\nTRANSFER-ENCODING: CHUNKED\r\n"), "501");
        row("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "501"
        );
        row("length, then chunked",
            get("Host: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n"),
            "501");
        row("chunked, then length",
            get("Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n"),
            "501");
        row("blank before the colon", get("Host: a\r\nTransfer-Encoding : chunked\r\n"), "400");
        row("tab before the colon", get("Host: a\r\nTransfer-Encoding\t: chunked\r\n"), "400");

        row("length list", get("Host: a\r\nContent-Length: 4, 4\r\n"), "400");
        row("length twice, equal", get("Host: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n"), "400");
        row("length twice, different", get("Host: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n"), "400");
        row("length signed", get("Host: a\r\nContent-Length: +4\r\n"), "400");
        row("length negative", get("Host: a\r\nContent-Length: -1\r\n"), "400");
        row("length in hex", get("Host: a\r\nContent-Length: 0x4\r\n"), "400");
        row("length with a blank", get("Host: a\r\nContent-Length: 4 4\r\n"), "400");
        row("length empty", get("Host: a\r\nContent-Length:\r\n"), "400");
        row("length 2^64", get("Host: a\r\nContent-Length: 18446744073709551616\r\n"), "413");
        row("length 2^64+4", get("Host: a\r\nContent-Length: 18446744073709551620\r\n"), "413");
        row("length at the limit", get("Host: a\r\nContent-Length: 65536\r\n"), "200");
        row("length above the limit", get("Host: a\r\nContent-Length: 65537\r\n"), "413");

        row("no host", get("X: y\r\n"), "400");
        row("two hosts", get("Host: a\r\nHost: a\r\n"), "400");
        row("empty host", get("Host:\r\n"), "400");
        row("unknown host", get("Host: evil\r\n"), "421");
        row("known host as suffix", get("Host: evil.a\r\n"), "421");
        row("known host as prefix", get("Host: a.evil\r\n"), "421");
        row("host with user", get("Host: x@a\r\n"), "400");
        row("host with path", get("Host: a/b\r\n"), "400");
        row("host with blank", get("Host: a b\r\n"), "400");
        row("host with comma", get("Host: a,a\r\n"), "400");
        row("host with bad port", get("Host: a:80x\r\n"), "400");
        row("host with long port", get("Host: a:123456\r\n"), "400");
        row("IPv6 host", get("Host: [::1]:80\r\n"), "200");
        row("IPv6 host open", get("Host: [::1\r\n"), "400");
        row("IPv6 host empty", get("Host: []\r\n"), "400");

        row("line fold", get("Host: a\r\nX: y\r\n z\r\n"), "400");
        row("line fold with tab", get("Host: a\r\nX: y\r\n\tz\r\n"), "400");
        row("line fold at first", get(" Host: a\r\n"), "400");
        row("empty name", get("Host: a\r\n: y\r\n"), "400");
        row("no colon", get("Host: a\r\nXy\r\n"), "400");
        row("bad character in name", get("Host: a\r\nX(: y\r\n"), "400");
        row("name above ASCII", get("Host: a\r\n\xC3\xA4: y\r\n"), "400");
        row("NUL in value", get(QByteArray("Host: a\r\nX: \0y\r\n", 15)), "400");
        row("escape in value", get("Host: a\r\nX: \x1Bz\r\n"), "400");
        row("DEL in value", get("Host: a\r\nX: \x7F\r\n"), "400");
        row("bare LF", "GET / HTTP/1.1\nHost: a\n\n", "400");
        row("bare LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", "400");
        row("bare CR", "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", "400");
        row("CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", "400");

        row("absolute target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("authority", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("empty target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("raw bytes in target", "GET /\xC3\xA4 HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("blank at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "400");
        row("tab between", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("blank in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("blank first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("HTTP/0.9", "GET /\r\n\r\n", "400");
        row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "505");
        row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505");
        row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505");
        row("HTTP/11", "GET / HTTP/11\r\nHost: a\r\n\r\n", "400");
        row("http in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", "400");
        row("long method", QByteArray(17, 'A') + " / HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("bad method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "400");
        row("TLS hello", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01", 8), "400");
        row("SSH", "SSH-2.0-x\r\n", "400");
        row("expect", get("Host: a\r\nExpect: 100-continue\r\n"), "417");

        row("target at the limit", "GET /" + QByteArray(2047, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", "200");
        row("target above the limit",
            "GET /" + QByteArray(2048, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "414");
        row("target without end", "GET /" + QByteArray(100'000, 'a'), "414");
        row("65 fields", get(many_fields(65)), "431");
        row("head at the limit", get("Host: a\r\nX: " + QByteArray(8192 - 32, 'x') + "\r\n"), "200");
        row("head above the limit", get("Host: a\r\nX: " + QByteArray(8192 - 31, 'x') + "\r\n"), "431");
        row("head without end", "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(100'000, 'x'), "431");
        row("incomplete", "GET / HTTP/1.1\r\nHost: a\r\n", "wait");
    }

    void head_is_accepted_or_refused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        const std::vector<std::string> hosts{"a", "b.example", "[::1]"};
        QCOMPARE(outcome(bytes, hosts), expected);
        QCOMPARE(outcome_at_once(bytes, hosts), expected);
    }

    void any_host_will_do_when_none_is_named()
    {
        QCOMPARE(outcome(get("Host: whatever.example\r\n"), {}), QString("200"));
    }

    void accepted_head_says_what_was_sent()
    {
        const auto head = parse_request_head(
            "POST /a/b?c=d HTTP/1.1\r\nHost: a\r\nX-One:  1 \r\nContent-Length: 12\r\nx-one: 2\r\n\r\n",
            HttpLimits(),
            {}
        );
        QVERIFY(head);
        QCOMPARE(head->method, std::string("POST"));
        QCOMPARE(head->target, std::string("/a/b?c=d"));
        QCOMPARE(head->header("x-one"), std::string_view("1"));
        QCOMPARE(head->count("x-one"), 2U);
        QCOMPARE(head->content_length, 12U);
        QVERIFY(head->keep_alive);
    }

    void connection_is_kept_unless_one_side_says_no_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("kept");
        QTest::newRow("HTTP/1.1") << get("Host: a\r\n") << true;
        QTest::newRow("close") << get("Host: a\r\nConnection: close\r\n") << false;
        QTest::newRow("close among others") << get("Host: a\r\nConnection: foo , CLOSE\r\n") << false;
        QTest::newRow("close in a second field")
            << get("Host: a\r\nConnection: foo\r\nConnection: close\r\n") << false;
        QTest::newRow("closed is not close") << get("Host: a\r\nConnection: closed\r\n") << true;
        QTest::newRow("HTTP/1.0"
        ) << QByteArray("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
          << false;
    }

    void connection_is_kept_unless_one_side_says_no()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, kept);
        const auto head = parse_request_head(bytes.toStdString(), HttpLimits(), {});
        QVERIFY(head);
        QCOMPARE(head->keep_alive, kept);
    }
};

QTEST_GUILESS_MAIN(RequestHeadTest)
#include "request_head_test.moc"
