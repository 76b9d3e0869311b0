// The promises of backend/storage/archive.hpp, one by one, for every implementation.

#include "backend/storage/archive.hpp"

#include "tests/contract/archive/drafts.hpp"
#include "tests/contract/archive/store_under_test.hpp"
#include "tests/contract/await.hpp"

#include <QtTest>
#include <limits>
#include <set>

namespace tandem::test {

constexpr std::size_t whole = 1'000;

class ArchiveTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<StoreUnderTest> store_;

    Result<Appended> create(Append request) { return await(store_->archive().create(std::move(request))); }
    Result<Appended> append(Append request) { return await(store_->archive().append(std::move(request))); }
    std::vector<Event> log(const std::string& id)
    {
        return await(store_->archive().read(ConversationId(id), 0, whole)).value();
    }
    ConversationRecord record(const std::string& id)
    {
        return await(store_->archive().load(ConversationId(id))).value();
    }

private slots:
    void initTestCase_data() { add_store_rows(); }
    void init() { store_ = make_store(); }
    void cleanup() { store_.reset(); }

    void creation_is_the_first_event_and_names_the_first_owner()
    {
        const auto created = create(creation("cnv_a", "Where is my lamp?", "id1"));
        QVERIFY(created.has_value());
        QVERIFY(!created->repeated);
        QCOMPARE(seqs(created->events), (std::vector<Seq>{1, 2}));
        QCOMPARE(created->events[0].owner_epoch, Epoch{1});
        QCOMPARE(created->record.owner.kind, OwnerKind::bot);
        QCOMPARE(created->record.first_text, std::string("Where is my lamp?"));
        QVERIFY(log("cnv_a") == created->events);
        QVERIFY(record("cnv_a") == created->record);
    }

