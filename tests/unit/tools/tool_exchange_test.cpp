#include "backend/bot/tools/tool_exchange.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::protocol;

namespace {

const ToolService service{.name = "shop", .url = "http://shop.example", .secret = "s3cret"};

ToolDefinition read_tool()
{
    ToolDefinition tool;
    tool.name = "get_order";
    tool.path = "/orders/{order}";
    tool.parameters.resize(2);
    tool.parameters[0].name = "order";
    tool.parameters[0].in = ToolParameter::In::path;
    tool.parameters[0].max_length = 40;
    tool.parameters[1].name = "email";
    tool.parameters[1].in = ToolParameter::In::query;
    return tool;
}

ToolDefinition write_tool()
{
    auto tool = read_tool();
    tool.name = "cancel";
    tool.method = "POST";
    tool.path = "/orders/{order}/cancel";
    tool.writes = true;
    tool.parameters[1].in = ToolParameter::In::body;
    return tool;
}

ToolRequest request(std::string order, std::string email = "a@b.example")
{
    ToolRequest out;
    out.arguments = {{"order", std::move(order)}, {"email", std::move(email)}};
    out.scope = {ConversationId("cnv_1"), CustomerId("cus_1"), false};
    out.key = "key1";
    return out;
}

QString header(const net::OutgoingRequest& request, const char* name)
{
    for (const auto& [key, value] : request.headers) {
        if (key == name) return QString::fromStdString(value);
    }
    return "-";
}

net::IncomingResponse response(int status, std::string body)
{
    return {.status = status, .headers = {}, .body = std::move(body)};
}

} // namespace

class ToolExchangeTest : public QObject
{
    Q_OBJECT

private slots:
    void arguments_stay_in_their_place_data()
    {
        QTest::addColumn<QByteArray>("order");
        QTest::addColumn<QByteArray>("url");
        const auto row = [](const char* order, const char* url) {
            QTest::addRow("%s", order) << QByteArray(order) << QByteArray(url);
        };
        row("LS-1", "http://shop.example/orders/LS-1?email=a%40b%2Eexample");
        row("../../admin", "http://shop.example/orders/%2E%2E%2F%2E%2E%2Fadmin?email=a%40b%2Eexample");
        row("1?x=y&z#f", "http://shop.example/orders/1%3Fx%3Dy%26z%23f?email=a%40b%2Eexample");
        row("@evil.example/", "http://shop.example/orders/%40evil%2Eexample%2F?email=a%40b%2Eexample");
        row("{email}", "http://shop.example/orders/%7Bemail%7D?email=a%40b%2Eexample");
        row("a\r\nX: y", "http://shop.example/orders/a%0D%0AX%3A%20y?email=a%40b%2Eexample");
        row("ü", "http://shop.example/orders/%C3%BC?email=a%40b%2Eexample");
    }
    void arguments_stay_in_their_place()
    {
        QFETCH(QByteArray, order);
        QFETCH(QByteArray, url);
        const auto out = tool_request(service, read_tool(), request(order.toStdString()));
        QVERIFY(out.has_value());
        QCOMPARE(QByteArray::fromStdString(out->url), url);
        QCOMPARE(out->body, std::string());
    }

    void who_asks_is_said_by_headers()
    {
        const auto read = tool_request(service, read_tool(), request("LS-1")).value();
        QCOMPARE(header(read, "X-Tandem-Conversation"), "cnv_1");
        QCOMPARE(header(read, "X-Tandem-Customer"), "cus_1");
        QCOMPARE(header(read, "Authorization"), "Bearer s3cret");
        QCOMPARE(header(read, "Idempotency-Key"), "-");
        const auto write = tool_request(service, write_tool(), request("LS-1")).value();
        QCOMPARE(header(write, "Idempotency-Key"), "key1");
        QCOMPARE(write.body, std::string(R"({"email":"a@b.example"})"));
        auto without_key = request("LS-1");
        without_key.key.clear();
        QCOMPARE(tool_request(service, write_tool(), without_key).error().code, Errc::bad_request);
    }

    void arguments_need_their_form()
    {
        auto tool = read_tool();
        tool.parameters[0].pattern = Pattern("LS-\\d{6}");
        QVERIFY(tool_request(service, tool, request("LS-104233")).has_value());
        QVERIFY(!tool_request(service, tool, request("LS-104233x")).has_value());
        QVERIFY(!tool_request(service, tool, request("")).has_value());
        QVERIFY(!tool_request(service, read_tool(), request(std::string(41, 'x'))).has_value());
        const auto error = tool_request(service, tool, request("secret number")).error();
        QVERIFY2(!error.detail.contains("secret"), "values stay out of the log");
    }

