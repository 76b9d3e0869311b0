// Every view shows what strangers write. Nothing of it may read a file, call an address, open a link that
// is none of the web's, look like anything but text, hang or crash (more than 300 texts, reliability H-32).

#include "sample_desk.hpp"

#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/views/composer.hpp"
#include "agent-app/views/conversation_list_view.hpp"
#include "agent-app/views/conversation_pane.hpp"
#include "agent-app/views/delegates/rich_text.hpp"
#include "agent-app/views/delegates/transcript_delegate.hpp"
#include "agent-app/views/foreign_text.hpp"
#include "agent-app/views/links.hpp"
#include "agent-app/views/main_window.hpp"
#include "agent-app/views/transcript_view.hpp"
#include "agent-app/views/workspace.hpp"
#include "tests/support/hostile/corpus.hpp"
#include "time_limit.hpp"

#include <QApplication>
#include <QHelpEvent>
#include <QLabel>
#include <QSet>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>

#include <ctime>
#include <sys/inotify.h>
#include <unistd.h>

using namespace tandem::console;
using tandem::protocol::ActorKind;
using tandem::testing::HostileText;

namespace {

constexpr std::size_t mostBytes = 8000;
constexpr int viewMs = 100;          // for one view of one text
constexpr int windowMs = 8 * viewMs; // of the processor: list, header, transcript, context, composer …

// A file that nobody may open and an address that nobody may call, both watched.
class Trap final
{
public:
    Trap() : m_watch(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
    {
        QFile written(file());
        m_ready = written.open(QIODevice::WriteOnly) && written.write("secret") == 6 &&
                  m_server.listen(QHostAddress::LocalHost);
        written.close();
        m_ready = m_ready &&
                  ::inotify_add_watch(m_watch, file().toLocal8Bit().constData(), IN_OPEN | IN_ACCESS) >= 0;
    }
    ~Trap() { ::close(m_watch); }
    Q_DISABLE_COPY_MOVE(Trap)

    [[nodiscard]] bool isReady() const { return m_ready; }
    [[nodiscard]] QString file() const { return m_folder.filePath(QStringLiteral("secret")); }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

    // True when it was touched since the last call.
    [[nodiscard]] bool isTouched()
    {
        QCoreApplication::processEvents();
        char events[4096];
        bool touched = ::read(m_watch, events, sizeof events) > 0;
        while (m_server.hasPendingConnections()) {
            delete m_server.nextPendingConnection();
            touched = true;
        }
        return touched;
    }

private:
    QTemporaryDir m_folder;
    QTcpServer m_server;
    int m_watch;
    bool m_ready = false;
};

// What this process has worked, whatever else the machine does: for things that cannot be tried three
// times.
qint64 processorMs() { return qint64(std::clock()) * 1000 / CLOCKS_PER_SEC; }

RichTextFonts fonts(const Theme& theme) { return {theme.font(TextRole::body), theme.font(TextRole::mono)}; }

QString shown(const HostileText& hostile) { return QString::fromStdString(hostile.text); }

} // namespace

class HostileTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void the_trap_notices_what_it_is_for();
    void the_corpus_is_large_and_always_the_same();
    void no_text_makes_a_link_that_may_be_opened();
    void every_text_is_laid_out_in_time_and_shown_as_it_is();
    void every_text_passes_through_the_transcript();
    void every_text_passes_through_the_whole_window();
    void what_other_programs_draw_has_no_markup();
    void cleanup();

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Trap> m_trap;
    std::vector<HostileText> m_corpus;
};

void HostileTextTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("tandem-test"));
    QCoreApplication::setApplicationName(QStringLiteral("hostile_text_test"));
    m_theme = std::make_unique<Theme>();
    m_theme->install(*qApp);
    m_trap = std::make_unique<Trap>();
    QVERIFY(m_trap->isReady());
    m_corpus = tandem::testing::hostile_corpus(
        m_trap->file().toStdString(), "http://127.0.0.1:" + std::to_string(m_trap->port()), mostBytes
    );
}

