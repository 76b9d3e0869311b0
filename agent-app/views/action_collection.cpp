#include "agent-app/views/action_collection.hpp"

#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"

#include <QAction>
#include <QCoreApplication>
#include <QVariantMap>
#include <QWidget>

#include <algorithm>
#include <array>

namespace tandem::console {

namespace {

struct ActionSpec
{
    ActionId id;
    ActionGroup group;
    const char* key;  // stable name in the settings
    const char* text; // translated in context "Actions"
    const char* icon; // may be empty
    const char* keys; // portable text, alternatives separated by "; "
};

constexpr const char* translationContext = "Actions";

// In the order of ActionId.
constexpr std::array<ActionSpec, actionCount> actionTable{{
    {ActionId::accept,
     ActionGroup::conversation,
     "accept",
     QT_TRANSLATE_NOOP("Actions", "&Accept"),
     "accept",
     "A"},
    {ActionId::takeOver,
     ActionGroup::conversation,
     "take_over",
     QT_TRANSLATE_NOOP("Actions", "&Take over"),
     "take-over",
     "T"},
    {ActionId::reply,
     ActionGroup::conversation,
     "reply",
     QT_TRANSLATE_NOOP("Actions", "Write a &reply"),
     "reply",
     "R"},
    {ActionId::note,
     ActionGroup::conversation,
     "note",
     QT_TRANSLATE_NOOP("Actions", "Write a &note"),
     "note",
     "N"},
    {ActionId::handBack,
     ActionGroup::conversation,
     "hand_back",
     QT_TRANSLATE_NOOP("Actions", "&Hand back to the bot"),
     "hand-back",
     "H"},
    {ActionId::transfer,
     ActionGroup::conversation,
     "transfer",
     QT_TRANSLATE_NOOP("Actions", "Transfer …"),
     "transfer",
     "X"},
    {ActionId::resolve,
     ActionGroup::conversation,
     "resolve",
     QT_TRANSLATE_NOOP("Actions", "R&esolve, and go to the next"),
     "resolve",
     "E"},
    {ActionId::resolveWithoutRating,
     ActionGroup::conversation,
     "resolve_without_rating",
     QT_TRANSLATE_NOOP("Actions", "Resolve without asking for a rating"),
     "",
     "Shift+E"},
    {ActionId::send,
     ActionGroup::conversation,
     "send",
     QT_TRANSLATE_NOOP("Actions", "&Send"),
     "send",
     "Ctrl+Enter; Ctrl+Return"},
    {ActionId::cannedReplies,
     ActionGroup::conversation,
     "canned_replies",
     QT_TRANSLATE_NOOP("Actions", "&Canned replies …"),
     "draft",
     "/"},
    {ActionId::saveReply,
     ActionGroup::conversation,
     "save_reply",
     QT_TRANSLATE_NOOP("Actions", "Save the text as a canned reply"),
     "",
     "Ctrl+Shift+S"},
    {ActionId::forgetReply,
     ActionGroup::conversation,
     "forget_reply",
     QT_TRANSLATE_NOOP("Actions", "Forget a canned reply …"),
     "",
     ""},
    {ActionId::find,
     ActionGroup::conversation,
     "find",
     QT_TRANSLATE_NOOP("Actions", "&Find here"),
     "search",
     "Ctrl+F"},
    {ActionId::openMine1,
     ActionGroup::window,
     "open_mine_1",
     QT_TRANSLATE_NOOP("Actions", "Open the first of mine"),
     "",
     "Ctrl+1"},
    {ActionId::openMine2,
     ActionGroup::window,
     "open_mine_2",
     QT_TRANSLATE_NOOP("Actions", "Open the second of mine"),
     "",
     "Ctrl+2"},
    {ActionId::openMine3,
     ActionGroup::window,
     "open_mine_3",
     QT_TRANSLATE_NOOP("Actions", "Open the third of mine"),
     "",
     "Ctrl+3"},
    {ActionId::openMine4,
     ActionGroup::window,
     "open_mine_4",
     QT_TRANSLATE_NOOP("Actions", "Open the fourth of mine"),
     "",
     "Ctrl+4"},
    {ActionId::openMine5,
     ActionGroup::window,
     "open_mine_5",
     QT_TRANSLATE_NOOP("Actions", "Open the fifth of mine"),
     "",
     "Ctrl+5"},
    {ActionId::openMine6,
     ActionGroup::window,
     "open_mine_6",
     QT_TRANSLATE_NOOP("Actions", "Open the sixth of mine"),
     "",
     "Ctrl+6"},
    {ActionId::openMine7,
     ActionGroup::window,
     "open_mine_7",
     QT_TRANSLATE_NOOP("Actions", "Open the seventh of mine"),
     "",
     "Ctrl+7"},
    {ActionId::openMine8,
     ActionGroup::window,
     "open_mine_8",
     QT_TRANSLATE_NOOP("Actions", "Open the eighth of mine"),
     "",
     "Ctrl+8"},
    {ActionId::openMine9,
     ActionGroup::window,
     "open_mine_9",
     QT_TRANSLATE_NOOP("Actions", "Open the ninth of mine"),
     "",
     "Ctrl+9"},
    {ActionId::nextPane,
     ActionGroup::window,
     "next_pane",
     QT_TRANSLATE_NOOP("Actions", "Next pane"),
     "",
     "F6"},
    {ActionId::previousPane,
     ActionGroup::window,
     "previous_pane",
     QT_TRANSLATE_NOOP("Actions", "Previous pane"),
     "",
     "Shift+F6"},
    {ActionId::toggleContext,
     ActionGroup::window,
     "toggle_context",
     QT_TRANSLATE_NOOP("Actions", "Show the &context column"),
     "panel",
     "Ctrl+I"},
    {ActionId::sortBotChats,
     ActionGroup::window,
     "sort_bot_chats",
     QT_TRANSLATE_NOOP("Actions", "Sort the bot's conversations by activity"),
     "",
     "F5"},
    {ActionId::findEverywhere,
     ActionGroup::window,
     "find_everywhere",
     QT_TRANSLATE_NOOP("Actions", "Find a conversation …"),
     "search",
     "Ctrl+Shift+F"},
    {ActionId::palette,
     ActionGroup::application,
     "palette",
     QT_TRANSLATE_NOOP("Actions", "&Do something …"),
     "palette",
     "Ctrl+K"},
    {ActionId::shortcuts,
     ActionGroup::application,
     "shortcuts",
     QT_TRANSLATE_NOOP("Actions", "All &keys …"),
     "keyboard",
     "F1; ?"},
    {ActionId::testNotification,
     ActionGroup::application,
     "test_notification",
     QT_TRANSLATE_NOOP("Actions", "Try sound and notification"),
     "bell",
     ""},
    {ActionId::signOut,
     ActionGroup::application,
     "sign_out",
     QT_TRANSLATE_NOOP("Actions", "Sign &out"),
     "sign-out",
     ""},
    {ActionId::quit, ActionGroup::application, "quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "", "Ctrl+Q"},
}};

static_assert([] {
    for (int i = 0; i < actionCount; ++i)
        if (int(actionTable[std::size_t(i)].id) != i) return false;
    return true;
}());

const ActionSpec& specOf(ActionId id) { return actionTable[std::size_t(id)]; }

} // namespace

ActionCollection::ActionCollection(Settings& settings, const Theme& theme, QWidget& host)
    : QObject(&host),
      m_settings(settings)
{
    for (const ActionSpec& spec : actionTable) {
        auto* action = new QAction(QCoreApplication::translate(translationContext, spec.text), this);
        action->setObjectName(QString::fromLatin1(spec.key));
        if (*spec.icon) action->setIcon(theme.icon(QString::fromLatin1(spec.icon)));
        action->setShortcutContext(Qt::WindowShortcut);
        host.addAction(action);
        m_actions << action;
    }
    load();
}

QList<ActionId> ActionCollection::ofGroup(ActionGroup group) const
{
    QList<ActionId> ids;
    for (const ActionSpec& spec : actionTable)
        if (spec.group == group) ids << spec.id;
    return ids;
}

ActionGroup ActionCollection::groupOf(ActionId id) { return specOf(id).group; }

QString ActionCollection::groupTitle(ActionGroup group)
{
    switch (group) {
    case ActionGroup::conversation:
        return tr("Conversation");
    case ActionGroup::window:
        return tr("Window");
    case ActionGroup::application:
        return tr("Application");
    }
    return {};
}

QKeySequence ActionCollection::shortcut(ActionId id) const { return action(id)->shortcut(); }

QList<QKeySequence> ActionCollection::defaultShortcuts(ActionId id)
{
    QList<QKeySequence> keys = QKeySequence::listFromString(QString::fromLatin1(specOf(id).keys));
    keys.removeAll(QKeySequence());
    return keys;
}

void ActionCollection::setShortcut(ActionId id, const QKeySequence& keys)
{
    const QList<QKeySequence> defaults = defaultShortcuts(id);
    applyKeys(id, !keys.isEmpty() && keys == defaults.value(0) ? defaults : QList{keys});
    store();
    Q_EMIT shortcutsChanged();
}

void ActionCollection::resetShortcuts()
{
    for (const ActionSpec& spec : actionTable)
        applyKeys(spec.id, defaultShortcuts(spec.id));
    store();
    Q_EMIT shortcutsChanged();
}

QList<ActionId> ActionCollection::conflicts(ActionId id) const
{
    QList<ActionId> found;
    const QList<QKeySequence> own = action(id)->shortcuts();
    for (const ActionSpec& spec : actionTable) {
        if (spec.id == id) continue;
        const QList<QKeySequence> other = action(spec.id)->shortcuts();
        const bool same = std::ranges::any_of(own, [&other](const QKeySequence& keys) {
            return !keys.isEmpty() && other.contains(keys);
        });
        if (same) found << spec.id;
    }
    return found;
}

QString ActionCollection::name(ActionId id) const
{
    QString text = action(id)->text();
    return text.remove(QLatin1Char('&'));
}

QString ActionCollection::nameWithKey(ActionId id) const
{
    const QString keys = shortcut(id).toString(QKeySequence::NativeText);
    return keys.isEmpty() ? name(id) : tr("%1 (%2)", "action and key").arg(name(id), keys);
}

void ActionCollection::load()
{
    const QVariantMap changed = m_settings.get(Setting::Shortcuts).toMap();
    for (const ActionSpec& spec : actionTable) {
        const auto it = changed.constFind(QString::fromLatin1(spec.key));
        const bool isDefault = it == changed.constEnd();
        applyKeys(
            spec.id,
            isDefault ? defaultShortcuts(spec.id)
                      : QList{QKeySequence(it->toString(), QKeySequence::PortableText)}
        );
    }
}

void ActionCollection::store()
{
    QVariantMap changed;
    for (const ActionSpec& spec : actionTable) {
        if (action(spec.id)->shortcuts() == defaultShortcuts(spec.id)) continue;
        changed[QString::fromLatin1(spec.key)] = shortcut(spec.id).toString(QKeySequence::PortableText);
    }
    m_settings.set(Setting::Shortcuts, changed);
}

void ActionCollection::applyKeys(ActionId id, const QList<QKeySequence>& keys)
{
    QList<QKeySequence> present = keys;
    present.removeAll(QKeySequence());
    action(id)->setShortcuts(present);
}

} // namespace tandem::console
