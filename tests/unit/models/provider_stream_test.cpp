#include "backend/bot/models/anthropic_stream.hpp"
#include "backend/bot/models/chat_stream.hpp"
#include "backend/bot/models/provider_errors.hpp"
#include "backend/net/sse_parser.hpp"

#include <QtTest>
#include <map>
#include <memory>

using namespace tandem;
using namespace tandem::bot;

namespace {

struct Heard
{
    std::string text;
    int error = 0;
    bool complete = false;
    bool truncated = false;
    std::uint64_t answer_tokens = 0;
    friend bool operator==(const Heard&, const Heard&) = default;
};

// Bytes as they came, in two pieces split at `at`.
Heard hear(bool anthropic, std::string_view bytes, std::size_t at)
{
    std::unique_ptr<CompletionReader> reader;
    if (anthropic)
        reader = std::make_unique<AnthropicStream>();
    else
        reader = std::make_unique<ChatStream>();
    Heard heard;
    net::SseParser parser([&](const net::ServerSentEvent& event) {
        if (heard.error != 0) return;
        auto piece = reader->feed(event.data);
        if (piece)
            heard.text += *piece;
        else
            heard.error = int(piece.error().code);
    });
    static_cast<void>(parser.feed(bytes.substr(0, at)));
    static_cast<void>(parser.feed(bytes.substr(at)));
    static_cast<void>(parser.finish());
    heard.complete = reader->complete();
    heard.truncated = reader->truncated();
    heard.answer_tokens = reader->answer_tokens();
    return heard;
}

std::string delta(const char* members)
{
    return std::string(R"({"choices":[{"index":0,)") + members + "}]}";
}
std::string data(const std::string& json) { return "data: " + json + "\n\n"; }

const std::string hi = data(delta(R"("delta":{"content":"Hi"},"finish_reason":null)"));
const std::string stop = data(delta(R"("delta":{},"finish_reason":"stop")"));
const std::string done = "data: [DONE]\n\n";

std::string named(const char* name, const std::string& json)
{
    return std::string("event: ") + name + "\ndata: " + json + "\n\n";
}

const std::string a_start = named(
    "message_start",
    R"({"type":"message_start","message":{"content":[],"usage":{"input_tokens":25,"output_tokens":1}}})"
);
const std::string a_block = named(
    "content_block_start",
    R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})"
);
const std::string a_hi = named(
    "content_block_delta",
    R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}})"
);
const std::string a_end = named("content_block_stop", R"({"type":"content_block_stop","index":0})");
const std::string a_stop = named(
    "message_delta",
    R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}})"
);
const std::string a_done = named("message_stop", R"({"type":"message_stop"})");

} // namespace

class ProviderStreamTest : public QObject
{
    Q_OBJECT

private slots:
    void what_servers_send_data();
    void what_servers_send();
    void refusals_data();
    void refusals();
    void how_long_to_wait_data();
    void how_long_to_wait();
};