    void every_kind_of_event_comes_back_as_it_was_stored()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        ConversationOffered offered{.owner = {OwnerKind::offered, "agt_1"}, .expires_at = noon + 1};
        ConversationResolved resolved{.owner = {}, .survey = false};
        CsatAnswered rated{.rating = 5, .comment = "\U0001F44D", .rated = {OwnerKind::agent, "agt_1"}};
        auto late = says(customer_actor, "\u00fc\u4e16\U0001F4A1");
        late.sent_at = noon - 5'000;
        const auto first = append(append_to(
            "cnv_a",
            {answers(2, "In *transit*"),
             escalates(),
             draft(bot_actor, offered),
             takes_over(agent_actor),
             draft(agent_actor, NoteAdded{"call back"}),
             late,
             draft(agent_actor, resolved),
             draft(customer_actor, rated)}
        ));
        QVERIFY(first.has_value());
        const auto stored = log("cnv_a");
        QCOMPARE(stored.size(), 10UL);
        QVERIFY(std::equal(first->events.begin(), first->events.end(), stored.begin() + 2));
        QVERIFY(record("cnv_a") == fold(stored));
    }

    void the_stored_record_is_the_fold_of_the_log_after_every_append()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        for (const auto& next :
             {answers(2, "yes"),
              says(customer_actor, "no"),
              takes_over(agent_actor),
              says(agent_actor, "hi")}) {
            const auto appended = append(append_to("cnv_a", {next}));
            QVERIFY(appended.has_value());
            QVERIFY(appended->record == fold(log("cnv_a")));
            QVERIFY(record("cnv_a") == appended->record);
        }
        QCOMPARE(record("cnv_a").owner_epoch, Epoch{2});
    }

    void a_creation_repeated_returns_the_first_conversation()
    {
        QVERIFY(create(creation("cnv_a", "hello", "id1")).has_value());
        const auto again = create(creation("cnv_b", "hello", "id1"));
        QVERIFY(again.has_value());
        QVERIFY(again->repeated);
        QCOMPARE(again->record.conversation_id.value, std::string("cnv_a"));
        QCOMPARE(await(store_->archive().load(ConversationId("cnv_b"))).error().code, Errc::not_found);
        QCOMPARE(log("cnv_a").size(), 2UL);
    }

    void a_creation_repeated_with_other_words_is_a_conflict()
    {
        QVERIFY(create(creation("cnv_a", "hello", "id1")).has_value());
        QCOMPARE(create(creation("cnv_b", "other", "id1")).error().code, Errc::idempotency_conflict);
        QCOMPARE(log("cnv_a").size(), 2UL);
    }

    void the_same_client_message_id_of_another_customer_is_another_conversation()
    {
        QVERIFY(create(creation("cnv_a", "hello", "id1", "cus_1")).has_value());
        const auto other = create(creation("cnv_b", "hello", "id1", "cus_2"));
        QVERIFY(other.has_value() && !other->repeated);
    }

    void an_id_that_is_taken_does_not_start_a_second_conversation()
    {
        QVERIFY(create(creation("cnv_a", "hello", "id1")).has_value());
        QCOMPARE(create(creation("cnv_a", "hello", "id2")).error().code, Errc::idempotency_conflict);
        QCOMPARE(log("cnv_a").size(), 2UL);
    }

    // ---- with the record that the caller has

    void whoever_knows_the_record_gets_the_same()
    {
        const auto created = create(creation("cnv_a"));
        QVERIFY(created.has_value());
        auto known = created->record;
        for (int i = 0; i < 3; ++i) {
            const auto appended = append(knowing(
                known, append_to("cnv_a", {says(customer_actor, "and?", "id" + std::to_string(i))}, 1)
            ));
            QVERIFY(appended.has_value());
            QCOMPARE(appended->events.front().seq, Seq(3 + i));
            known = appended->record;
            QVERIFY(known == fold(log("cnv_a")));
            QVERIFY(record("cnv_a") == known);
        }
    }

    void an_old_record_does_no_harm()
    {
        const auto created = create(creation("cnv_a"));
        QVERIFY(append(append_to("cnv_a", {says(customer_actor, "one", "id1")})).has_value());
        auto late = append_to("cnv_a", {says(customer_actor, "two", "id2")});
        late.patient = true;
        const auto appended = append(knowing(created->record, late));
        QVERIFY(appended.has_value());
        QCOMPARE(appended->events.front().seq, Seq{4});
        QVERIFY(appended->record == fold(log("cnv_a")));
        QCOMPARE(log("cnv_a").size(), 4UL);
    }

    void an_old_record_does_not_pass_the_fence()
    {
        const auto created = create(creation("cnv_a"));
        QVERIFY(append(append_to("cnv_a", {takes_over(agent_actor)}, 1)).has_value());
        const auto late = append(knowing(created->record, append_to("cnv_a", {answers(2, "yes")}, 1)));
        QCOMPARE(late.error().code, Errc::stale_epoch);
        QCOMPARE(log("cnv_a").size(), 3UL);
    }

    void a_repeat_with_the_record_is_a_repeat()
    {
        const auto created = create(creation("cnv_a"));
        const auto words = append_to("cnv_a", {says(customer_actor, "one", "id1")});
        const auto first = append(knowing(created->record, words));
        QVERIFY(first.has_value());
        for (const auto& known : {created->record, first->record}) {
            const auto again = append(knowing(known, words));
            QVERIFY(again.has_value() && again->repeated);
            QVERIFY(again->events == first->events);
        }
        QCOMPARE(log("cnv_a").size(), 3UL);
    }

    void a_second_answer_with_the_record_is_refused()
    {
        const auto created = create(creation("cnv_a"));
        const auto first = append(knowing(created->record, append_to("cnv_a", {answers(2, "yes")})));
        QVERIFY(first.has_value());
        const auto second = append(knowing(first->record, append_to("cnv_a", {answers(2, "no")})));
        QCOMPARE(second.error().code, Errc::wrong_state);
        QCOMPARE(log("cnv_a").size(), 3UL);
    }

    void of_many_at_once_one_with_an_old_record_harms_nobody()
    {
        std::vector<Task<Result<Appended>>> all;
        std::map<std::string, ConversationRecord> known;
        for (int i = 0; i < 20; ++i) {
            const auto id = "cnv_" + std::to_string(i);
            known[id] = create(creation(id, "hello", {}, "cus_" + std::to_string(i)))->record;
        }
        QVERIFY(append(append_to("cnv_7", {says(customer_actor, "between")})).has_value());
        for (const auto& [id, record] : known) {
            all.push_back(store_->archive().append(knowing(record, append_to(id, {answers(2, "yes")}))));
            // And some that begin meanwhile.
            all.push_back(store_->archive().create(creation("new_" + id, "hello", {}, "cus_new" + id)));
        }
        for (const auto& result : await_all(std::move(all)))
            QVERIFY(result.has_value());
        for (const auto& [id, before] : known)
            QVERIFY(record(id) == fold(log(id)));
        QCOMPARE(log("cnv_7").size(), 4UL);
        QCOMPARE(log("cnv_8").size(), 3UL);
    }

    void appending_to_nothing_is_not_found()
    {
        QCOMPARE(append(append_to("cnv_x", {says(customer_actor, "hi")})).error().code, Errc::not_found);
        QCOMPARE(await(store_->archive().load(ConversationId("cnv_x"))).error().code, Errc::not_found);
        QCOMPARE(
            await(store_->archive().read(ConversationId("cnv_x"), 0, 10)).error().code, Errc::not_found
        );
    }

    void a_repeat_returns_the_event_of_the_first_try()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        const auto first = append(append_to("cnv_a", {says(customer_actor, "and?", "id9")}));
        QVERIFY(append(append_to("cnv_a", {says(customer_actor, "hm")})).has_value());
        const auto second = append(append_to("cnv_a", {says(customer_actor, "and?", "id9")}));
        QVERIFY(second.has_value());
        QVERIFY(second->repeated);
        QVERIFY(second->events == first->events);
        QCOMPARE(second->record.last_seq, Seq{4}); // the record is today's
        QCOMPARE(log("cnv_a").size(), 4UL);
    }

    void a_repeat_does_not_store_the_other_drafts_again()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        const std::vector<EventDraft> both{
            draft(customer_actor, ConversationReopened{.owner = {OwnerKind::bot, {}}}),
            says(customer_actor, "again", "id9")
        };
        QVERIFY(append(append_to("cnv_a", both)).has_value());
        const auto second = append(append_to("cnv_a", both));
        QVERIFY(second.has_value() && second->repeated);
        QCOMPARE(seqs(second->events), std::vector<Seq>{4});
        QCOMPARE(log("cnv_a").size(), 4UL);
    }

    void a_repeat_is_recognised_before_the_fence()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        QVERIFY(append(append_to("cnv_a", {takes_over(agent_actor, "id9")}, 1)).has_value());
        const auto again = append(append_to("cnv_a", {takes_over(agent_actor, "id9")}, 1));
        QVERIFY(again.has_value());
        QVERIFY(again->repeated);
        QCOMPARE(again->record.owner_epoch, Epoch{2});
    }

    void what_the_server_adds_does_not_make_a_repeat_a_conflict()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        auto first = takes_over(agent_actor, "id9");
        auto second = first;
        std::get<ConversationTakenOver>(first.data).packet.emplace().created_at = noon;
        std::get<ConversationTakenOver>(second.data).packet.emplace().created_at = noon + 1;
        std::get<ConversationTakenOver>(second.data).from = {OwnerKind::agent, "agt_1"};
        QVERIFY(append(append_to("cnv_a", {first})).has_value());
        const auto again = append(append_to("cnv_a", {second}));
        QVERIFY(again.has_value());
        QVERIFY(again->repeated);
    }

    void the_same_client_message_id_with_other_content_is_a_conflict()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        QVERIFY(append(append_to("cnv_a", {says(customer_actor, "one", "id9")})).has_value());
        QCOMPARE(
            append(append_to("cnv_a", {says(customer_actor, "two", "id9")})).error().code,
            Errc::idempotency_conflict
        );
        QCOMPARE(
            append(append_to("cnv_a", {draft(customer_actor, NoteAdded{"one"}, "id9")})).error().code,
            Errc::idempotency_conflict
        );
        QCOMPARE(log("cnv_a").size(), 3UL);
    }

    void a_client_message_id_belongs_to_its_sender_and_conversation()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        QVERIFY(create(creation("cnv_b")).has_value());
        QVERIFY(append(append_to("cnv_a", {says(customer_actor, "one", "id9")})).has_value());
        const auto other_sender = append(append_to("cnv_a", {says(agent_actor, "two", "id9")}));
        QVERIFY(other_sender.has_value() && !other_sender->repeated);
        const auto other_place = append(append_to("cnv_b", {says(customer_actor, "three", "id9")}));
        QVERIFY(other_place.has_value() && !other_place->repeated);
    }

    void a_stale_epoch_is_refused_and_stores_nothing()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        QVERIFY(append(append_to("cnv_a", {takes_over(agent_actor)}, 1)).has_value());
        QCOMPARE(append(append_to("cnv_a", {answers(2, "late")}, 1)).error().code, Errc::stale_epoch);
        QCOMPARE(append(append_to("cnv_a", {answers(2, "early")}, 3)).error().code, Errc::stale_epoch);
        QCOMPARE(log("cnv_a").size(), 3UL);
        QVERIFY(append(append_to("cnv_a", {says(agent_actor, "hi")}, 2)).has_value());
    }

    void of_two_takeovers_at_once_one_wins()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        std::vector<Task<Result<Appended>>> tries;
        for (int i = 0; i < 20; ++i) {
            const Actor agent{.kind = ActorKind::agent, .id = "agt_" + std::to_string(i), .name = ""};
            tries.push_back(store_->archive().append(append_to("cnv_a", {takes_over(agent)}, 1)));
        }
        const auto results = await_all(std::move(tries));
        QCOMPARE(std::ranges::count_if(results, [](const auto& r) { return r.has_value(); }), 1);
        for (const auto& result : results) {
            if (!result) QCOMPARE(result.error().code, Errc::stale_epoch);
        }
        QCOMPARE(record("cnv_a").owner_epoch, Epoch{2});
    }

    void a_turn_has_at_most_one_message()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        QVERIFY(append(append_to("cnv_a", {answers(2, "first")})).has_value());
        QCOMPARE(append(append_to("cnv_a", {answers(2, "second")})).error().code, Errc::wrong_state);
        QCOMPARE(
            append(append_to("cnv_a", {answers(9, "x"), answers(9, "y")})).error().code, Errc::wrong_state
        );
        QCOMPARE(log("cnv_a").size(), 3UL);
        QVERIFY(append(append_to("cnv_a", {answers(3, "another turn")})).has_value());
    }

    void drafts_are_stored_together_or_not_at_all()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        QVERIFY(append(append_to("cnv_a", {answers(2, "first")})).has_value());
        const auto before = record("cnv_a");
        const auto refused =
            append(append_to("cnv_a", {says(bot_actor, "so"), takes_over(agent_actor), answers(2, "again")})
            );
        QCOMPARE(refused.error().code, Errc::wrong_state);
        QCOMPARE(log("cnv_a").size(), 3UL);
        QVERIFY(record("cnv_a") == before);
    }

    void what_no_caller_should_ask_for_is_refused()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        QCOMPARE(append(append_to("cnv_a", {})).error().code, Errc::bad_request);
        QCOMPARE(
            append(append_to("cnv_a", std::vector(9, says(bot_actor, "x")))).error().code, Errc::bad_request
        );
        QCOMPARE(
            append(append_to("cnv_a", {says(bot_actor, "x", "i"), says(bot_actor, "y", "i")})).error().code,
            Errc::bad_request
        );
        auto unreadable = answers(2, "yes");
        std::get<MessageAccepted>(unreadable.data).sources[0].score =
            std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(append(append_to("cnv_a", {unreadable})).error().code, Errc::bad_request);
        QCOMPARE(append(creation("cnv_a")).error().code, Errc::bad_request);
        QCOMPARE(create(append_to("cnv_b", {says(bot_actor, "x")})).error().code, Errc::bad_request);
        QCOMPARE(log("cnv_a").size(), 2UL);
    }

    void a_text_with_u0000_is_refused_and_never_cut()
    {
        using namespace std::string_literals;
        QVERIFY(create(creation("cnv_a")).has_value());
        QCOMPARE(
            append(append_to("cnv_a", {says(customer_actor, "a\0b"s)})).error().code, Errc::bad_request
        );
        const Actor named{.kind = ActorKind::customer, .id = "cus_1", .name = "A\0da"s};
        QCOMPARE(append(append_to("cnv_a", {says(named, "hi")})).error().code, Errc::bad_request);
        QCOMPARE(create(creation("cnv_b", "hi\0"s)).error().code, Errc::bad_request);
        QCOMPARE(create(creation("cnv_c\0"s)).error().code, Errc::bad_request);
        // Nothing of that name is stored; what stands before the U+0000 is another's.
        QCOMPARE(await(store_->archive().load(ConversationId("cnv_a\0"s))).error().code, Errc::not_found);
        QCOMPARE(log("cnv_a").size(), 2UL);

        const auto plain = append(append_to("cnv_a", {says(customer_actor, R"(\u0000 {"a",NULL} '')")}));
        QVERIFY(plain.has_value());
        QVERIFY(log("cnv_a").back() == plain->events[0]);
    }

    void pages_are_gapless_and_end_with_nothing()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        for (int i = 0; i < 23; ++i)
            QVERIFY(append(append_to("cnv_a", {says(customer_actor, "m")})).has_value());
        std::vector<Seq> seen;
        Seq after = 0;
        while (true) {
            const auto page = await(store_->archive().read(ConversationId("cnv_a"), after, 10)).value();
            if (page.empty()) break;
            QVERIFY(page.size() <= 10);
            for (const auto seq : seqs(page))
                seen.push_back(seq);
            after = seen.back();
        }
        QCOMPARE(seen.size(), 25UL);
        for (std::size_t i = 0; i < seen.size(); ++i)
            QCOMPARE(seen[i], Seq{i + 1});
        QVERIFY(await(store_->archive().read(ConversationId("cnv_a"), 99, 10)).value().empty());
    }

    void appends_to_many_conversations_at_once_keep_each_log_gapless()
    {
        constexpr int conversations = 20;
        constexpr int messages = 50;
        std::vector<Task<Result<Appended>>> all;
        for (int c = 0; c < conversations; ++c) {
            QVERIFY(create(creation("cnv_" + std::to_string(c))).has_value());
        }
        for (int m = 0; m < messages; ++m) {
            for (int c = 0; c < conversations; ++c) {
                // Every message is sent twice, as after a lost answer.
                for (int twice = 0; twice < 2; ++twice) {
                    all.push_back(store_->archive().append(append_to(
                        "cnv_" + std::to_string(c), {says(customer_actor, "m", "id" + std::to_string(m))}
                    )));
                }
            }
        }
        std::map<std::string, std::multiset<Seq>> acknowledged;
        for (const auto& result : await_all(std::move(all))) {
            QVERIFY(result.has_value());
            acknowledged[result->record.conversation_id.value].insert(result->events[0].seq);
        }
        for (int c = 0; c < conversations; ++c) {
            const auto id = "cnv_" + std::to_string(c);
            const auto events = log(id);
            QCOMPARE(events.size(), std::size_t{messages + 2});
            for (std::size_t i = 0; i < events.size(); ++i)
                QCOMPARE(events[i].seq, Seq{i + 1});
            for (Seq seq = 3; seq <= messages + 2; ++seq)
                QCOMPARE(acknowledged[id].count(seq), 2UL);
            QVERIFY(record(id) == fold(events));
        }
    }

    void open_conversations_come_in_pages_by_id()
    {
        for (const auto* id : {"cnv_c", "cnv_a", "cnv_d", "cnv_b"})
            QVERIFY(create(creation(id)).has_value());
        QVERIFY(append(append_to("cnv_b", {draft(agent_actor, ConversationResolved{})})).has_value());
        const auto page = [&](const std::string& after, std::size_t limit) {
            std::string ids;
            for (const auto& row :
                 await(store_->archive().open_conversations(ConversationId(after), limit)).value()) {
                ids += row.conversation_id.value.back();
            }
            return ids;
        };
        QCOMPARE(page("", 10), std::string("acd"));
        QCOMPARE(page("", 2), std::string("ac"));
        QCOMPARE(page("cnv_c", 2), std::string("d"));
        QVERIFY(append(append_to("cnv_b", {draft(agent_actor, ConversationReopened{})})).has_value());
        QCOMPARE(page("", 10), std::string("abcd"));
    }

    void the_conversations_of_a_customer_come_newest_first()
    {
        auto at = noon;
        for (const auto* id : {"cnv_b", "cnv_a", "cnv_c"}) {
            auto request = creation(id);
            request.at = at++;
            QVERIFY(create(request).has_value());
        }
        QVERIFY(create(creation("cnv_x", "hello", {}, "cus_2")).has_value());
        std::string ids;
        for (const auto& row : await(store_->archive().of_customer(CustomerId("cus_1"), 10)).value()) {
            ids += row.conversation_id.value.back();
        }
        QCOMPARE(ids, std::string("cab"));
        QCOMPARE(await(store_->archive().of_customer(CustomerId("cus_1"), 2)).value().size(), 2UL);
        QVERIFY(await(store_->archive().of_customer(CustomerId("cus_9"), 2)).value().empty());
    }

    void for_each_visits_every_conversation_in_order()
    {
        for (const auto* id : {"cnv_b", "cnv_a"})
            QVERIFY(create(creation(id)).has_value());
        QVERIFY(append(append_to("cnv_a", {answers(2, "yes")})).has_value());
        std::vector<std::pair<std::string, std::size_t>> visited;
        const auto done = await(store_->archive().for_each([&](const ConversationRecord& row,
                                                               const std::vector<Event>& events) {
            visited.emplace_back(row.conversation_id.value, events.size());
            if (row != fold(events)) visited.clear();
        }));
        QVERIFY(done.has_value());
        QVERIFY((visited == std::vector<std::pair<std::string, std::size_t>>{{"cnv_a", 3}, {"cnv_b", 2}}));
    }

    void everything_is_there_after_reopening()
    {
        const auto created = create(creation("cnv_a", "hello", "id1")).value();
        const auto message = append(append_to("cnv_a", {says(customer_actor, "more", "id2")})).value();
        store_->reopen();
        QVERIFY(record("cnv_a") == message.record);
        QCOMPARE(log("cnv_a").size(), 3UL);
        const auto again = append(append_to("cnv_a", {says(customer_actor, "more", "id2")}));
        QVERIFY(again.has_value() && again->repeated);
        const auto recreated = create(creation("cnv_b", "hello", "id1"));
        QVERIFY(recreated.has_value() && recreated->repeated);
    }

    void stopping_finishes_what_was_taken_and_refuses_the_rest()
    {
        QVERIFY(create(creation("cnv_a")).has_value());
        asio::io_context loop;
        int stored = 0;
        for (int i = 0; i < 500; ++i) {
            asio::co_spawn(
                loop,
                store_->archive().append(append_to("cnv_a", {says(customer_actor, "m")})),
                [&](std::exception_ptr, const Result<Appended>& result) {
                    stored += result.has_value() ? 1 : 0;
                }
            );
        }
        loop.poll(); // each has been handed over now, and hardly one can have been answered
        store_->stop();
        store_->stop();
        loop.run_for(patience);
        QCOMPARE(stored, 500);
        QCOMPARE(append(append_to("cnv_a", {says(customer_actor, "m")})).error().code, Errc::unavailable);
        QCOMPARE(await(store_->archive().load(ConversationId("cnv_a"))).error().code, Errc::unavailable);
        store_->reopen();
        QCOMPARE(log("cnv_a").size(), 502UL);
    }
};

} // namespace tandem::test

QTEST_GUILESS_MAIN(tandem::test::ArchiveTest)
#include "archive_test.moc"
