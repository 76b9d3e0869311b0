#include "agent-app/app/desk.hpp"
#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/models/transcript_model.hpp"
#include "agent-app/net/web_socket_transport.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/store/store.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/views/composer.hpp"
#include "agent-app/views/connection_badge.hpp"
#include "agent-app/views/conversation_list_view.hpp"
#include "agent-app/views/conversation_pane.hpp"
#include "agent-app/views/main_window.hpp"
#include "agent-app/views/sign_in_view.hpp"
#include "agent-app/views/workspace.hpp"
#include "shared/base/random.hpp"
#include "tests/gui/stories/world.hpp"

#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace tandem::console;
using tandem::testing::World;

namespace {

constexpr int patience = 20'000; // of a machine that others use as well

} // namespace

// NOLINTBEGIN(bugprone-macro-parentheses)
#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT((condition), patience)
// NOLINTEND(bugprone-macro-parentheses)

// A working day, by keys alone.
class ConsoleStoryTest final : public QObject
{
    Q_OBJECT

    // The console as main() puts it together; a second one in the same folder is the console started again.
    struct Console
    {
        Settings settings;
        Desk desk;
        QTimer pulse;
        std::unique_ptr<MainWindow> window;

        Console(const QString& folder, Theme& theme)
            : desk({
                  .clock = tandem::system_clock(),
                  .random = tandem::system_random(),
                  .sockets = [] { return std::make_unique<WebSocketTransport>(); },
                  .stores =
                      [folder](const QUrl&, const QString& login) {
                          return std::make_unique<Store>(
                              folder + QLatin1Char('/') + login + QStringLiteral(".db")
                          );
                      },
                  .clientName = QStringLiteral("story"),
              })
        {
            connect(&pulse, &QTimer::timeout, &desk, &Desk::tick);
            pulse.start(50);
            window = std::make_unique<MainWindow>(desk, settings, theme);
            window->resize(1280, 800);
            window->show();
            QApplication::setActiveWindow(window.get());
            window->start();
        }

        [[nodiscard]] ConversationPane* pane() const { return window->workspace()->pane(); }
        [[nodiscard]] QString badge() const
        {
            return window->findChild<ConnectionBadge*>(QStringLiteral("connection"))->text();
        }
        [[nodiscard]] int count(Section section) const { return desk.conversations()->count(section); }
    };

    std::unique_ptr<Theme> m_theme;
    QTemporaryDir m_folder;
    std::unique_ptr<World> m_world;
    std::unique_ptr<Console> m_console;
    QTimer m_poll;

    void key(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(
            focus != nullptr ? focus : m_console->window.get(), static_cast<Qt::Key>(key), modifiers
        );
    }

    void type(const QString& text) { QTest::keyClicks(QApplication::focusWidget(), text); }

    void startConsole()
    {
        m_console = std::make_unique<Console>(m_folder.path(), *m_theme);
        QVERIFY(QTest::qWaitForWindowActive(m_console->window.get()));
    }

    void signInByKeyboard()
    {
        startConsole();
        auto* login = m_console->window->signIn()->findChild<QLineEdit*>(QStringLiteral("login"));
        EVENTUALLY(login->hasFocus() || QApplication::focusWidget() != nullptr);
        while (QApplication::focusWidget() != login)
            key(Qt::Key_Tab);
        type(QString::fromLatin1(World::login));
        key(Qt::Key_Tab);
        type(QString::fromLatin1(World::password));
        key(Qt::Key_Return);
        EVENTUALLY(m_console->desk.connectionState() == ConnectionState::Live);
        EVENTUALLY(m_console->window->workspace()->isVisible());
    }

    // A customer who asked for a person waits.
    void customerWaits()
    {
        m_world->customerConnects();
        m_world->customerSays("Where is my parcel? !first=20 !tokens=5");
        EVENTUALLY(!m_world->conversation().empty());
        m_world->customerWantsAPerson();
        EVENTUALLY(m_console->count(Section::Waiting) == 1);
    }

