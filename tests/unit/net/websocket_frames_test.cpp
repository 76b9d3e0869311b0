#include "backend/net/websocket_frames.hpp"

#include <QtTest>
#include <optional>

using namespace tandem::net;

namespace {

// A masked frame; `first` is FIN, reserved bits and opcode.
std::string frame(unsigned first, std::string_view payload)
{
    constexpr std::string_view mask = "\x37\xFA\x21\x3D";
    std::string out{static_cast<char>(first)};
    if (payload.size() <= 125) {
        out.push_back(static_cast<char>(0x80U | payload.size()));
    } else if (payload.size() <= 0xFFFF) {
        out +=
            {static_cast<char>(0x80U | 126U),
             static_cast<char>(payload.size() >> 8U),
             static_cast<char>(payload.size())};
    } else {
        out.push_back(static_cast<char>(0x80U | 127U));
        for (int i = 7; i >= 0; --i)
            out.push_back(static_cast<char>(payload.size() >> (8 * i)));
    }
    out += mask;
    for (std::size_t i = 0; i < payload.size(); ++i)
        out.push_back(static_cast<char>(payload[i] ^ mask[i % 4]));
    return out;
}

// The header of a frame that announces `length` in eight bytes.
std::string announce(unsigned first, std::uint64_t length)
{
    std::string out{static_cast<char>(first), static_cast<char>(0xFF)};
    for (int i = 7; i >= 0; --i)
        out.push_back(static_cast<char>(length >> (8 * i)));
    return out + "abcd";
}

constexpr unsigned text = 0x81;
constexpr unsigned text_begin = 0x01;
constexpr unsigned more = 0x00;
constexpr unsigned last = 0x80;
constexpr unsigned close_first = 0x88;
constexpr unsigned ping = 0x89;
constexpr unsigned pong = 0x8A;

// "text:hi ping:x close:1000", a failure as "!1002".
std::string
decode(std::string_view bytes, std::size_t piece, std::size_t limit = 70'000, unsigned fragments = 4)
{
    FrameDecoder decoder(limit, fragments);
    std::string out;
    const auto add = [&](const std::string& word) { out += (out.empty() ? "" : " ") + word; };
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        auto rest = bytes.substr(at, piece);
        while (true) {
            const auto event = decoder.next(rest);
            if (event == FrameEvent::need_more) break;
            if (event == FrameEvent::message) add("text:" + decoder.take_message());
            if (event == FrameEvent::ping) add("ping:" + std::string(decoder.control_payload()));
            if (event == FrameEvent::pong) add("pong:" + std::string(decoder.control_payload()));
            if (event == FrameEvent::close)
                return add("close:" + std::to_string(decoder.close_code())), out;
            if (event == FrameEvent::failed) return add("!" + std::to_string(decoder.close_code())), out;
        }
    }
    if (!decoder.at_rest()) add("...");
    return out;
}

} // namespace

