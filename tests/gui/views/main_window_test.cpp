// One day of an agent, by keys alone, with real frames to a real desk.

#include "sample_desk.hpp"

#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/models/transcript_model.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/bars.hpp"
#include "agent-app/views/composer.hpp"
#include "agent-app/views/context_panel.hpp"
#include "agent-app/views/conversation_list_view.hpp"
#include "agent-app/views/conversation_pane.hpp"
#include "agent-app/views/main_window.hpp"
#include "agent-app/views/sign_in_view.hpp"
#include "agent-app/views/transcript_view.hpp"
#include "agent-app/views/workspace.hpp"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QHoverEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStandardPaths>
#include <QTest>

using namespace tandem::console;

class MainWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void a_wrong_password_is_said_in_the_window();
    void accept_write_and_send_without_the_mouse();
    void taking_over_stops_the_bot_and_keeps_its_words_as_a_suggestion();
    void only_a_note_while_somebody_else_has_it();
    void a_draft_stays_with_its_conversation();
    void what_was_begun_as_a_note_never_becomes_a_reply();
    void resolving_opens_the_next();
    void a_selected_conversation_stays_selected_when_it_moves();
    void what_is_open_stays_marked_while_the_keyboard_passes_a_header();
    void nothing_moves_under_the_pointer();
    void the_window_may_go_while_the_list_is_held();
    void a_canned_reply_is_saved_inserted_and_forgotten();
    void the_palette_tells_visitors_apart_by_what_they_said();
    void a_cited_message_is_shown();
    void offline_says_since_when_and_what_still_works();
    void a_refusal_is_said_where_it_belongs();
    void f6_reaches_every_pane_and_comes_back();
    void tab_reaches_every_control_and_is_never_trapped();
    void escape_leads_out();
    void every_control_has_a_name();
    void every_label_is_plain();
    void only_one_button_is_filled();
    void the_context_column_becomes_a_drawer();
    void the_title_says_who_is_open_and_how_many_wait();
    void hostile_names_are_shown_as_text();

private:
    void start(const sample::Scene& scene = {});
    void key(int key, Qt::KeyboardModifiers modifiers = {});
    [[nodiscard]] ConversationPane* pane() const { return m_window->workspace()->pane(); }
    [[nodiscard]] Desk& desk() const { return m_sample->desk(); }
    QString openFirst(Section section, int n = 0) const; // its id

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<sample::SampleDesk> m_sample;
    std::unique_ptr<MainWindow> m_window;
};

void MainWindowTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("tandem-test"));
    QCoreApplication::setApplicationName(QStringLiteral("main_window_test"));
    m_theme = std::make_unique<Theme>();
    m_theme->install(*qApp);
}

void MainWindowTest::init()
{
    m_settings = std::make_unique<Settings>();
    for (const Setting each :
         {Setting::ColumnWidths,
          Setting::WindowGeometry,
          Setting::CollapsedSections,
          Setting::ContextColumnVisible,
          Setting::LoginName,
          Setting::SoundOn})
        m_settings->reset(each);
    m_settings->set(Setting::SoundOn, false);
}

void MainWindowTest::cleanup()
{
    m_window.reset();
    m_sample.reset();
}

void MainWindowTest::start(const sample::Scene& scene)
{
    m_sample = std::make_unique<sample::SampleDesk>(scene);
    m_window = std::make_unique<MainWindow>(desk(), *m_settings, *m_theme);
    m_window->resize(1280, 800);
    m_window->show();
    QApplication::setActiveWindow(m_window.get());
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(m_sample->signIn());
    QCoreApplication::processEvents();
}

void MainWindowTest::key(int key, Qt::KeyboardModifiers modifiers)
{
    QWidget* focus = QApplication::focusWidget();
    QTest::keyClick(focus ? focus : m_window.get(), Qt::Key(key), modifiers);
    QCoreApplication::processEvents();
}

QString MainWindowTest::openFirst(Section section, int n) const
{
    const QString id = desk().conversations()->idAt(section, n);
    m_window->workspace()->openConversation(id);
    for (int i = 0; i < 5; ++i)
        QCoreApplication::processEvents();
    return id;
}