    void what_an_answer_means_data()
    {
        QTest::addColumn<bool>("writes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("outcome");
        const auto row = [](const char* name, bool writes, int status, const char* body, ToolOutcome outcome
                         ) {
            QTest::addRow("%s", name) << writes << status << QByteArray(body) << int(outcome);
        };
        row("good", false, 200, R"({"status":"paid"})", ToolOutcome::ok);
        row("created", true, 201, R"({"number":"RT-1"})", ToolOutcome::ok);
        row("nothing to say", true, 204, "", ToolOutcome::ok);
        row("nothing found in an answer", false, 200, "", ToolOutcome::failed);
        row("not there", false, 404, "<html>", ToolOutcome::not_found);
        row("no", true, 409, R"({"error":"packed"})", ToolOutcome::refused);
        row("no, as HTML", true, 403, "<html>", ToolOutcome::failed);
        row("broken", false, 500, "", ToolOutcome::failed);
        row("broken while writing", true, 500, "", ToolOutcome::unconfirmed);
        row("garbage", false, 200, "<html>", ToolOutcome::failed);
        row("garbage while writing", true, 200, "<html>", ToolOutcome::unconfirmed);
        row("a list", false, 200, "[1]", ToolOutcome::failed);
        row("too many requests", true, 429, "", ToolOutcome::failed);
        row("moved", false, 302, "", ToolOutcome::failed);
        row("who are you", false, 401, R"({"error":"x"})", ToolOutcome::failed);
    }
    void what_an_answer_means()
    {
        QFETCH(bool, writes);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, outcome);
        const auto result =
            tool_answer(writes ? write_tool() : read_tool(), response(status, body.toStdString()));
        QCOMPARE(int(result.outcome), outcome);
        QCOMPARE(int(result.record.outcome), outcome);
    }

    void values_are_paths_on_one_line_and_bounded()
    {
        const auto result = tool_answer(
            read_tool(),
            response(200, R"({"a":{"b":[{"c":"x\ny"},7]},"t":true,"n":null,"w":"a‮b","error":"e"})")
        );
        QCOMPARE(result.value("a.b.0.c"), std::string_view("x y"));
        QCOMPARE(result.value("a.b.1"), std::string_view("7"));
        QCOMPARE(result.value("t"), std::string_view("true"));
        QCOMPARE(result.value("n"), std::string_view());
        QCOMPARE(result.value("w"), std::string_view("ab"));
        QCOMPARE(result.reason, std::string());
        std::string many = "{";
        for (int i = 0; i < 100; ++i)
            many += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":\"" + std::string(400, 'x') + "\"";
        const auto large = tool_answer(read_tool(), response(200, many + "}"));
        QCOMPARE(large.values.size(), std::size_t(64));
        QCOMPARE(large.values.front().second.size(), std::size_t(300));
        const auto refused = tool_answer(write_tool(), response(409, R"({"error":"packed"})"));
        QCOMPARE(refused.reason, std::string("packed"));
    }

    void only_a_request_that_left_is_uncertain()
    {
        QCOMPARE(
            tool_failure(write_tool(), Error(Errc::unavailable, "connect")).outcome, ToolOutcome::failed
        );
        QCOMPARE(
            tool_failure(write_tool(), Error(Errc::forbidden, "connect")).outcome, ToolOutcome::failed
        );
        QCOMPARE(
            tool_failure(write_tool(), Error(Errc::deadline_exceeded, "head")).outcome,
            ToolOutcome::unconfirmed
        );
        QCOMPARE(
            tool_failure(write_tool(), Error(Errc::too_large, "body")).outcome, ToolOutcome::unconfirmed
        );
        QCOMPARE(
            tool_failure(read_tool(), Error(Errc::deadline_exceeded, "head")).outcome, ToolOutcome::failed
        );
    }

    void personal_values_are_masked()
    {
        QCOMPARE(masked("anna@example.org"), std::string("a…@example.org"));
        QCOMPARE(masked("Hauptstr. 5"), std::string("H…5"));
        QCOMPARE(masked("Weg"), std::string("…"));
        QCOMPARE(masked("ößü4"), std::string("ö…4"));
    }
};

QTEST_APPLESS_MAIN(ToolExchangeTest)
#include "tool_exchange_test.moc"
