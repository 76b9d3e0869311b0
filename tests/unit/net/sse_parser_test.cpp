#include "backend/net/sse_parser.hpp"

#include <QtTest>
#include <string>
#include <vector>

using namespace tandem;
using namespace tandem::net;

namespace {

// "event=data" of each event, joined with '|'; "!" at the end when the parser gave up.
std::string parse(const std::vector<std::string_view>& pieces, std::size_t limit = 1024)
{
    std::string out;
    SseParser parser(
        [&](ServerSentEvent event) { out += (out.empty() ? "" : "|") + event.event + "=" + event.data; },
        limit
    );
    for (const auto piece : pieces) {
        if (!parser.feed(piece)) return out + "!";
    }
    return parser.finish() ? out : out + "!";
}

} // namespace

class SseParserTest : public QObject
{
    Q_OBJECT

private slots:
    void stream_gives_events_wherever_it_is_split_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QByteArray>("events");
        const auto row = [](const char* name, const QByteArray& stream, const QByteArray& events) {
            QTest::newRow(name) << stream << events;
        };
        row("LF", "data: a\n\ndata: b\n\n", "message=a|message=b");
        row("CR", "data: a\r\rdata: b\r\r", "message=a|message=b");
        row("CR LF", "data: a\r\n\r\ndata: b\r\n\r\n", "message=a|message=b");
        row("line ends mixed", "data: a\rdata: b\ndata: c\r\n\n", "message=a\nb\nc");
        row("CR then LF is one end", "data: a\r\ndata: b\r\n\r\n", "message=a\nb");
        row("byte order mark",
            "\xEF\xBB\xBF"
            "data: a\n\n",
            "message=a");
        row("mark only at the start",
            "data: a\n\n\xEF\xBB\xBF"
            "data: b\n\n",
            "message=a");
        row("half a mark is text",
            "\xEF\xBB"
            "data: a\n\ndata: b\n\n",
            "message=b");
        row("comments", ": hello\n\n:\ndata: a\n: more\ndata: b\n\n", "message=a\nb");
        row("one space is left out", "data:a\n\ndata:  b\n\n", "message=a|message= b");
        row("named event", "event: ping\ndata: {}\n\ndata: x\n\n", "ping={}|message=x");
        row("name without data is forgotten", "event: ping\n\ndata: x\n\n", "message=x");
        row("last name counts", "event: a\nevent: b\ndata: x\n\n", "b=x");
        row("empty data", "data:\n\ndata\n\ndata: a\n\n", "message=a");
        row("empty lines inside", "data: a\ndata\ndata: b\n\n", "message=a\n\nb");
        row("only an empty second line", "data\ndata\n\n", "message=\n");
        row("unknown fields", "id: 7\nretry: 10\nfoo: bar\nDATA: x\ndata : y\ndata: a\n\n", "message=a");
        row("done without blank line", "data: a\n\ndata: [DONE]\n", "message=a|message=[DONE]");
        row("done without line end", "data: a\n\ndata: [DONE]", "message=a|message=[DONE]");
        row("characters of every length",
            "data: \xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\n\n",
            "message=\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
        row("stray bytes", "data: a\xFF\x80\x62\n\n", "message=a\xEF\xBF\xBD\xEF\xBF\xBD\x62");
        row("character cut by the line end", "data: \xE2\x82\ndata: b\n\n", "message=\xEF\xBF\xBD\nb");
        row("character cut by the stream's end", "data: \xF0\x9F\x98", "message=\xEF\xBF\xBD");
        row("surrogate", "data: \xED\xA0\x80\n\n", "message=\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
        row("overlong", "data: \xC0\xAF\n\n", "message=\xEF\xBF\xBD\xEF\xBF\xBD");
        row("bad event name", "event: \xFF\ndata: a\n\n", "\xEF\xBF\xBD=a");
        row("nothing", "", "");
        row("only line ends", "\n\r\r\n\n", "");
    }

    void stream_gives_events_wherever_it_is_split()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QByteArray, events);
        const std::string text = stream.toStdString();
        const std::string_view all = text;
        const std::string expected = events.toStdString();

        QCOMPARE(parse({all}), expected);
        for (std::size_t a = 0; a <= all.size(); ++a) {
            for (std::size_t b = a; b <= all.size(); ++b) {
                QCOMPARE(parse({all.substr(0, a), all.substr(a, b - a), all.substr(b)}), expected);
            }
        }
        std::vector<std::string_view> bytes;
        for (std::size_t i = 0; i < all.size(); ++i)
            bytes.push_back(all.substr(i, 1));
        QCOMPARE(parse(bytes), expected);
    }

    void nul_byte_is_data_like_any_other()
    {
        QCOMPARE(parse({std::string_view("data: a\0b\n\n", 11)}), std::string("message=a\0b", 11));
    }

    void line_at_the_limit_passes_and_one_byte_more_does_not()
    {
        const std::string fits = "data: " + std::string(94, 'x');
        QCOMPARE(parse({fits, "\n\n"}, 100), "message=" + std::string(94, 'x'));
        QCOMPARE(parse({fits, "x\n\n"}, 100), std::string("!"));
        QCOMPARE(parse({fits, "x"}, 100), std::string("!"));
    }

    void event_of_many_lines_is_limited()
    {
        std::string stream = "data: first\n\n";
        for (int i = 0; i < 30; ++i)
            stream += "data: 1234\n";
        QCOMPARE(parse({stream, "\n"}, 100), std::string("message=first!"));
    }

    void dead_parser_stays_dead()
    {
        int events = 0;
        SseParser parser([&](const ServerSentEvent&) { ++events; }, 10);
        QVERIFY(!parser.feed(std::string(11, 'x')));
        const auto again = parser.feed("\n\ndata: a\n\n");
        QVERIFY(!again);
        QCOMPARE(again.error().code, Errc::too_large);
        QVERIFY(!parser.finish());
        QCOMPARE(events, 0);
    }
};

QTEST_GUILESS_MAIN(SseParserTest)
#include "sse_parser_test.moc"