void MainWindowTest::a_wrong_password_is_said_in_the_window()
{
    m_sample = std::make_unique<sample::SampleDesk>(sample::Scene{});
    m_window = std::make_unique<MainWindow>(desk(), *m_settings, *m_theme);
    m_window->show();
    SignInView* signIn = m_window->signIn();
    signIn->findChild<QLineEdit*>(QStringLiteral("server"))->setText(QStringLiteral("127.0.0.1:1"));
    signIn->findChild<QLineEdit*>(QStringLiteral("login"))->setText(QStringLiteral("dee"));
    auto* password = signIn->findChild<QLineEdit*>(QStringLiteral("password"));
    password->setText(QStringLiteral("wrong"));
    QTest::keyClick(password, Qt::Key_Return);
    auto* error = signIn->findChild<MessageBar*>(QStringLiteral("signInError"));
    QTRY_VERIFY(error->isVisible());
    QVERIFY(signIn->isVisible());

    password->setText(QStringLiteral("right"));
    QTest::keyClick(password, Qt::Key_Return);
    QTRY_VERIFY(m_window->workspace()->isVisible());
    QCOMPARE(m_settings->get(Setting::LoginName).toString(), QStringLiteral("dee"));
}

void MainWindowTest::accept_write_and_send_without_the_mouse()
{
    start();
    const QString longest = desk().conversations()->idAt(Section::Waiting, 0);
    key(Qt::Key_A);
    QTRY_VERIFY(desk().header(longest).mine);
    QCOMPARE(m_window->workspace()->conversationId(), longest);
    QTRY_COMPARE(pane()->composer()->mode(), Composer::Mode::reply);
    QCOMPARE(QApplication::focusWidget(), pane()->composer()->field());

    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("Hello Ana, taking a look"));
    key(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(m_sample->server().texts().size(), std::size_t(1));
    QCOMPARE(
        QString::fromStdString(m_sample->server().texts().front()),
        QStringLiteral("Hello Ana, taking a look")
    );
    QVERIFY(pane()->composer()->field()->toPlainText().isEmpty());
}

void MainWindowTest::taking_over_stops_the_bot_and_keeps_its_words_as_a_suggestion()
{
    start();
    const QString id = openFirst(Section::WithBot);
    m_sample->server().customerWrites(id, "So when?");
    m_sample->server().botStarts(id);
    m_sample->server().botSays(id, "Your parcel left our warehouse on Monday and ");
    pane()->transcript()->setFocus();
    key(Qt::Key_T);
    QTRY_VERIFY(desk().header(id).mine);
    pane()->composer()->write(Composer::Mode::reply);
    QTRY_VERIFY(
        pane()->composer()->field()->placeholderText().startsWith(QStringLiteral("should be with you"))
    );
    QVERIFY(pane()->composer()->field()->toPlainText().isEmpty());
    key(Qt::Key_Tab);
    QVERIFY(pane()->composer()->field()->toPlainText().startsWith(QStringLiteral("should be with you")));
    QCOMPARE(QApplication::focusWidget(), pane()->composer()->field());
    // There is nothing to take any more, so Tab leads on.
    key(Qt::Key_Tab);
    QVERIFY(QApplication::focusWidget() != pane()->composer()->field());
}

void MainWindowTest::only_a_note_while_somebody_else_has_it()
{
    start();
    const QString id = openFirst(Section::Mine);
    QCOMPARE(pane()->composer()->mode(), Composer::Mode::reply);
    m_sample->server().someoneElseTakes(id);
    QTRY_COMPARE(pane()->composer()->mode(), Composer::Mode::note);
    pane()->composer()->write(Composer::Mode::reply);
    QCOMPARE(pane()->composer()->mode(), Composer::Mode::note);
    // The ground is the note's, too.
    QCOMPARE(pane()->composer()->field()->palette().color(QPalette::Base), m_theme->color(ColorRole::note));
}

