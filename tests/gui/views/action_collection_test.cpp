#include "agent-app/views/action_collection.hpp"

#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"

#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QVBoxLayout>

using namespace tandem::console;

class ActionCollectionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void defaults_have_no_conflict();
    void every_action_has_a_name_of_its_own();
    void a_changed_key_is_remembered_and_only_that();
    void a_conflict_is_found_from_both_sides();
    void a_default_brings_all_its_keys_back();
    void letters_stay_in_the_field_they_are_typed_in();

private:
    Theme* m_theme = nullptr;
    Settings* m_settings = nullptr;
};

void ActionCollectionTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("tandem-test"));
    QCoreApplication::setApplicationName(QStringLiteral("action_collection_test"));
    m_theme = new Theme(this);
    m_settings = new Settings(this);
}

void ActionCollectionTest::init() { m_settings->reset(Setting::Shortcuts); }

void ActionCollectionTest::defaults_have_no_conflict()
{
    QWidget window;
    const ActionCollection actions(*m_settings, *m_theme, window);
    for (int i = 0; i < actionCount; ++i) {
        const auto id = ActionId(i);
        QVERIFY2(actions.conflicts(id).isEmpty(), qPrintable(actions.name(id)));
    }
}

void ActionCollectionTest::every_action_has_a_name_of_its_own()
{
    QWidget window;
    const ActionCollection actions(*m_settings, *m_theme, window);
    QSet<QString> names;
    QSet<QString> keys;
    for (int i = 0; i < actionCount; ++i) {
        names << actions.name(ActionId(i));
        keys << actions.action(ActionId(i))->objectName();
    }
    QCOMPARE(names.size(), actionCount);
    QCOMPARE(keys.size(), actionCount);
}

void ActionCollectionTest::a_changed_key_is_remembered_and_only_that()
{
    QWidget window;
    {
        ActionCollection actions(*m_settings, *m_theme, window);
        QSignalSpy changes(&actions, &ActionCollection::shortcutsChanged);
        actions.setShortcut(ActionId::takeOver, QKeySequence(QStringLiteral("Ctrl+T")));
        QCOMPARE(changes.count(), 1);
    }
    QCOMPARE(m_settings->get(Setting::Shortcuts).toMap().size(), 1);
    QWidget other;
    const ActionCollection again(*m_settings, *m_theme, other);
    QCOMPARE(again.shortcut(ActionId::takeOver), QKeySequence(QStringLiteral("Ctrl+T")));
    QCOMPARE(again.shortcut(ActionId::accept), QKeySequence(QStringLiteral("A")));
}

void ActionCollectionTest::a_conflict_is_found_from_both_sides()
{
    QWidget window;
    ActionCollection actions(*m_settings, *m_theme, window);
    actions.setShortcut(ActionId::note, QKeySequence(QStringLiteral("R")));
    QCOMPARE(actions.conflicts(ActionId::note), QList{ActionId::reply});
    QCOMPARE(actions.conflicts(ActionId::reply), QList{ActionId::note});
    actions.setShortcut(ActionId::note, QKeySequence());
    QVERIFY(actions.conflicts(ActionId::note).isEmpty());
    QVERIFY(actions.conflicts(ActionId::reply).isEmpty());
}

void ActionCollectionTest::a_default_brings_all_its_keys_back()
{
    QWidget window;
    ActionCollection actions(*m_settings, *m_theme, window);
    const QList<QKeySequence> before = actions.action(ActionId::shortcuts)->shortcuts();
    QCOMPARE(before.size(), 2);
    actions.setShortcut(ActionId::shortcuts, QKeySequence(QStringLiteral("F2")));
    QCOMPARE(actions.action(ActionId::shortcuts)->shortcuts().size(), 1);
    actions.setShortcut(ActionId::shortcuts, before.first());
    QCOMPARE(actions.action(ActionId::shortcuts)->shortcuts(), before);
    QVERIFY(m_settings->get(Setting::Shortcuts).toMap().isEmpty());
}

void ActionCollectionTest::letters_stay_in_the_field_they_are_typed_in()
{
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* line = new QLineEdit;
    auto* text = new QPlainTextEdit;
    auto* other = new QWidget;
    other->setFocusPolicy(Qt::StrongFocus);
    for (QWidget* each : std::initializer_list<QWidget*>{line, text, other})
        column->addWidget(each);
    const ActionCollection actions(*m_settings, *m_theme, window);
    int taken = 0;
    connect(actions.action(ActionId::takeOver), &QAction::triggered, &window, [&taken] { ++taken; });
    window.show();
    QApplication::setActiveWindow(&window);
    QVERIFY(QTest::qWaitForWindowActive(&window));

    line->setFocus();
    QTest::keyClick(line, Qt::Key_T);
    text->setFocus();
    QTest::keyClick(text, Qt::Key_T);
    QCOMPARE(taken, 0);
    QCOMPARE(line->text(), QStringLiteral("t"));
    QCOMPARE(text->toPlainText(), QStringLiteral("t"));
    other->setFocus();
    QTest::keyClick(other, Qt::Key_T);
    QCOMPARE(taken, 1);
}

QTEST_MAIN(ActionCollectionTest)
#include "action_collection_test.moc"
