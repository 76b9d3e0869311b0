#include "shared/protocol/strict_json.hpp"

#include "shared/base/random.hpp"

#include <QtTest>
#include <charconv>
#include <chrono>
#include <cmath>

using namespace tandem;
using namespace tandem::protocol;

namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string object_with_keys(std::size_t count)
{
    std::string text = "{";
    for (std::size_t i = 0; i < count; ++i)
        text += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":0";
    return text + "}";
}

} // namespace

Q_DECLARE_METATYPE(tandem::Errc)

class StrictJsonTest : public QObject
{
    Q_OBJECT

private slots:
    void takes_what_is_json_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"{}",
              "[]",
              "null",
              "0",
              "-0",
              "\"\"",
              " {\"a\" : [1, 2.5, true, null, \"x\"]} ",
              "9007199254740993",
              "18446744073709551615",
              "1e308",
              "\"\\ud83d\\udc4d\"",
              "\"\xF0\x9F\x91\x8D\"",
              "{\"a\":{\"a\":1}}",
              "[{\"a\":1},{\"a\":2}]",
              "\"\\u0001\""})
            QTest::addRow("%s", text) << QByteArray(text);
        QTest::addRow("depth 16") << QByteArray::fromStdString(nested(16));
        QTest::addRow("256 keys") << QByteArray::fromStdString(object_with_keys(256));
    }
    void takes_what_is_json()
    {
        QFETCH(QByteArray, text);
        const auto parsed = parse_json(text.toStdString());
        QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().detail.c_str());
    }

    void refuses_what_is_not_quite_json_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Errc>("code");
        const auto bad = [](const char* name, const QByteArray& text) {
            QTest::addRow("%s", name) << text << Errc::bad_request;
        };
        const auto large = [](const char* name, const std::string& text) {
            QTest::addRow("%s", name) << QByteArray::fromStdString(text) << Errc::too_large;
        };
        bad("empty", "");
        bad("white space", "  ");
        bad("cut", "{\"a\":");
        bad("cut string", "\"abc");
        bad("trailing text", "{} x");
        bad("two documents", "{}{}");
        bad("trailing comma", "[1,]");
        bad("comment", "/* x */ {}");
        bad("single quotes", "{'a':1}");
        bad("leading zero", "01");
        bad("not a number", "NaN");
        bad("infinity", "Infinity");
        bad("overflow", "1e400");
        bad("negative overflow", "-1e400");
        bad("overflow in an array", "[1,1e999]");
        bad("duplicate key", "{\"a\":1,\"a\":2}");
        bad("duplicate key, spelled differently", "{\"a\":1,\"\\u0061\":2}");
        bad("duplicate key, nested", "{\"x\":{\"b\":1,\"c\":2,\"b\":3}}");
        bad("NUL in a value", "\"a\\u0000b\"");
        bad("NUL in a key", "{\"a\\u0000b\":1}");
        bad("NUL at the start of a value", "\"\\u0000\"");
        bad("raw NUL", QByteArray("\"a\0b\"", 5));
        bad("raw line feed in a string", "\"a\nb\"");
        bad("lone high surrogate", "\"\\ud83d\"");
        bad("lone low surrogate", "\"\\udc4d\"");
        bad("surrogates in the wrong order", "\"\\udc4d\\ud83d\"");
        bad("surrogate in a key", "{\"\\ud83d\":1}");
        bad("ill-formed UTF-8", "\"\xC3\x28\"");
        bad("overlong UTF-8", "\"\xC0\xAF\"");
        bad("surrogate in UTF-8", "\"\xED\xA0\x80\"");
        bad("byte order mark", "\xEF\xBB\xBF{}");
        bad("bad escape", "\"\\x41\"");
        large("depth 17", nested(17));
        large("a million brackets", std::string(60'000, '['));
        large("too many keys in one object", object_with_keys(257));
        large("too many elements", [] {
            std::string text = "[0";
            for (int i = 0; i < 5'000; ++i)
                text += ",0";
            return text + "]";
        }());
        large("too many bytes", "\"" + std::string(64 * 1024, 'a') + "\"");
    }
    void refuses_what_is_not_quite_json()
    {
        QFETCH(QByteArray, text);
        QFETCH(Errc, code);
        const auto parsed = parse_json(text.toStdString());
        QVERIFY(!parsed.has_value());
        QCOMPARE(int(parsed.error().code), int(code));
    }

    void a_number_comes_back_as_it_was_written()
    {
        SeededRandom random(3);
        for (int i = 0; i < 20'000; ++i) {
            double value = random.unit();
            if (i % 2 == 0) {
                random.fill(std::as_writable_bytes(std::span(&value, 1)));
                if (!std::isfinite(value)) continue;
            }
            char text[64];
            const auto end = std::to_chars(text, text + sizeof text, value).ptr;
            const auto parsed = parse_json(std::string_view(text, end));
            QVERIFY2(parsed.has_value(), text);
            QVERIFY2(parsed->to_number<double>() == value, text);
        }
    }

    void counts_nested_members_together()
    {
        std::string text = "[";
        for (int i = 0; i < 5'000; ++i)
            text += i > 0 ? ",[0]" : "[0]";
        QCOMPARE(int(parse_json(text + "]").error().code), int(Errc::too_large));
        std::string empties = "[";
        for (int i = 0; i < 5'000; ++i)
            empties += i > 0 ? ",{}" : "{}";
        QCOMPARE(int(parse_json(empties + "]").error().code), int(Errc::too_large));
    }

    void hostile_texts_are_refused_in_milliseconds()
    {
        const auto start = std::chrono::steady_clock::now();
        (void)parse_json(object_with_keys(5'000));
        (void)parse_json(std::string(64 * 1024, '['));
        (void)parse_json(std::string(64 * 1024, '9'));
        (void)parse_json("0." + std::string(64 * 1024 - 2, '9'));
        (void)parse_json("\"" + std::string(64 * 1024 - 2, '\\') + "\"");
        QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(500));
    }
};

QTEST_GUILESS_MAIN(StrictJsonTest)
#include "strict_json_test.moc"