void MainWindowTest::a_draft_stays_with_its_conversation()
{
    start();
    const QString first = openFirst(Section::Mine, 0);
    key(Qt::Key_R);
    QTest::keyClicks(pane()->composer()->field(), QStringLiteral("half a sent"));
    openFirst(Section::Mine, 1);
    QVERIFY(pane()->composer()->field()->toPlainText().isEmpty());
    m_window->workspace()->openConversation(first);
    QCOMPARE(pane()->composer()->field()->toPlainText(), QStringLiteral("half a sent"));
}

void MainWindowTest::what_was_begun_as_a_note_never_becomes_a_reply()
{
    start();
    const QString waiting = openFirst(Section::Waiting);
    pane()->composer()->write(Composer::Mode::note);
    QTest::keyClicks(pane()->composer()->field(), QStringLiteral("a known trickster"));
    desk().accept(waiting);
    QTRY_VERIFY(desk().header(waiting).canReply);
    QCOMPARE(pane()->composer()->mode(), Composer::Mode::note);

    // Nor when one comes back to it.
    openFirst(Section::Mine, 1);
    m_window->workspace()->openConversation(waiting);
    QCOMPARE(pane()->composer()->field()->toPlainText(), QStringLiteral("a known trickster"));
    QCOMPARE(pane()->composer()->mode(), Composer::Mode::note);
    pane()->composer()->send();
    QCOMPARE(pane()->composer()->mode(), Composer::Mode::note);
    openFirst(Section::Mine, 1);
    m_window->workspace()->openConversation(waiting);
    QCOMPARE(pane()->composer()->mode(), Composer::Mode::reply);
}

void MainWindowTest::resolving_opens_the_next()
{
    start();
    const QString first = openFirst(Section::Mine, 0);
    const QString second = desk().conversations()->idAt(Section::Mine, 1);
    m_window->workspace()->list()->setFocus();
    key(Qt::Key_E);
    QTRY_COMPARE(m_window->workspace()->conversationId(), second);
    QTRY_COMPARE(desk().header(first).lifecycle, tandem::protocol::Lifecycle::resolved);
}

void MainWindowTest::a_selected_conversation_stays_selected_when_it_moves()
{
    start();
    const QString second = openFirst(Section::Mine, 1);
    QCOMPARE(m_window->workspace()->list()->currentConversation(), second);
    m_sample->server().customerWrites(second, "Are you there?");
    QTRY_COMPARE(desk().conversations()->idAt(Section::Mine, 0), second);
    QCOMPARE(m_window->workspace()->list()->currentConversation(), second);
    m_sample->server().newWaiting("Zoe Example", "Asked for a person");
    QTRY_COMPARE(desk().conversations()->count(Section::Waiting), 4);
    QCOMPARE(m_window->workspace()->list()->currentConversation(), second);
    QCOMPARE(m_window->workspace()->conversationId(), second);
}

void MainWindowTest::what_is_open_stays_marked_while_the_keyboard_passes_a_header()
{
    start({.waiting = 1, .mine = 1, .withBot = 0, .others = 0});
    ConversationListView* list = m_window->workspace()->list();
    list->setFocus();
    key(Qt::Key_Home);
    const QString waiting = desk().conversations()->idAt(Section::Waiting, 0);
    QCOMPARE(m_window->workspace()->conversationId(), waiting);
    key(Qt::Key_Down);
    QVERIFY(list->currentIndex().data(role(ConversationRole::IsHeader)).toBool());
    QCOMPARE(list->currentConversation(), waiting);
    key(Qt::Key_Down);
    QCOMPARE(list->currentConversation(), desk().conversations()->idAt(Section::Mine, 0));
}

