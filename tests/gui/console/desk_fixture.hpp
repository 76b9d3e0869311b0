#pragma once

#include "agent-app/app/desk.hpp"
#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/models/packet_model.hpp"
#include "agent-app/models/transcript_model.hpp"
#include "agent-app/store/store.hpp"
#include "shared/base/random.hpp"
#include "tests/gui/console/make.hpp"
#include "tests/gui/console/scripted_server.hpp"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace tandem::console::test {

// A desk with a scripted server, a manual clock and the real local copy. A second desk in the same folder
// is the console started again.
struct DeskFixture
{
    QTemporaryDir folder;
    ManualClock clock{noon};
    SeededRandom random{11};
    ScriptedServer server;
    std::unique_ptr<Desk> desk = makeDesk();

    const QUrl url{QStringLiteral("ws://host:1")};
    const QString cnv = QStringLiteral("cnv_1");

    std::unique_ptr<Desk> makeDesk()
    {
        return std::make_unique<Desk>(DeskParts{
            .clock = clock,
            .random = random,
            .sockets = server.factory(),
            .stores =
                [this](const QUrl&, const QString& login) {
                    return std::make_unique<Store>(
                        folder.filePath(login + QStringLiteral(".db")), Store::RunOn::CallingThread
                    );
                },
            .clientName = QStringLiteral("test"),
        });
    }

    // The process ends and starts again; what was in memory alone is gone.
    void restart()
    {
        desk.reset();
        desk = makeDesk();
    }

    void welcome(
        const std::vector<protocol::ConversationSummary>& rows, protocol::Role role = protocol::Role::agent
    )
    {
        server.accept();
        server.say(protocol::Welcome{
            .principal = {role, "agt_me", "Dee"}, .token = "tok", .max_text = 100, .heartbeat_ms = 15'000
        });
        server.say(protocol::QueueSnapshot{.part = 0, .last = true, .items = rows});
    }

    void signIn(
        const std::vector<protocol::ConversationSummary>& rows, protocol::Role role = protocol::Role::agent
    )
    {
        desk->signIn(url, QStringLiteral("dee"), QStringLiteral("secret"));
        welcome(rows, role);
    }

    // A view opens the conversation; the server sends its log.
    TranscriptModel* open(const std::vector<protocol::Event>& log)
    {
        auto* model = desk->open(cnv);
        for (const auto& e : log)
            server.say(protocol::EventFrame{e});
        resumed(log.size());
        return model;
    }

    void resumed(Seq last, bool reset = false)
    {
        server.say(
            protocol::Resumed{.conversation_id = ConversationId("cnv_1"), .last_seq = last, .reset = reset}
        );
    }

    void pass(Millis time)
    {
        for (Millis step{0}; step < time; step += Millis(250)) {
            clock.advance(Millis(250));
            desk->tick();
        }
    }

    // Until the console tries again.
    void waitForAttempt()
    {
        const int before = server.attempts;
        for (int i = 0; i < 400 && server.attempts == before; ++i)
            pass(Millis(250));
        if (server.attempts == before) qFatal("the console does not try again");
    }

    void acceptLast(const ClientMsgId& id, std::optional<Epoch> epoch = {})
    {
        server.say(
            protocol::Accepted{.id = id, .conversation_id = ConversationId("cnv_1"), .owner_epoch = epoch}
        );
    }

    [[nodiscard]] QStringList texts(TranscriptModel* model) const
    {
        QStringList out;
        for (int i = 0; i < model->rowCount(); ++i)
            out << model->index(i).data(role(TranscriptRole::Text)).toString();
        return out;
    }

    [[nodiscard]] Delivery delivery(TranscriptModel* model, int row) const
    {
        return static_cast<Delivery>(model->index(row).data(role(TranscriptRole::Delivery)).toInt());
    }
};

} // namespace tandem::console::test