    void acceptByKey()
    {
        m_console->window->workspace()->list()->setFocus();
        key(Qt::Key_A);
        EVENTUALLY(m_console->count(Section::Mine) == 1);
        EVENTUALLY(m_console->desk.header(conversation()).canReply);
        EVENTUALLY(m_console->pane()->composer()->field()->hasFocus());
    }

    [[nodiscard]] QString conversation() const { return QString::fromStdString(m_world->conversation()); }

    // A row of the open transcript whose text begins so; -1 when there is none.
    [[nodiscard]] int rowOf(const QString& begin) const
    {
        auto* transcript = m_console->desk.open(conversation());
        int found = -1;
        for (int i = 0; i < transcript->rowCount(); ++i) {
            if (transcript->index(i).data(role(TranscriptRole::Text)).toString().startsWith(begin))
                found = i;
        }
        m_console->desk.close(conversation());
        return found;
    }

    [[nodiscard]] int rowValue(int row, TranscriptRole which) const
    {
        auto* transcript = m_console->desk.open(conversation());
        const int value = transcript->index(row).data(role(which)).toInt();
        m_console->desk.close(conversation());
        return value;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("tandem-test"));
        QCoreApplication::setApplicationName(QStringLiteral("console_story_test"));
        m_theme = std::make_unique<Theme>();
        m_theme->install(*qApp);
        connect(&m_poll, &QTimer::timeout, this, [this] {
            if (m_world) m_world->poll();
        });
        m_poll.start(5);
    }

    void init()
    {
        m_folder = QTemporaryDir();
        m_world = std::make_unique<World>();
        Settings settings;
        settings.reset(Setting::LoginName);
        settings.set(Setting::SoundOn, false);
        settings.set(Setting::ServerUrl, QString::fromStdString(m_world->url()));
    }

    void cleanup()
    {
        m_console.reset();
        m_world.reset();
    }

    void from_sign_in_to_resolved_without_the_mouse()
    {
        signInByKeyboard();
        if (QTest::currentTestFailed()) return;
        customerWaits();
        if (QTest::currentTestFailed()) return;

        // Accept, and answer.
        acceptByKey();
        if (QTest::currentTestFailed()) return;
        type(QStringLiteral("Hello, this is Dee."));
        key(Qt::Key_Return, Qt::ControlModifier);
        EVENTUALLY(m_world->timesSeen("agent: Hello, this is Dee.") == 1);

        // A private note, which the customer never sees.
        key(Qt::Key_Escape);
        key(Qt::Key_N);
        QCOMPARE(m_console->pane()->composer()->mode(), Composer::Mode::note);
        type(QStringLiteral("Check the depot"));
        key(Qt::Key_Return, Qt::ControlModifier);
        EVENTUALLY(
            rowOf(QStringLiteral("Check the depot")) >= 0 &&
            rowValue(rowOf(QStringLiteral("Check the depot")), TranscriptRole::Kind) ==
                static_cast<int>(TranscriptKind::Note)
        );

        // Hand back to the bot, which answers the next question at length.
        key(Qt::Key_Escape);
        key(Qt::Key_H);
        EVENTUALLY(m_console->count(Section::WithBot) == 1);
        m_world->customerSays("And when will it come? !first=20 !every=30 !tokens=400");
        EVENTUALLY(m_world->streaming().size() > 60);
        auto* list = m_console->desk.conversations();
        EVENTUALLY(list->indexOf(conversation()).isValid());

        // Take over in the middle of it.
        key(Qt::Key_T);
        EVENTUALLY(m_console->desk.header(conversation()).mine);
        EVENTUALLY(m_world->streaming().empty());
        EVENTUALLY(m_world->timesSeen("[conversation.taken_over]") == 1);
        const auto seen = m_world->customerSees();
        QTest::qWait(700); // the bot would go on by now
        QCOMPARE(m_world->customerSees(), seen);

        // The sealed answer says who stopped it, and the answer in progress is gone.
        auto* transcript = m_console->desk.open(conversation());
        bool sealed = false;
        for (int i = 0; i < transcript->rowCount(); ++i) {
            const auto row = transcript->index(i);
            sealed |= row.data(role(TranscriptRole::InterruptedBy)).toString() == QStringLiteral("You");
            QVERIFY(
                row.data(role(TranscriptRole::Kind)).toInt() != static_cast<int>(TranscriptKind::Streaming)
            );
        }
        m_console->desk.close(conversation());
        QVERIFY(sealed);

        // Resolve.
        key(Qt::Key_Escape);
        m_console->window->workspace()->list()->setFocus();
        key(Qt::Key_E);
        EVENTUALLY(m_world->timesSeen("[conversation.resolved]") == 1);
        EVENTUALLY(m_console->count(Section::Mine) == 0);
        for (const auto& line : m_world->customerSees())
            QVERIFY(line.find("depot") == std::string::npos);
    }

    void a_reply_written_while_the_server_is_gone_is_sent_once()
    {
        signInByKeyboard();
        if (QTest::currentTestFailed()) return;
        customerWaits();
        if (QTest::currentTestFailed()) return;
        acceptByKey();
        if (QTest::currentTestFailed()) return;

        m_world->killServer();
        EVENTUALLY(m_console->desk.connectionState() == ConnectionState::Offline);
        QVERIFY(m_console->badge().startsWith(QStringLiteral("Offline since")));
        QVERIFY(rowOf(QStringLiteral("Where is my parcel?")) >= 0); // still there to read

        type(QStringLiteral("I am looking into it."));
        key(Qt::Key_Return, Qt::ControlModifier);
        const int row = rowOf(QStringLiteral("I am looking into it."));
        QVERIFY(row >= 0);
        QCOMPARE(rowValue(row, TranscriptRole::Delivery), static_cast<int>(Delivery::Queued));

        m_world->restartServer();
        EVENTUALLY(m_console->desk.connectionState() == ConnectionState::Live);
        QCOMPARE(m_console->badge(), QStringLiteral("Live"));
        EVENTUALLY(m_world->timesSeen("agent: I am looking into it.") == 1);
        EVENTUALLY(m_console->desk.unsentCount() == 0);
        QTest::qWait(500);
        QCOMPARE(m_world->timesSeen("agent: I am looking into it."), 1);
    }

    void a_console_started_without_its_server_shows_what_was_open()
    {
        signInByKeyboard();
        if (QTest::currentTestFailed()) return;
        customerWaits();
        if (QTest::currentTestFailed()) return;
        acceptByKey();
        if (QTest::currentTestFailed()) return;
        type(QStringLiteral("half a sentence"));
        QTest::qWait(2'000); // the draft is saved by then, whatever happens to the process
        m_world->killServer();
        EVENTUALLY(m_console->desk.connectionState() == ConnectionState::Offline);
        const QString id = conversation();

        m_console.reset();
        startConsole();
        EVENTUALLY(m_console->window->workspace()->isVisible());
        EVENTUALLY(m_console->desk.connectionState() == ConnectionState::Offline);
        QCOMPARE(m_console->count(Section::Mine), 1);
        m_console->window->workspace()->openConversation(id);
        EVENTUALLY(rowOf(QStringLiteral("Where is my parcel?")) >= 0);
        EVENTUALLY(
            m_console->pane()->composer()->field()->toPlainText() == QStringLiteral("half a sentence")
        );
        m_console->pane()->composer()->field()->setFocus();
        key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(m_console->desk.unsentCount(), 1);

        m_world->restartServer();
        EVENTUALLY(m_world->timesSeen("agent: half a sentence") == 1);
        EVENTUALLY(m_console->desk.unsentCount() == 0);
    }
};

QTEST_MAIN(ConsoleStoryTest)
#include "console_story_test.moc"