void HostileTextTest::cleanup() { QVERIFY(!m_trap->isTouched()); }

void HostileTextTest::the_trap_notices_what_it_is_for()
{
    QVERIFY(!m_trap->isTouched());
    QFile file(m_trap->file());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(m_trap->isTouched());
    file.close();
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, m_trap->port());
    QVERIFY(socket.waitForConnected(5'000));
    bool called = false;
    QTRY_VERIFY((called = called || m_trap->isTouched()));
}

void HostileTextTest::the_corpus_is_large_and_always_the_same()
{
    QSet<QByteArray> texts;
    for (const HostileText& each : m_corpus) {
        QVERIFY(each.text.size() <= mostBytes);
        texts << QByteArray::fromStdString(each.text);
    }
    QVERIFY2(texts.size() > 300, qPrintable(QString::number(texts.size())));
    const auto again = tandem::testing::hostile_corpus(
        m_trap->file().toStdString(), "http://127.0.0.1:" + std::to_string(m_trap->port()), mostBytes
    );
    QCOMPARE(again.size(), m_corpus.size());
    for (std::size_t i = 0; i < again.size(); ++i)
        QVERIFY(again[i].text == m_corpus[i].text);
}

void HostileTextTest::no_text_makes_a_link_that_may_be_opened()
{
    for (const HostileText& each : m_corpus) {
        RichText text = RichText::fromMarkdown(shown(each), fonts(*m_theme));
        text.layout(600);
        const int most = std::min(200, int(text.size().height()));
        for (int y = 4; y < most; y += 8) {
            for (int x = 0; x < text.size().width(); x += 3) {
                const QUrl target = openableLink(text.linkAt({double(x), double(y)}));
                QVERIFY2(
                    target.isEmpty() || target.host() == QLatin1String("lumen.example"),
                    qPrintable(QString::fromStdString(each.name) + target.toString())
                );
            }
        }
    }
}

void HostileTextTest::every_text_is_laid_out_in_time_and_shown_as_it_is()
{
    RichText::fromMarkdown(QStringLiteral("warm up مرحبا 👩 e\u0301 `x` ภา क्ष 한"), fonts(*m_theme))
        .layout(500);
    for (const HostileText& each : m_corpus) {
        const QString text = shown(each);
        const qint64 took =
            fastestMs([this, &text] { RichText::fromMarkdown(text, fonts(*m_theme)).layout(500); });
        QVERIFY2(
            took < viewMs,
            qPrintable(QStringLiteral("%1: %2 ms").arg(QString::fromStdString(each.name)).arg(took))
        );
        if (each.name.starts_with("markup"))
            QCOMPARE(RichText::fromPlain(text, fonts(*m_theme)).displayed(), text);
    }
}

void HostileTextTest::every_text_passes_through_the_transcript()
{
    constexpr TranscriptKind kinds[] = {
        TranscriptKind::Message,
        TranscriptKind::Message,
        TranscriptKind::Note,
        TranscriptKind::System,
        TranscriptKind::Streaming
    };
    constexpr ActorKind actors[] = {
        ActorKind::customer, ActorKind::bot, ActorKind::agent, ActorKind::system, ActorKind::bot
    };
    QStandardItemModel model;
    TranscriptView view(*m_theme);
    view.resize(600, 700);
    view.setModel(&model);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    for (const HostileText& each : m_corpus) {
        const QString text = shown(each);
        model.clear();
        for (std::size_t i = 0; i < std::size(kinds); ++i) {
            auto* item = new QStandardItem;
            item->setData(int(kinds[i]), role(TranscriptRole::Kind));
            item->setData(int(actors[i]), role(TranscriptRole::ActorKind));
            item->setData(text, role(TranscriptRole::ActorName));
            item->setData(text, role(TranscriptRole::Text));
            item->setData(text, role(TranscriptRole::SystemText));
            item->setData(text, role(TranscriptRole::InterruptedBy));
            item->setData(QDateTime(QDate(2026, 3, 2), QTime(14, 2)), role(TranscriptRole::At));
            item->setData(
                QVariant::fromValue(QList<SourceLink>{{text, text, text, 0.5}}),
                role(TranscriptRole::Sources)
            );
            item->setData(true, role(TranscriptRole::FirstOfGroup));
            item->setData(true, role(TranscriptRole::LastOfGroup));
            model.appendRow(item);
        }
        for (int row = 0; row < model.rowCount(); ++row) {
            const qint64 begin = processorMs();
            view.showRow(row);
            view.grab();
            const qint64 took = (processorMs() - begin) / slowdown;
            QVERIFY2(
                took < windowMs,
                qPrintable(QStringLiteral("%1, row %2: %3 ms")
                               .arg(QString::fromStdString(each.name))
                               .arg(row)
                               .arg(took))
            );
            // The tool tips of what is in the middle of the row.
            const QPoint middle = view.visualRect(model.index(row, 0)).center();
            QHelpEvent help(QEvent::ToolTip, middle, view.viewport()->mapToGlobal(middle));
            QCoreApplication::sendEvent(view.viewport(), &help);
            QVERIFY(!Qt::mightBeRichText(QToolTip::text()));
        }
        QVERIFY(view.findRow(text.left(50), 0, false) >= 0 || text.trimmed().isEmpty());
    }
    QToolTip::hideText();
}

void HostileTextTest::every_text_passes_through_the_whole_window()
{
    Settings settings;
    settings.set(Setting::SoundOn, false);
    sample::SampleDesk sample({.waiting = 0, .mine = 1, .withBot = 0, .others = 0});
    MainWindow window(sample.desk(), settings, *m_theme);
    window.resize(1280, 800);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QVERIFY(sample.signIn());
    const auto* list = sample.desk().conversations();
    for (const HostileText& each : m_corpus) {
        sample.server().newWaiting(each.text, each.text);
        const QString id = sample.server().idOf(each.text);
        sample.server().customerWrites(id, each.text);
        const qint64 begin = processorMs();
        window.workspace()->openConversation(id);
        for (int i = 0; i < 5; ++i)
            QCoreApplication::processEvents();
        window.workspace()->pane()->composer()->setSuggestion(shown(each));
        window.workspace()->list()->scrollTo(list->indexOf(id));
        window.grab();
        const qint64 took = (processorMs() - begin) / slowdown;
        QVERIFY2(
            took < windowMs,
            qPrintable(QStringLiteral("%1: %2 ms").arg(QString::fromStdString(each.name)).arg(took))
        );
        for (const QLabel* label : window.findChildren<QLabel*>())
            QVERIFY(label->textFormat() == Qt::PlainText || label->text().isEmpty());
        for (const QWidget* widget : window.findChildren<QWidget*>())
            QVERIFY(!Qt::mightBeRichText(widget->toolTip()));
        QVERIFY(!window.windowTitle().contains(QLatin1Char('<')));
        QVERIFY(!window.windowTitle().contains(QLatin1Char('\n')));
        QVERIFY(window.windowTitle().size() < 200);
    }
    QCOMPARE(list->count(Section::Waiting), int(m_corpus.size()));
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier); // all of them by name
    window.grab();
}

void HostileTextTest::what_other_programs_draw_has_no_markup()
{
    for (const HostileText& each : m_corpus) {
        const QString text = outsideText(shown(each), 200);
        QVERIFY(text.size() <= 200);
        QVERIFY(!text.contains(QLatin1Char('<')) && !text.contains(QLatin1Char('>')));
        QVERIFY(!text.contains(QLatin1Char('\n')) && !text.contains(QLatin1Char('\r')));
    }
}

QTEST_MAIN(HostileTextTest)
#include "hostile_text_test.moc"
