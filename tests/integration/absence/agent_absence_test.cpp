#include <string> // first: moc of Qt 6.4 stumbles when <chrono> is the first standard header it meets

#include "tests/support/client/chat_client.hpp"
#include "tests/support/client/processes.hpp"
#include "tests/support/client/wait_for.hpp"

#include <QTest>

// An agent's machine dies in the middle of a conversation: the customer must not wait for somebody who is
// gone. The real server, with a grace of one second.

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;

namespace {

struct Scene
{
    Scene()
    {
        server.addAgent("dee", "Dee", "a long password");
        server.addAgent("kim", "Kim", "a long password");
        server.start();
        ChatClient::Options options;
        options.port = server.port();
        customer = std::make_unique<ChatClient>(loop, options);
        options.agent = true;
        options.password = "a long password";
        options.login = "kim";
        kim = std::make_unique<ChatClient>(loop, options);
        options.login = "dee";
        options.reconnect = false;
        dee = std::make_unique<ChatClient>(loop, options);
        customer->connect();
        kim->connect();
        dee->connect();
    }

    bool until(const std::function<bool()>& holds) { return wait_for(loop, holds); }

    const ConversationId& id() const { return customer->conversation(); }
    bool owned_by(OwnerKind kind, const std::string& owner)
    {
        return until([&] {
            const auto row = kim->queue().find(id());
            return row != kim->queue().end() && row->second.owner == Owner{kind, owner};
        });
    }

    // The customer has asked for a person, and Dee has accepted.
    bool with_dee()
    {
        if (!until([&] { return customer->connected() && kim->connected() && dee->connected(); }))
            return false;
        customer->start("I want to talk to a person, please.");
        if (!until([&] { return !id().empty(); }) || !owned_by(OwnerKind::queue, "support")) return false;
        dee->watch(id());
        if (!until([&] { return dee->view(id()).owner_epoch() == 2; })) return false;
        dee->send(ConversationAccept{{}, id(), 2});
        return owned_by(OwnerKind::agent, dee->welcome()->principal.id);
    }

    boost::asio::io_context loop;
    ServerProcess server{{{"routing", "disconnect_grace_seconds = 1"}}};
    std::unique_ptr<ChatClient> customer;
    std::unique_ptr<ChatClient> kim;
    std::unique_ptr<ChatClient> dee;
};

} // namespace

class AgentAbsenceTest : public QObject
{
    Q_OBJECT

private slots:
    void the_customer_of_an_agent_who_is_gone_waits_in_the_queue_again()
    {
        Scene scene;
        QVERIFY(scene.with_dee());
        const auto asked_at = scene.customer->view(scene.id()).events().at(1).at;
        scene.dee->drop();
        QVERIFY(scene.owned_by(OwnerKind::queue, "support"));

        // In the place that their question gives them, with a word for colleagues only.
        QCOMPARE(scene.kim->queue().at(scene.id()).waiting_since, std::optional(asked_at));
        scene.kim->watch(scene.id());
        QVERIFY(scene.until([&] { return scene.kim->view(scene.id()).owner_epoch() == 4; }));
        const auto& given_back =
            std::get<ConversationTransferred>(scene.kim->view(scene.id()).events().back().data);
        QCOMPARE(given_back.note, std::string("Dee is not connected any more."));
        QVERIFY(scene.until([&] { return scene.customer->view(scene.id()).owner_epoch() == 4; }));
        const auto& told =
            std::get<ConversationTransferred>(scene.customer->view(scene.id()).events().back().data);
        QCOMPARE(told.note, std::string());

        scene.kim->send(ConversationAccept{{}, scene.id(), 4});
        QVERIFY(scene.owned_by(OwnerKind::agent, scene.kim->welcome()->principal.id));
    }

    void after_an_answer_it_waits_until_the_customer_writes()
    {
        Scene scene;
        QVERIFY(scene.with_dee());
        const auto said = scene.dee->say("Your parcel arrives tomorrow.");
        QVERIFY(scene.until([&] { return scene.dee->was_accepted(said); }));
        const std::string owner = scene.dee->welcome()->principal.id;
        scene.dee->drop();
        let_pass(scene.loop, Millis(2'500)); // more than twice the grace
        QCOMPARE(scene.kim->queue().at(scene.id()).owner.id, owner);
        scene.customer->say("And the other one?");
        QVERIFY(scene.owned_by(OwnerKind::queue, "support"));
    }
};

QTEST_GUILESS_MAIN(AgentAbsenceTest)
#include "agent_absence_test.moc"