void ProviderStreamTest::what_servers_send_data()
{
    QTest::addColumn<bool>("anthropic");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("truncated");
    const auto row = [](const char* name,
                        const std::string& bytes,
                        const char* text,
                        Errc error = Errc(0),
                        bool truncated = false) {
        QTest::addRow("%s", name) << false << QByteArray::fromStdString(bytes) << text << int(error)
                                  << truncated;
    };
    row("plain", hi + stop + done, "Hi");
    row("llama.cpp: first delta with a role and null, numeric extras",
        data(delta(R"("finish_reason":null,"delta":{"role":"assistant","content":null})")) + hi +
            data(
                R"({"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"timings":{"predicted_ms":1.5}})"
            ) +
            done,
        "Hi");
    row("llama.cpp: [DONE] without the blank line", hi + stop + "data: [DONE]\n", "Hi");
    row("llama.cpp: usage inside the last delta",
        hi +
            data(
                R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"completion_tokens":15}})"
            ) +
            done,
        "Hi");
    row("llama.cpp: an error as a chunk inside a 200",
        data(R"({"error":{"code":500,"message":"x","type":"server_error"}})"),
        "",
        Errc::overloaded,
        true);
    row("llama.cpp: the context is full",
        data(R"({"error":{"code":400,"message":"x","type":"exceed_context_size_error"}})"),
        "",
        Errc::bad_request,
        true);
    row("llama.cpp: control characters are escaped",
        data(delta(R"("delta":{"content":"a\u0007b"})")) + stop,
        "a\ab");
    row("vLLM: no finish_reason until the end, and stop_reason beside it",
        data(delta(R"("delta":{"content":"Hi"})")) +
            data(delta(R"("delta":{"content":""},"finish_reason":"stop","stop_reason":null)")) + done,
        "Hi");
    row("vLLM: usage with choices null",
        hi + stop + data(R"({"choices":null,"usage":{"completion_tokens":15}})") + done,
        "Hi");
    row("vLLM: an error in the stream, then [DONE]",
        hi + data(R"({"error":{"message":"x","type":"InternalServerError","code":500}})") + done,
        "Hi",
        Errc::overloaded,
        true);
    row("vLLM: the error's code is a string of digits",
        hi + data(R"({"error":{"message":"x","type":"x","code":"boom"}})") + done,
        "Hi",
        Errc::unavailable,
        true);
    row("vLLM: reasoning is not shown",
        data(delta(R"("delta":{"reasoning_content":"hmm"})")) +
            data(delta(R"("delta":{"reasoning":"hmm"})")) + hi + stop,
        "Hi");
    row("Ollama: usage late, or never", hi + stop, "Hi");
    row("Ollama: empty with a stop", stop + done, "");
    row("OpenRouter: comments, then an error with empty choices",
        ": OPENROUTER PROCESSING\n\n" + data(R"({"choices":[],"error":{"code":502,"message":"x"}})"),
        "",
        Errc::overloaded,
        true);
    row("an error that is a string", data(R"({"error":"model not loaded"})"), "", Errc::unavailable, true);
    row("error null is none", data(R"({"error":null,"choices":[{"delta":{"content":"Hi"}}]})") + stop, "Hi"
    );
    row("keep-alives as data", "data: : keepalive\n\ndata:\n\n" + hi + "data: : keepalive\n\n" + stop, "Hi"
    );
    row("Gemini: tool calls with stop are no text",
        data(delta(R"("delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{}"}}]})")) +
            stop,
        "");
    row("noise after the end", hi + stop + done + "data: noise\n\n", "Hi");
    row("no end", hi, "Hi", Errc(0), true);
    row("[DONE] alone is no end", hi + done, "Hi", Errc(0), true);
    row("cut by its length", hi + data(delta(R"("delta":{},"finish_reason":"length")")), "Hi", Errc(0), true
    );
    row("the provider's filter",
        hi + data(delta(R"("delta":{},"finish_reason":"content_filter")")),
        "Hi",
        Errc::bad_request);
    row("a refusal", data(delta(R"("delta":{"refusal":"I cannot"})")), "", Errc::bad_request, true);
    row("padding", data(R"({"obfuscation":"xxxx","choices":[{"delta":{"content":"Hi"}}]})") + stop, "Hi");
    row("half a surrogate pair",
        data(delta(R"("delta":{"content":"a\ud83db\\ud83d\ud83d\ude00"})")) + stop,
        "a\xEF\xBF\xBD"
        "b\\ud83d\xF0\x9F\x98\x80");
    row("no space, CR LF, a byte order mark",
        "\xEF\xBB\xBF"
        "data:" +
            delta(R"("delta":{"content":"H\u00fc ü"})") + "\r\n\r\n" + stop,
        "Hü ü");
    row("no JSON", "data: nonsense\n\n", "", Errc::bad_request, true);
    row("a list", "data: []\n\n", "", Errc::bad_request, true);

    const auto message = [](const char* name,
                            const std::string& bytes,
                            const char* text,
                            Errc error = Errc(0),
                            bool truncated = false) {
        QTest::addRow("Anthropic: %s", name)
            << true << QByteArray::fromStdString(bytes) << text << int(error) << truncated;
    };
    const std::string ping = named("ping", R"({"type":"ping"})");
    message("plain", a_start + a_block + a_hi + a_end + a_stop + a_done, "Hi");
    message(
        "pings anywhere",
        ping + a_start + ping + a_block + a_hi + ping + a_end + a_stop + ping + a_done,
        "Hi"
    );
    message(
        "unknown events and deltas",
        a_start + named("future", R"({"type":"future","delta":{"text":"x"}})") +
            named(
                "content_block_delta",
                R"({"type":"content_block_delta","index":0,"delta":{"type":"future_delta","text":"x"}})"
            ) +
            a_hi + a_stop + a_done,
        "Hi"
    );
    message(
        "thinking and tools are no text",
        a_start +
            named(
                "content_block_start",
                R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}})"
            ) +
            named(
                "content_block_delta",
                R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hmm"}})"
            ) +
            named(
                "content_block_delta",
                R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{"}})"
            ) +
            a_hi + a_stop + a_done,
        "Hi"
    );
    message("no message_stop", a_start + a_hi + a_stop, "Hi", Errc(0), true);
    message("no stop reason", a_start + a_hi + a_done, "Hi", Errc(0), true);
    message(
        "max_tokens",
        a_start + a_hi +
            named("message_delta", R"({"type":"message_delta","delta":{"stop_reason":"max_tokens"}})") +
            a_done,
        "Hi",
        Errc(0),
        true
    );
    message(
        "a refusal",
        a_start + a_hi +
            named("message_delta", R"({"type":"message_delta","delta":{"stop_reason":"refusal"}})") +
            a_done,
        "Hi",
        Errc::bad_request,
        true
    );
    message(
        "overloaded in the stream",
        a_start + a_hi +
            named("error", R"({"type":"error","error":{"type":"overloaded_error","message":"x"}})"),
        "Hi",
        Errc::overloaded,
        true
    );
    message(
        "a whole message",
        data(
            R"({"type":"message","content":[{"type":"thinking","thinking":"x"},{"type":"text","text":"Hi"}],"stop_reason":"end_turn"})"
        ),
        "Hi"
    );
}