void MainWindowTest::nothing_moves_under_the_pointer()
{
    start({.waiting = 1, .mine = 2, .withBot = 0, .others = 0});
    ConversationListView* list = m_window->workspace()->list();
    const auto* model = desk().conversations();
    const QString mine = model->idAt(Section::Mine, 0);
    const QRect place = list->visualRect(model->indexOf(mine));
    QHoverEvent move(QEvent::HoverMove, place.center(), place.center(), place.topLeft());
    QCoreApplication::sendEvent(list->viewport(), &move);

    m_sample->server().newWaiting("Zoe Example", "asked for a person");
    QTRY_COMPARE(model->count(Section::Waiting), 2);
    QCOMPARE(list->visualRect(model->indexOf(mine)), place);
    const QModelIndex header = model->headerOf(Section::Waiting);
    QCOMPARE(header.data(role(ConversationRole::New)).toInt(), 1);
    QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("(2 waiting)")));

    // Asked for by a click on the header, which then closes nothing.
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(header).center());
    QCOMPARE(header.data(role(ConversationRole::New)).toInt(), 0);
    QVERIFY(model->indexOf(m_sample->server().idOf("Zoe Example")).isValid());

    // It shows by itself when the pointer leaves.
    QCoreApplication::sendEvent(list->viewport(), &move);
    m_sample->server().newWaiting("Yan Example", "asked for a person");
    QTRY_COMPARE(model->count(Section::Waiting), 3);
    QVERIFY(!model->indexOf(m_sample->server().idOf("Yan Example")).isValid());
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(list->viewport(), &leave);
    QVERIFY(model->indexOf(m_sample->server().idOf("Yan Example")).isValid());
}

void MainWindowTest::the_window_may_go_while_the_list_is_held()
{
    start();
    desk().conversations()->setHolding(true);
    m_sample->server().newWaiting("Zoe Example", "asked for a person");
    QTRY_COMPARE(desk().conversations()->count(Section::Waiting), 4);
    m_window.reset(); // on its way it shows what waited
    QVERIFY(!desk().conversations()->isHolding());
    QCOMPARE(desk().conversations()->idAt(Section::Waiting, 3), m_sample->server().idOf("Zoe Example"));
}

void MainWindowTest::a_canned_reply_is_saved_inserted_and_forgotten()
{
    m_settings->reset(Setting::CannedReplies);
    start({.waiting = 0, .mine = 2, .withBot = 0, .others = 0});
    openFirst(Section::Mine);
    QPlainTextEdit* field = pane()->composer()->field();
    const QString text = QStringLiteral("I am looking into it.\nOne moment, please.");
    key(Qt::Key_R);
    field->setPlainText(text);
    key(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m_settings->get(Setting::CannedReplies).toStringList(), QStringList{text});

    openFirst(Section::Mine, 1);
    key(Qt::Key_R);
    field->clear();
    key(Qt::Key_Slash);
    QVERIFY(QApplication::focusWidget() != field);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("moment"));
    key(Qt::Key_Return);
    QCOMPARE(field->toPlainText(), text);
    QCOMPARE(QApplication::focusWidget(), field);

    // In the middle of a text it is a letter like others.
    key(Qt::Key_Slash);
    QCOMPARE(field->toPlainText(), text + QLatin1Char('/'));
    m_window->actions()->action(ActionId::forgetReply)->trigger();
    key(Qt::Key_Return);
    QVERIFY(m_settings->get(Setting::CannedReplies).toStringList().isEmpty());
}

void MainWindowTest::the_palette_tells_visitors_apart_by_what_they_said()
{
    start({.waiting = 0, .mine = 2, .withBot = 0, .others = 0});
    const QString second = desk().conversations()->idAt(Section::Mine, 1);
    m_sample->server().customerWrites(second, "Where is my zebra?");
    QTRY_COMPARE(desk().conversations()->lastText(second), QStringLiteral("Where is my zebra?"));
    key(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("zebra"));
    key(Qt::Key_Return);
    QCOMPARE(m_window->workspace()->conversationId(), second);
}

void MainWindowTest::a_cited_message_is_shown()
{
    start();
    const QString id = openFirst(Section::Mine);
    QAbstractButton* cite = nullptr;
    for (QAbstractButton* button : m_window->workspace()->context()->findChildren<QAbstractButton*>())
        if (button->text() == QLatin1String("6")) cite = button;
    QVERIFY(cite);
    cite->click();
    const int row = desk().open(id)->rowOfSeq(6);
    QCOMPARE(pane()->transcript()->currentIndex().row(), row);
    desk().close(id);
}