class WebSocketFramesTest : public QObject
{
    Q_OBJECT

private slots:
    // Requirement S-4 and the ideas of the Autobahn groups 1 to 7.
    void frames_are_understood_or_refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const std::string& bytes, const std::string& expected) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray::fromStdString(expected);
        };
        for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 128U, 65'535U, 65'536U, 70'000U}) {
            const std::string payload(size, 'x');
            row(("text of " + std::to_string(size)).c_str(), frame(text, payload), "text:" + payload);
        }
        row("two messages", frame(text, "a") + frame(text, "b"), "text:a text:b");
        row("fragments", frame(text_begin, "a") + frame(more, "b") + frame(last, "c"), "text:abc");
        row("empty fragments", frame(text_begin, "") + frame(more, "") + frame(last, ""), "text:");
        row("ping between fragments",
            frame(text_begin, "a") + frame(ping, "p") + frame(last, "b"),
            "ping:p text:ab");
        row("pong unasked for", frame(pong, "x"), "pong:x");
        row("ping of 125", frame(ping, std::string(125, 'p')), "ping:" + std::string(125, 'p'));
        row("character split over fragments",
            frame(text_begin, "\xE2\x82") + frame(last, "\xAC"),
            "text:\xE2\x82\xAC");
        row("incomplete header", frame(text, "abc").substr(0, 3), "...");
        row("incomplete payload", frame(text, "abc").substr(0, 8), "...");
        row("incomplete message", frame(text_begin, "abc"), "...");

        row("unmasked", std::string("\x81\x01x"), "!1002");
        for (const unsigned bit : {0x10U, 0x20U, 0x40U}) {
            row(("reserved bit " + std::to_string(bit)).c_str(), frame(text | bit, "a"), "!1002");
        }
        for (const unsigned opcode : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U}) {
            row(("opcode " + std::to_string(opcode)).c_str(), frame(0x80U | opcode, ""), "!1002");
        }
        row("binary", frame(0x82, "a"), "!1003");
        row("ping of 126", frame(ping, std::string(126, 'p')), "!1002");
        row("close of 126", frame(close_first, std::string(126, 'p')), "!1002");
        row("fragmented ping", frame(0x09, "a"), "!1002");
        row("fragmented close", frame(0x08, ""), "!1002");
        row("continuation of nothing", frame(last, "a"), "!1002");
        row("continuation after the last",
            frame(text_begin, "a") + frame(last, "b") + frame(last, "c"),
            "text:ab !1002");
        row("message inside a message", frame(text_begin, "a") + frame(text, "b"), "!1002");
        row("length in too many bytes (2)",
            std::string(
                "\x81\xFE\x00\x7D"
                "abcd",
                8
            ),
            "!1002");
        row("length in too many bytes (8)", announce(text, 65'535), "!1002");

        row("one byte too long", frame(text, std::string(70'001, 'x')), "!1009");
        row("2^31", announce(text, 1ULL << 31U), "!1009");
        row("2^63-1", announce(text, (1ULL << 63U) - 1), "!1009");
        row("2^63+3", announce(text, (1ULL << 63U) + 3), "!1009");
        row("2^64-1", announce(text, ~0ULL), "!1009");
        row("too long in fragments",
            frame(text_begin, std::string(40'000, 'x')) + frame(last, std::string(40'000, 'x')),
            "!1009");
        row("2^64-1 as second fragment", frame(text_begin, "a") + announce(last, ~0ULL), "!1009");
        row("at most four fragments",
            frame(text_begin, "a") + frame(more, "b") + frame(more, "") + frame(last, "d"),
            "text:abd");
        row("fifth fragment",
            frame(text_begin, "") + frame(more, "") + frame(more, "") + frame(more, "") + frame(more, ""),
            "!1009");

        row("stray byte", frame(text, "a\xFF"), "!1007");
        row("overlong", frame(text, "\xC0\xAF"), "!1007");
        row("surrogate", frame(text, "\xED\xA0\x80"), "!1007");
        row("above U+10FFFF", frame(text, "\xF4\x90\x80\x80"), "!1007");
        row("cut character", frame(text, "\xE2\x82"), "!1007");
        row("cut character in fragments", frame(text_begin, "\xE2") + frame(last, "\x82"), "!1007");

        row("close without code", frame(close_first, ""), "close:1005");
        row("close with half a code", frame(close_first, "\x03"), "!1002");
        row("close with reason",
            frame(
                close_first,
                "\x03\xE8"
                "bye"
            ),
            "close:1000");
        row("close with a bad reason", frame(close_first, "\x03\xE8\xFF"), "!1007");
        row("nothing after close", frame(close_first, "") + frame(text, "a"), "close:1005");
        row("close inside a message", frame(text_begin, "a") + frame(close_first, ""), "close:1005");
        for (const unsigned code :
             {1000U,
              1001U,
              1002U,
              1003U,
              1007U,
              1008U,
              1009U,
              1010U,
              1011U,
              1012U,
              1013U,
              1014U,
              3000U,
              3999U,
              4000U,
              4999U}) {
            const std::string payload{static_cast<char>(code >> 8U), static_cast<char>(code)};
            row(("close " + std::to_string(code)).c_str(),
                frame(close_first, payload),
                "close:" + std::to_string(code));
        }
        for (const unsigned code :
             {0U, 1U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 1100U, 2000U, 2999U, 5000U, 65'535U}) {
            const std::string payload{static_cast<char>(code >> 8U), static_cast<char>(code)};
            row(("close " + std::to_string(code)).c_str(), frame(close_first, payload), "!1002");
        }
    }

    void frames_are_understood_or_refused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, expected);
        const std::string all = bytes.toStdString();
        for (const std::size_t piece :
             {std::size_t(1), std::size_t(2), std::size_t(3), std::size_t(1024), all.size() + 1}) {
            QCOMPARE(decode(all, piece), expected.toStdString());
        }
    }

    void endless_empty_fragments_end()
    {
        std::string bytes = frame(text_begin, "");
        for (int i = 0; i < 200'000; ++i)
            bytes += frame(more, "");
        QCOMPARE(decode(bytes, bytes.size(), 16'384, 32), std::string("!1009"));
    }

    void header_of_every_size_is_minimal_data()
    {
        QTest::addColumn<quint64>("size");
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("0") << quint64(0) << QByteArray("\x81\x00", 2);
        QTest::newRow("125") << quint64(125) << QByteArray("\x81\x7D", 2);
        QTest::newRow("126") << quint64(126) << QByteArray("\x81\x7E\x00\x7E", 4);
        QTest::newRow("65535") << quint64(65'535) << QByteArray("\x81\x7E\xFF\xFF", 4);
        QTest::newRow("65536") << quint64(65'536)
                               << QByteArray("\x81\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10);
    }

    void header_of_every_size_is_minimal()
    {
        QFETCH(quint64, size);
        QFETCH(QByteArray, header);
        std::array<char, 10> out{};
        const auto length = write_frame_header(out, Opcode::text, size);
        QCOMPARE(QByteArray(out.data(), static_cast<int>(length)), header);
    }

    void close_reason_is_cut_between_characters()
    {
        QCOMPARE(close_payload(4408, "slow"), std::string("\x11\x38slow"));
        std::string reason(122, 'x');
        QCOMPARE(close_payload(1000, reason + "\xC3\xA4").size(), 2U + 122U);
        QCOMPARE(close_payload(1000, reason + "yz").size(), 2U + 123U);
    }
};

QTEST_GUILESS_MAIN(WebSocketFramesTest)
#include "websocket_frames_test.moc"