void ProviderStreamTest::what_servers_send()
{
    QFETCH(bool, anthropic);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QFETCH(int, error);
    QFETCH(bool, truncated);
    const std::string stream = bytes.toStdString();
    const Heard whole = hear(anthropic, stream, stream.size());
    QCOMPARE(QString::fromStdString(whole.text), text);
    QCOMPARE(whole.error, error);
    if (error == 0) QCOMPARE(whole.truncated, truncated);
    if (stream.contains("_tokens\":15")) QCOMPARE(int(whole.answer_tokens), 15);
    for (std::size_t at = 0; at < stream.size(); ++at)
        QVERIFY2(hear(anthropic, stream, at) == whole, std::to_string(at).c_str());
}

void ProviderStreamTest::refusals_data()
{
    QTest::addColumn<bool>("anthropic");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<int>("meaning");
    const auto row = [](const char* name, bool anthropic, int status, const char* document, Errc meaning) {
        QTest::addRow("%s", name) << anthropic << status << QByteArray(document) << int(meaning);
    };
    row("rate limit", false, 429, R"({"error":{"code":"rate_limit_exceeded"}})", Errc::overloaded);
    row("quota",
        false,
        429,
        R"({"error":{"type":"insufficient_quota","code":"insufficient_quota"}})",
        Errc::forbidden);
    row("key", false, 401, R"({"error":{"code":"invalid_api_key"}})", Errc::forbidden);
    row("overloaded", false, 503, R"({"error":{"code":"server_is_overloaded"}})", Errc::overloaded);
    row("a page", false, 502, "<html>", Errc::overloaded);
    row("bad", false, 400, R"({"error":{"type":"invalid_request_error"}})", Errc::bad_request);
    row("Ollama's string", false, 404, R"({"error":"model not found"})", Errc::bad_request);
    row("A overloaded",
        true,
        529,
        R"({"type":"error","error":{"type":"overloaded_error"}})",
        Errc::overloaded);
    row("A rate limit",
        true,
        429,
        R"({"type":"error","error":{"type":"rate_limit_error"}})",
        Errc::overloaded);
    row("A spend limit",
        true,
        429,
        R"({"type":"error","error":{"type":"rate_limit_error","details":{"error_code":"enforced_spend_limit_reached"}}})",
        Errc::forbidden);
    row("A billing", true, 400, R"({"type":"error","error":{"type":"billing_error"}})", Errc::forbidden);
    row("A permission",
        true,
        403,
        R"({"type":"error","error":{"type":"permission_error"}})",
        Errc::forbidden);
    row("A bad",
        true,
        400,
        R"({"type":"error","error":{"type":"invalid_request_error"}})",
        Errc::bad_request);
    row("A api_error", true, 500, R"({"type":"error","error":{"type":"api_error"}})", Errc::overloaded);
}

void ProviderStreamTest::refusals()
{
    QFETCH(bool, anthropic);
    QFETCH(int, status);
    QFETCH(QByteArray, document);
    QFETCH(int, meaning);
    const auto text = document.toStdString();
    const Errc got =
        anthropic ? AnthropicStream().refusal(status, text) : ChatStream().refusal(status, text);
    QCOMPARE(int(got), meaning);
}

void ProviderStreamTest::how_long_to_wait_data()
{
    QTest::addColumn<QByteArray>("ms");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<qint64>("expected"); // -1: not told
    const auto row = [](const char* ms, const char* after, qint64 expected) {
        QTest::addRow("%s|%s", ms, after) << QByteArray(ms) << QByteArray(after) << expected;
    };
    row("", "", -1);
    row("", "2", 2'000);
    row("", "0.5", 500);
    row("250", "2", 250);
    row("soon", "2", 2'000);
    row("", "soon", -1);
    row("", "-1", -1);
    row("", "nan", -1);
    row("", "999999999999", 3'600'000);
    row("", "Tue, 14 Nov 2023 22:13:50 GMT", 30'000);
    row("", "Tue, 14 Nov 2023 22:13:00 GMT", 0);
    row("", "Tue, 99 Nov 2023 22:13:50 GMT", -1);
    row("", "Tuesday", -1);
}

void ProviderStreamTest::how_long_to_wait()
{
    QFETCH(QByteArray, ms);
    QFETCH(QByteArray, after);
    QFETCH(qint64, expected);
    const std::map<std::string_view, std::string> headers{
        {"retry-after-ms", ms.toStdString()}, {"retry-after", after.toStdString()}
    };
    const auto wait = retry_after(
        [&](std::string_view name) { return std::string_view(headers.at(name)); }, 1'700'000'000'000
    );
    QCOMPARE(wait ? qint64(wait->count()) : -1, expected);
}

QTEST_GUILESS_MAIN(ProviderStreamTest)
#include "provider_stream_test.moc"
