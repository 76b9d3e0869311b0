#include "backend/bot/tools/http_tools.hpp"

#include "tests/unit/bot/run_task.hpp"
#include "tests/unit/net/scripted_server.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::net::test;
using namespace tandem::protocol;
using namespace tandem::test;

namespace {

std::string json_answer(const std::string& status, const std::string& body)
{
    return "HTTP/1.1 " + status +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

const auto good = json_answer("200 OK", R"({"status":"paid"})");
const auto broken = json_answer("500 Broken", "{}");

} // namespace

class HttpToolsTest : public QObject
{
    Q_OBJECT

    asio::io_context m_loop;
    SeededRandom m_random{1};

    std::unique_ptr<Timers> m_timers = create_timers(m_loop.get_executor());

    std::unique_ptr<Tools>
    tools(const std::string& url, bool private_addresses = true, int timeout_ms = 2'000)
    {
        ToolFile file;
        file.services.push_back({.name = "shop", .url = url, .private_addresses = private_addresses});
        ToolDefinition read;
        read.name = "look";
        read.path = "/look/{order}";
        read.timeout = Millis(timeout_ms);
        read.parameters.resize(1);
        read.parameters[0].name = "order";
        read.parameters[0].in = ToolParameter::In::path;
        read.parameters[0].personal = true;
        auto write = read;
        write.name = "cancel";
        write.method = "POST";
        write.writes = true;
        write.retries = 0;
        file.tools = {read, write};
        return create_http_tools(std::move(file), m_loop, *m_timers, system_clock(), m_random);
    }

    Result<ToolResult> call(Tools& tools, const char* name, std::stop_token stop = {})
    {
        ToolRequest request;
        request.tool = name;
        request.arguments = {{"order", "LS-104233"}};
        request.key = "k";
        request.deadline = Deadline::after(system_clock(), Millis(8'000));
        return run_task(m_loop, tools.call(std::move(request), std::move(stop)));
    }

    static std::string origin(const ScriptedServer& server)
    {
        return "http://127.0.0.1:" + std::to_string(server.port());
    }

private slots:
    void init() { m_loop.restart(); }

    void a_call_is_recorded_with_personal_values_masked()
    {
        ScriptedServer server(m_loop, {{read(), say(good)}});
        const auto result = call(*tools(origin(server)), "look").value();
        QCOMPARE(result.outcome, ToolOutcome::ok);
        QCOMPARE(result.value("status"), std::string_view("paid"));
        QCOMPARE(result.record.name, std::string("look"));
        QCOMPARE(result.record.arguments.front().value, std::string("L…3"));
        QVERIFY(server.requests().front().starts_with("GET /look/LS-104233 HTTP/1.1"));
    }

    void a_read_is_tried_again_and_a_write_is_not()
    {
        ScriptedServer server(m_loop, {{read(), say(broken)}, {read(), say(good)}});
        QCOMPARE(call(*tools(origin(server)), "look")->outcome, ToolOutcome::ok);
        QCOMPARE(server.connections(), std::size_t(2));
        ScriptedServer other(m_loop, {{read(), say(broken)}, {read(), say(good)}});
        QCOMPARE(call(*tools(origin(other)), "cancel")->outcome, ToolOutcome::unconfirmed);
        QCOMPARE(other.connections(), std::size_t(1));
    }

    void what_hangs_or_floods_is_given_up_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addRow("hangs") << QByteArray("hang");
        QTest::addRow("floods") << QByteArray("flood");
        QTest::addRow("closes") << QByteArray("close");
        QTest::addRow("garbage") << QByteArray("garbage");
    }
    void what_hangs_or_floods_is_given_up()
    {
        QFETCH(QByteArray, script);
        const Script ends =
            script == "hang" ? Script{read(), hang()}
            : script == "flood"
                ? Script{read(), say(json_answer("200 OK", "\"" + std::string(200'000, 'x') + "\""))}
            : script == "close" ? Script{read(), close()}
                                : Script{read(), say("no HTTP at all\r\n\r\n")};
        ScriptedServer server(m_loop, {ends});
        const auto shop = tools(origin(server), true, 300);
        QCOMPARE(call(*shop, "cancel")->outcome, ToolOutcome::unconfirmed);
        QCOMPARE(call(*shop, "look")->outcome, ToolOutcome::failed);
    }

    void private_addresses_are_refused_unless_allowed()
    {
        ScriptedServer server(m_loop, {{read(), say(good)}});
        QCOMPARE(call(*tools(origin(server), false), "cancel")->outcome, ToolOutcome::failed);
        QCOMPARE(
            call(*tools("http://localhost:" + std::to_string(server.port()), false), "look")->outcome,
            ToolOutcome::failed
        );
        QCOMPARE(server.connections(), std::size_t(0));
    }

    void a_redirect_is_not_followed()
    {
        ScriptedServer target(m_loop, {{read(), say(good)}});
        ScriptedServer server(
            m_loop,
            {{read(),
              say("HTTP/1.1 302 Found\r\nLocation: " + target.url("/") +
                  "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")}}
        );
        QCOMPARE(call(*tools(origin(server)), "look")->outcome, ToolOutcome::failed);
        QCOMPARE(target.connections(), std::size_t(0));
    }

    void nobody_there_is_a_failure_and_certain()
    {
        std::uint16_t port = 0;
        {
            const ScriptedServer gone(m_loop, {{close()}});
            port = gone.port();
        }
        QCOMPARE(
            call(*tools("http://127.0.0.1:" + std::to_string(port)), "cancel")->outcome, ToolOutcome::failed
        );
    }

    void a_stop_ends_it_at_once()
    {
        ScriptedServer server(m_loop, {{read(), hang()}});
        const auto shop = tools(origin(server), true, 5'000);
        std::stop_source stop;
        const auto handle = m_timers->after(Millis(100), [&] { stop.request_stop(); });
        const auto began = std::chrono::steady_clock::now();
        const auto result = call(*shop, "cancel", stop.get_token());
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, Errc::cancelled);
        QVERIFY(std::chrono::steady_clock::now() - began < std::chrono::seconds(2));
    }

    void an_unknown_tool_is_not_called()
    {
        QCOMPARE(call(*tools("http://127.0.0.1:1"), "delete_everything")->outcome, ToolOutcome::failed);
    }
};

QTEST_GUILESS_MAIN(HttpToolsTest)
#include "http_tools_test.moc"
