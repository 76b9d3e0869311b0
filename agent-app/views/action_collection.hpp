#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QWidget;

namespace tandem::console {

class Settings;
class Theme;

// Everything that can be done by a key or from a menu.
enum class ActionId {
    accept,
    takeOver,
    reply,
    note,
    handBack,
    transfer,
    resolve,
    resolveWithoutRating,
    send,
    cannedReplies,
    saveReply,
    forgetReply,
    find,
    openMine1,
    openMine2,
    openMine3,
    openMine4,
    openMine5,
    openMine6,
    openMine7,
    openMine8,
    openMine9,
    nextPane,
    previousPane,
    toggleContext,
    sortBotChats,
    findEverywhere,
    palette,
    shortcuts,
    testNotification,
    signOut,
    quit,
};
inline constexpr int actionCount = static_cast<int>(ActionId::quit) + 1;

enum class ActionGroup { conversation, window, application };

// One QAction for each ActionId, with its words, icon and keys from one table. A person may give other
// keys; only what differs from the defaults is stored, so that new defaults reach old users.
//
// Single letters need no guard: a field that takes text claims letters before a shortcut sees them.
class ActionCollection final : public QObject
{
    Q_OBJECT

public:
    // Actions work while `host` or what is in it has the focus. All three must outlive the collection.
    ActionCollection(Settings& settings, const Theme& theme, QWidget& host);

    [[nodiscard]] QAction* action(ActionId id) const { return m_actions.at(int(id)); }
    [[nodiscard]] QList<ActionId> ofGroup(ActionGroup group) const;
    [[nodiscard]] static ActionGroup groupOf(ActionId id);
    [[nodiscard]] static QString groupTitle(ActionGroup group);

    [[nodiscard]] QKeySequence shortcut(ActionId id) const; // the first, where there are two
    [[nodiscard]] static QList<QKeySequence> defaultShortcuts(ActionId id);

    // Replaces the keys of an action; an empty sequence leaves it without, its default brings the default
    // back.
    void setShortcut(ActionId id, const QKeySequence& keys);
    void resetShortcuts();

    // Other actions that answer to the same keys.
    [[nodiscard]] QList<ActionId> conflicts(ActionId id) const;

    // "Accept", without mnemonic.
    [[nodiscard]] QString name(ActionId id) const;

    // "Accept (A)", for tool tips.
    [[nodiscard]] QString nameWithKey(ActionId id) const;

Q_SIGNALS:
    void shortcutsChanged();

private:
    void load();
    void store();
    void applyKeys(ActionId id, const QList<QKeySequence>& keys);

    Settings& m_settings;
    QList<QAction*> m_actions;
};

} // namespace tandem::console