void MainWindowTest::offline_says_since_when_and_what_still_works()
{
    start();
    auto* badge = m_window->findChild<QAbstractButton*>(QStringLiteral("connection"));
    QCOMPARE(badge->text(), QStringLiteral("Live"));
    m_sample->server().cutConnection();
    QTRY_VERIFY(badge->text().startsWith(QStringLiteral("Offline since")));
    QVERIFY(badge->accessibleName().contains(QStringLiteral("Offline")));
    QVERIFY(m_window->findChild<MessageBar*>(QStringLiteral("offlineBar"))->isVisible());
}

void MainWindowTest::a_refusal_is_said_where_it_belongs()
{
    start();
    openFirst(Section::WithBot);
    m_sample->server().refuseEverything(true);
    m_window->workspace()->list()->setFocus();
    key(Qt::Key_T);
    auto* bar = m_window->findChild<MessageBar*>(QStringLiteral("conversationError"));
    QTRY_VERIFY(bar->isVisible());
    QVERIFY(!bar->text().isEmpty());
}

void MainWindowTest::f6_reaches_every_pane_and_comes_back()
{
    start();
    openFirst(Section::Mine);
    m_window->workspace()->list()->setFocus();
    QList<QWidget*> seen;
    for (int i = 0; i < 5; ++i) {
        key(Qt::Key_F6);
        seen << QApplication::focusWidget();
    }
    QCOMPARE(seen.last(), m_window->workspace()->list());
    QVERIFY(seen.contains(pane()->transcript()));
    QVERIFY(seen.contains(pane()->composer()->field()));
    QVERIFY(seen.contains(m_window->workspace()->context()));
    QCOMPARE(QSet<QWidget*>(seen.begin(), seen.end()).size(), 5);
    key(Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(QApplication::focusWidget(), seen.at(3));
}

void MainWindowTest::tab_reaches_every_control_and_is_never_trapped()
{
    start();
    openFirst(Section::Mine);
    QSet<QWidget*> wanted;
    for (QWidget* widget : m_window->findChildren<QWidget*>()) {
        const bool takes =
            (widget->focusPolicy() & Qt::TabFocus) && widget->isEnabled() && widget->isVisible();
        if (takes && !widget->focusProxy()) wanted << widget;
    }
    QVERIFY(wanted.size() > 12);
    m_window->workspace()->list()->setFocus();
    QWidget* first = QApplication::focusWidget();
    QSet<QWidget*> reached;
    for (int i = 0; i < 200; ++i) {
        key(Qt::Key_Tab);
        reached << QApplication::focusWidget();
        if (QApplication::focusWidget() == first) break;
    }
    QCOMPARE(QApplication::focusWidget(), first);
    for (QWidget* widget : wanted - reached)
        qWarning() << "not reached:" << widget;
    QVERIFY((wanted - reached).isEmpty());
}

void MainWindowTest::escape_leads_out()
{
    start();
    openFirst(Section::Mine);
    key(Qt::Key_R);
    QCOMPARE(QApplication::focusWidget(), pane()->composer()->field());
    key(Qt::Key_Escape);
    QCOMPARE(QApplication::focusWidget(), pane()->transcript());
    key(Qt::Key_Escape);
    QCOMPARE(QApplication::focusWidget(), m_window->workspace()->list());
    key(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(m_window->findChild<QWidget*>(QStringLiteral("palette"))->isVisible());
    key(Qt::Key_Escape);
    QVERIFY(!m_window->findChild<QWidget*>(QStringLiteral("palette"))->isVisible());
    QCOMPARE(QApplication::focusWidget(), m_window->workspace()->list());
}

void MainWindowTest::every_control_has_a_name()
{
    start();
    openFirst(Section::Mine);
    for (QWidget* widget : m_window->findChildren<QWidget*>()) {
        if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisible()) continue;
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const QString name = !widget->accessibleName().isEmpty() ? widget->accessibleName()
                             : button                            ? button->text()
                                                                 : QString();
        if (name.isEmpty()) qWarning() << widget << widget->parentWidget();
        QVERIFY(!name.isEmpty());
    }
    const QModelIndex row = pane()->transcript()->model()->index(0, 0);
    QVERIFY(!row.data(Qt::AccessibleTextRole).toString().isEmpty());
}

void MainWindowTest::every_label_is_plain()
{
    start();
    openFirst(Section::Mine);
    int labels = 0;
    for (const QLabel* label : m_window->findChildren<QLabel*>()) {
        if (label->text().isEmpty()) continue;
        ++labels;
        if (label->textFormat() != Qt::PlainText) qWarning() << label->text();
        QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    QVERIFY(labels > 10);
}

void MainWindowTest::only_one_button_is_filled()
{
    start();
    for (const Section section : {Section::Waiting, Section::Mine, Section::WithBot, Section::Others}) {
        openFirst(section);
        int filled = 0;
        for (const QPushButton* button : m_window->workspace()->findChildren<QPushButton*>())
            if (button->isVisible() && button->isEnabled() && button->isDefault()) ++filled;
        QVERIFY2(filled <= 1, qPrintable(QString::number(int(section))));
        if (section == Section::WithBot) QCOMPARE(filled, 1);
    }
}

void MainWindowTest::the_context_column_becomes_a_drawer()
{
    start();
    openFirst(Section::Mine);
    ContextPanel* context = m_window->workspace()->context();
    QVERIFY(context->isVisible());
    m_window->resize(900, 700);
    QTRY_VERIFY(m_window->workspace()->isDrawer());
    QVERIFY(!context->isVisible());
    key(Qt::Key_I, Qt::ControlModifier);
    QVERIFY(context->isVisible());
    QVERIFY(m_window->workspace()->rect().contains(context->geometry()));
    key(Qt::Key_Escape);
    QVERIFY(!context->isVisible());
    m_window->resize(1280, 800);
    QTRY_VERIFY(!m_window->workspace()->isDrawer());
    QVERIFY(context->isVisible());
}

void MainWindowTest::the_title_says_who_is_open_and_how_many_wait()
{
    start({.waiting = 1, .mine = 1, .withBot = 0, .others = 0});
    QCOMPARE(m_window->windowTitle(), QStringLiteral("(1 waiting) Tandem"));
    const QString name = desk().header(openFirst(Section::Mine)).customerName;
    QCOMPARE(m_window->windowTitle(), QStringLiteral("(1 waiting) %1 – Tandem").arg(name));
    m_sample->server().newWaiting("Bo", "asked for a person");
    QTRY_COMPARE(m_window->windowTitle(), QStringLiteral("(2 waiting) %1 – Tandem").arg(name));
    m_window->workspace()->openConversation({});
    QCOMPARE(m_window->windowTitle(), QStringLiteral("(2 waiting) Tandem"));
}

void MainWindowTest::hostile_names_are_shown_as_text()
{
    start();
    const std::string name = "<img src='file:///etc/passwd' width=99999><b>";
    m_sample->server().newWaiting(name, "<h1>reason</h1>");
    QTRY_COMPARE(desk().conversations()->count(Section::Waiting), 4);
    const QString id = m_sample->server().idOf(name);
    m_window->workspace()->openConversation(id);
    for (int i = 0; i < 5; ++i)
        QCoreApplication::processEvents();
    const QString shown = QString::fromStdString(name);
    QCOMPARE(m_window->findChild<QWidget*>(QStringLiteral("customerName"))->accessibleName(), shown);
    for (QWidget* widget : m_window->findChildren<QWidget*>())
        QVERIFY(!Qt::mightBeRichText(widget->toolTip()));
    QVERIFY(!m_window->windowTitle().contains(QLatin1Char('<')));
    QVERIFY(!m_window->grab().isNull());
}

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
