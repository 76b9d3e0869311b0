// The promises of backend/storage/directory.hpp, one by one, for every implementation.

#include "backend/storage/directory.hpp"

#include "tests/contract/archive/store_under_test.hpp"
#include "tests/contract/await.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::test;
using storage::AgentRecord;
using storage::TokenRecord;

namespace {

constexpr WallTime noon = 1'700'000'000'000;

AgentRecord agent(const std::string& id, const std::string& login)
{
    return {
        .agent_id = AgentId(id),
        .login = login,
        .name = "Grace",
        .role = protocol::Role::supervisor,
        .disabled = false,
        .password_hash = "$argon2id$1",
        .created_at = noon,
    };
}

TokenRecord token(const std::string& hash, const std::string& agent, WallTime expires_at = noon + 1'000)
{
    return {.token_hash = hash, .agent_id = AgentId(agent), .created_at = noon, .expires_at = expires_at};
}

} // namespace

class DirectoryTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<StoreUnderTest> store_;

    Result<void> add(AgentRecord agent) { return await(store_->directory().add_agent(std::move(agent))); }
    Result<void> add(TokenRecord token) { return await(store_->directory().add_token(std::move(token))); }
    Result<AgentRecord> by_login(std::string login)
    {
        return await(store_->directory().agent_by_login(std::move(login)));
    }
    Result<AgentRecord> by_token(std::string hash, WallTime now = noon)
    {
        return await(store_->directory().agent_by_token(std::move(hash), now));
    }

private slots:
    void initTestCase_data() { add_store_rows(); }
    void init() { store_ = make_store(); }
    void cleanup() { store_.reset(); }

    void an_agent_comes_back_as_it_was_added()
    {
        QVERIFY(add(agent("agt_1", "grace")).has_value());
        const auto found = by_login("grace");
        QVERIFY(found.has_value());
        QCOMPARE(found->agent_id.value, std::string("agt_1"));
        QCOMPARE(found->login, std::string("grace"));
        QCOMPARE(found->name, std::string("Grace"));
        QCOMPARE(found->role, protocol::Role::supervisor);
        QCOMPARE(found->disabled, false);
        QCOMPARE(found->password_hash, std::string("$argon2id$1"));
        QCOMPARE(found->created_at, noon);
        QCOMPARE(by_login("nobody").error().code, Errc::not_found);
    }

    void a_login_is_unique_whatever_its_case()
    {
        QVERIFY(add(agent("agt_1", "grace")).has_value());
        QCOMPARE(add(agent("agt_2", "GRACE")).error().code, Errc::idempotency_conflict);
        QCOMPARE(add(agent("agt_1", "other")).error().code, Errc::idempotency_conflict);
        QVERIFY(by_login("Grace").has_value());
        QCOMPARE(await(store_->directory().agents()).value().size(), 1UL);
    }

    void agents_come_by_login()
    {
        for (const auto* login : {"c", "A", "b"})
            QVERIFY(add(agent(std::string("agt_") + login, login)).has_value());
        std::string logins;
        for (const auto& row : await(store_->directory().agents()).value())
            logins += row.login;
        QCOMPARE(logins, std::string("Abc"));
    }

    void a_token_leads_to_its_agent_until_it_expires()
    {
        QVERIFY(add(agent("agt_1", "grace")).has_value());
        QVERIFY(add(token("h1", "agt_1")).has_value());
        QCOMPARE(by_token("h1").value().agent_id.value, std::string("agt_1"));
        QVERIFY(by_token("h1", noon + 999).has_value());
        QCOMPARE(by_token("h1", noon + 1'001).error().code, Errc::not_found);
        QCOMPARE(by_token("h2").error().code, Errc::not_found);
        QCOMPARE(add(token("h3", "agt_9")).error().code, Errc::not_found);
    }

    void an_ended_token_leads_nowhere()
    {
        QVERIFY(add(agent("agt_1", "grace")).has_value());
        QVERIFY(add(token("h1", "agt_1")).has_value());
        QVERIFY(add(token("h2", "agt_1")).has_value());
        QVERIFY(await(store_->directory().end_token("h1")).has_value());
        QVERIFY(await(store_->directory().end_token("h1")).has_value());
        QCOMPARE(by_token("h1").error().code, Errc::not_found);
        QVERIFY(by_token("h2").has_value());
    }

    void a_change_ends_all_tokens_of_the_agent_and_no_others()
    {
        QVERIFY(add(agent("agt_1", "grace")).has_value());
        QVERIFY(add(agent("agt_2", "ada")).has_value());
        QVERIFY(add(token("h1", "agt_1")).has_value());
        QVERIFY(add(token("h2", "agt_2")).has_value());
        QVERIFY(await(store_->directory().change_agent(AgentId("agt_1"), "$argon2id$2", {})).has_value());
        QCOMPARE(by_token("h1").error().code, Errc::not_found);
        QVERIFY(by_token("h2").has_value());
        QCOMPARE(by_login("grace").value().password_hash, std::string("$argon2id$2"));
        QCOMPARE(by_login("grace").value().disabled, false);
        QCOMPARE(
            await(store_->directory().change_agent(AgentId("agt_9"), {}, true)).error().code,
            Errc::not_found
        );
    }

    void a_disabled_agent_has_no_tokens_and_can_be_enabled_again()
    {
        QVERIFY(add(agent("agt_1", "grace")).has_value());
        QVERIFY(await(store_->directory().change_agent(AgentId("agt_1"), {}, true)).has_value());
        QVERIFY(by_login("grace").value().disabled);
        QCOMPARE(by_login("grace").value().password_hash, std::string("$argon2id$1"));
        QVERIFY(add(token("h1", "agt_1")).has_value());
        QCOMPARE(by_token("h1").error().code, Errc::not_found);
        QVERIFY(await(store_->directory().change_agent(AgentId("agt_1"), {}, false)).has_value());
        QCOMPARE(by_login("grace").value().disabled, false);
    }

    void changes_are_there_after_reopening()
    {
        QVERIFY(add(agent("agt_1", "grace")).has_value());
        QVERIFY(add(token("h1", "agt_1")).has_value());
        store_->reopen();
        QVERIFY(by_token("h1").has_value());
        QCOMPARE(add(agent("agt_2", "grace")).error().code, Errc::idempotency_conflict);
    }
};

QTEST_GUILESS_MAIN(DirectoryTest)
#include "directory_test.moc"
