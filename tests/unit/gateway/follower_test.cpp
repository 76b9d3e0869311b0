#include <string> // first: moc of Qt 6.4 stumbles when <chrono> is the first standard header it meets

#include "backend/backplane/memory/memory_backplane.hpp"
#include "backend/conversation/broadcast.hpp"
#include "backend/gateway/follower.hpp"
#include "backend/storage/sqlite/sqlite_store.hpp"
#include "shared/protocol/codec.hpp"
#include "tests/contract/archive/drafts.hpp"
#include "tests/support/simulator/sim_bot.hpp"

#include <QTemporaryDir>
#include <QTest>

using namespace tandem;
using namespace tandem::gateway;
using namespace tandem::protocol;

namespace {

// A real archive that can be out of reach.
class Reachable final : public storage::Archive
{
public:
    explicit Reachable(storage::Archive& inner) : inner_(inner) {}

    Task<Result<storage::Appended>> create(storage::Append a) override
    {
        return inner_.create(std::move(a));
    }
    Task<Result<storage::Appended>> append(storage::Append a) override
    {
        return inner_.append(std::move(a));
    }
    Task<Result<std::vector<Event>>> read(ConversationId id, Seq after, std::size_t limit) override
    {
        ++reads;
        if (failure) co_return fail(*failure);
        co_return co_await inner_.read(std::move(id), after, limit);
    }
    Task<Result<storage::ConversationRecord>> load(ConversationId id) override
    {
        return inner_.load(std::move(id));
    }
    Task<Result<std::vector<storage::ConversationRecord>>>
    open_conversations(ConversationId after, std::size_t limit) override
    {
        return inner_.open_conversations(std::move(after), limit);
    }
    Task<Result<std::vector<storage::ConversationRecord>>>
    of_customer(CustomerId id, std::size_t limit) override
    {
        return inner_.of_customer(std::move(id), limit);
    }
    Task<Result<void>> for_each(Visit visit) override { return inner_.for_each(std::move(visit)); }

    std::optional<Errc> failure;
    int reads = 0;

private:
    storage::Archive& inner_;
};

struct Reader final : FrameSink
{
    void send(backplane::Frame frame) override { frames.push_back(*frame); }
    bool send_droppable(backplane::Frame frame) override
    {
        send(std::move(frame));
        return true;
    }
    [[nodiscard]] std::size_t queued_bytes() const override { return 0; }
    [[nodiscard]] bool is_open() const override { return true; }

    // Of the events that came, in the order in which they came.
    [[nodiscard]] std::vector<Seq> seqs() const
    {
        std::vector<Seq> found;
        for (const auto& frame : frames) {
            const auto message = decode_server(frame);
            if (!message) continue;
            if (const auto* event = std::get_if<EventFrame>(&*message)) found.push_back(event->event.seq);
        }
        return found;
    }

    std::vector<std::string> frames;
};

constexpr Millis step{500};

struct Fixture
{
    Fixture()
    {
        run(store->archive().create(test::append_to(
            id.value,
            {test::draft(
                 test::customer_actor, ConversationCreated{.customer = {.id = CustomerId("cus_1")}}, "c1"
             ),
             test::says(test::customer_actor, "Hello")}
        )));
        follower = std::make_shared<Follower>(gateway, reader, View::staff, id, 0);
    }
    ~Fixture()
    {
        follower->stop();
        pass(Millis(60'000));
        store->stop();
    }

    template <class T>
    void run(Task<T> task)
    {
        bool done = false;
        asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error, T result) {
            if (error) std::rethrow_exception(error);
            if (!result) throw std::runtime_error(result.error().detail);
            done = true;
        });
        while (!done) {
            loop.restart();
            loop.run_one_for(std::chrono::seconds(10));
        }
    }

    // Lets what is ready happen, disk included, then moves time on in small steps.
    void pass(Millis time)
    {
        for (Millis passed{}; passed <= time; passed += step) {
            for (int i = 0; i < 3; ++i) {
                loop.restart();
                loop.run_for(std::chrono::milliseconds(1));
            }
            timers.advance(step);
        }
    }

    bool sees(const std::vector<Seq>& seqs)
    {
        for (int i = 0; i < 100 && reader.seqs() != seqs; ++i)
            pass(step);
        return reader.seqs() == seqs;
    }

    const ConversationId id{"cnv_1"};
    QTemporaryDir folder;
    asio::io_context loop;
    ManualClock clock;
    ManualTimers timers{clock};
    SeededRandom random{1};
    std::unique_ptr<storage::Store> store =
        storage::create_sqlite_store({.file = folder.filePath("a.db").toStdString()});
    Reachable archive{store->archive()};
    std::unique_ptr<backplane::Backplane> backplane =
        backplane::create_memory_backplane(loop.get_executor(), clock);
    simulator::SimBot bot{timers, random};
    conversation::Context context{
        loop.get_executor(), archive, *backplane, bot, timers, clock, {}, {}, {}, {}, {}
    };
    conversation::Hub hub{context, random};
    routing::Board board{timers};
    routing::PresenceBook presence;
    routing::WaitEstimate estimate;
    Passwords passwords;
    Gateway gateway{
        loop.get_executor(),
        hub,
        archive,
        store->directory(),
        *backplane,
        board,
        presence,
        estimate,
        passwords,
        timers,
        clock,
        random,
        {},
        {},
        {}
    };
    Reader reader;
    std::shared_ptr<Follower> follower;
};

} // namespace

class FollowerTest : public QObject
{
    Q_OBJECT

private slots:
    void storage_is_waited_for_however_long_it_is_away()
    {
        Fixture f;
        f.archive.failure = Errc::unavailable;
        f.follower->start();
        f.pass(std::chrono::minutes(2));
        QVERIFY(f.reader.seqs().empty());
        // Not more than every few seconds in the end.
        QVERIFY2(f.archive.reads < 40, qPrintable(QString::number(f.archive.reads)));
        f.archive.failure.reset();
        QVERIFY(f.sees({1, 2}));
    }

    void what_was_announced_before_it_can_be_read_is_waited_for()
    {
        Fixture f;
        f.follower->start();
        QVERIFY(f.sees({1, 2}));

        // Event 4 is heard of; 3 and 4 cannot be read yet.
        Event ahead{
            .conversation_id = f.id,
            .seq = 4,
            .at = 1,
            .sent_at = {},
            .owner_epoch = 1,
            .actor = test::customer_actor,
            .client_msg_id = {},
            .data = MessageAccepted{.text = "four"}
        };
        f.backplane->publish(conversation::topic_of(f.id), conversation::event_message(ahead));
        const int before = f.archive.reads;
        f.pass(std::chrono::minutes(2));
        QVERIFY2(f.archive.reads - before < 40, qPrintable(QString::number(f.archive.reads - before)));
        f.run(f.store->archive().append(test::append_to(
            f.id.value,
            {test::says(test::customer_actor, "three", "m3"), test::says(test::customer_actor, "four", "m4")
            }
        )));
        QVERIFY(f.sees({1, 2, 3, 4}));
    }

    void a_log_that_does_not_exist_is_not_asked_for_again()
    {
        Fixture f;
        f.archive.failure = Errc::not_found;
        f.follower->start();
        f.pass(std::chrono::minutes(1));
        QCOMPARE(f.archive.reads, 1);
    }
};

QTEST_APPLESS_MAIN(FollowerTest)
#include "follower_test.moc"
