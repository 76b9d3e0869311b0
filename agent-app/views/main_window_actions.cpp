// What the actions of the window do.

#include "agent-app/app/desk.hpp"
#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/settings/canned_replies.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/bars.hpp"
#include "agent-app/views/command_palette.hpp"
#include "agent-app/views/composer.hpp"
#include "agent-app/views/conversation_list_view.hpp"
#include "agent-app/views/conversation_pane.hpp"
#include "agent-app/views/main_window.hpp"
#include "agent-app/views/notifier.hpp"
#include "agent-app/views/shortcuts_dialog.hpp"
#include "agent-app/views/transcript_view.hpp"
#include "agent-app/views/workspace.hpp"

#include <QAction>
#include <QToolButton>

namespace tandem::console {

void MainWindow::connectActions()
{
    const auto on = [this](ActionId id, auto&& handler) {
        connect(m_actions->action(id), &QAction::triggered, this, std::forward<decltype(handler)>(handler));
    };
    ConversationPane* pane = m_workspace->pane();
    on(ActionId::accept, [this] { acceptNext(); });
    on(ActionId::takeOver, [this] { m_desk.takeOver(openId()); });
    on(ActionId::handBack, [this] { m_desk.handBack(openId(), {}); });
    on(ActionId::transfer, [pane] { pane->transfer(); });
    on(ActionId::resolve, [this] { resolve(true); });
    on(ActionId::resolveWithoutRating, [this] { resolve(false); });
    on(ActionId::reply, [pane] { pane->composer()->write(Composer::Mode::reply); });
    on(ActionId::note, [pane] { pane->composer()->write(Composer::Mode::note); });
    on(ActionId::cannedReplies, [this] { openCannedReplies(false); });
    on(ActionId::saveReply, [this] { saveReply(); });
    on(ActionId::forgetReply, [this] { openCannedReplies(true); });
    connect(pane->composer(), &Composer::cannedRepliesWanted, this, [this] { openCannedReplies(false); });
    on(ActionId::find, [pane] { pane->find(); });
    for (int n = 0; n < 9; ++n)
        on(ActionId(int(ActionId::openMine1) + n), [this, n] { openMine(n); });
    on(ActionId::nextPane, [this] { m_workspace->cyclePane(true); });
    on(ActionId::previousPane, [this] { m_workspace->cyclePane(false); });
    on(ActionId::toggleContext, [this] { m_workspace->toggleContext(); });
    on(ActionId::sortBotChats, [this] { m_desk.conversations()->refreshOrder(); });
    on(ActionId::findEverywhere, [this] { findEverywhere(); });
    on(ActionId::palette, [this] { openPalette(); });
    on(ActionId::shortcuts, [this] { openShortcuts(); });
    on(ActionId::testNotification, [this] { m_notifier->test(); });
    on(ActionId::signOut, [this] { askToSignOut(); });
    on(ActionId::quit, [this] { close(); });
}

void MainWindow::refreshActions()
{
    const bool in = m_desk.connectionState() != ConnectionState::SignedOut;
    const bool open = in && !openId().isEmpty();
    const Header header = open ? m_desk.header(openId()) : Header{};
    const auto enable = [this](ActionId id, bool on) { m_actions->action(id)->setEnabled(on); };

    // Only one of the two is offered as a button: what waits is accepted.
    const bool someoneWaits = m_desk.conversations()->count(Section::Waiting) > 0;
    enable(ActionId::accept, in && (header.canAccept || (someoneWaits && !header.canTakeOver)));
    enable(ActionId::takeOver, header.canTakeOver && !header.canAccept);
    enable(ActionId::handBack, header.canHandBack);
    enable(ActionId::transfer, header.canTransfer);
    enable(ActionId::resolve, header.canResolve);
    enable(ActionId::resolveWithoutRating, header.canResolve);
    for (const ActionId id : {ActionId::reply, ActionId::cannedReplies, ActionId::saveReply})
        enable(id, header.canReply);
    enable(ActionId::forgetReply, in);
    for (const ActionId id : {ActionId::note, ActionId::find})
        enable(id, open);
    for (const ActionId id : m_actions->ofGroup(ActionGroup::window))
        enable(id, in);
    enable(ActionId::palette, in);
    enable(ActionId::signOut, in);
}

void MainWindow::acceptNext()
{
    m_desk.conversations()->setHolding(false); // who is next depends on all of them
    QString id = openId();
    if (id.isEmpty() || !m_desk.header(id).canAccept)
        id = m_desk.conversations()->idAt(Section::Waiting, 0);
    if (id.isEmpty()) return;
    m_workspace->openConversation(id);
    m_desk.accept(id);
    m_workspace->pane()->composer()->write(Composer::Mode::reply);
}

void MainWindow::resolve(bool survey)
{
    const QString id = openId();
    m_desk.resolve(id, survey);
    openNext();
}

void MainWindow::openNext()
{
    // The next of mine, else who has waited longest, else nothing.
    m_desk.conversations()->setHolding(false);
    const ConversationListModel* list = m_desk.conversations();
    QString next;
    for (int n = 0; n < list->count(Section::Mine) && next.isEmpty(); ++n) {
        const QString id = list->idAt(Section::Mine, n);
        if (id != openId()) next = id;
    }
    if (next.isEmpty()) next = list->idAt(Section::Waiting, 0);
    // Without a next one it stays open, so that what came of the resolve is seen.
    if (!next.isEmpty()) m_workspace->openConversation(next);
    m_workspace->list()->setFocus();
}

void MainWindow::openMine(int n)
{
    const QString id = m_desk.conversations()->idAt(Section::Mine, n);
    if (id.isEmpty()) return;
    m_workspace->openConversation(id);
    m_workspace->pane()->transcript()->setFocus();
}

void MainWindow::openPalette()
{
    QList<PaletteEntry> entries;
    for (int i = 0; i < actionCount; ++i) {
        const auto id = ActionId(i);
        QAction* action = m_actions->action(id);
        // People are listed by name below.
        const bool opensMine = id >= ActionId::openMine1 && id <= ActionId::openMine9;
        if (!action->isEnabled() || id == ActionId::palette || opensMine) continue;
        const QString keys = m_actions->shortcut(id).toString(QKeySequence::NativeText);
        entries << PaletteEntry{m_actions->name(id), {}, keys, action->icon(), [action] {
                                    action->trigger();
                                }};
    }
    m_palette->open(entries + people(), tr("What do you want to do, or whom do you look for?"));
}

void MainWindow::findEverywhere() { m_palette->open(people(), tr("A name, or words of the last message")); }

QList<PaletteEntry> MainWindow::people() const
{
    QList<PaletteEntry> entries;
    m_desk.conversations()->setHolding(false);
    const ConversationListModel* list = m_desk.conversations();
    constexpr int mostPeople = 500; // of one section; the rest is found in the list
    for (int s = 0; s < sectionCount; ++s) {
        const auto section = Section(s);
        const QString hint = list->headerOf(section).data(Qt::DisplayRole).toString();
        for (int n = 0; n < std::min(mostPeople, list->count(section)); ++n) {
            const QString id = list->idAt(section, n);
            const QString name = m_desk.header(id).customerName;
            entries << PaletteEntry{
                name,
                list->lastText(id),
                hint,
                m_theme.icon(QStringLiteral("person"), ColorRole::muted),
                [this, id] {
                    m_workspace->openConversation(id);
                    m_workspace->pane()->transcript()->setFocus();
                }
            };
        }
    }
    return entries;
}

void MainWindow::openCannedReplies(bool toForget)
{
    QList<PaletteEntry> entries;
    for (const QString& text : CannedReplies(m_settings).all()) {
        const QString first = text.section(QLatin1Char('\n'), 0, 0);
        const auto run = [this, text, toForget] {
            if (toForget)
                CannedReplies(m_settings).remove(text);
            else
                m_workspace->pane()->composer()->insert(text);
        };
        entries << PaletteEntry{
            first, text.mid(first.size()).simplified(), {}, m_theme.icon(QStringLiteral("draft")), run
        };
    }
    const QString keys = m_actions->shortcut(ActionId::saveReply).toString(QKeySequence::NativeText);
    m_palette->open(
        entries,
        entries.isEmpty() ? tr("None yet: write a reply and save it with %1").arg(keys)
        : toForget        ? tr("Which canned reply is to be forgotten?")
                          : tr("Which canned reply?")
    );
}

void MainWindow::saveReply()
{
    m_bar->findChild<QToolButton*>(QStringLiteral("reallySignOut"))->hide();
    if (CannedReplies(m_settings).add(m_workspace->pane()->composer()->text())) {
        const QString key = m_actions->shortcut(ActionId::cannedReplies).toString(QKeySequence::NativeText);
        m_bar->showMessage(MessageBar::Kind::info, tr("Saved. %1 brings it back.").arg(key));
    } else {
        m_bar->showMessage(MessageBar::Kind::warning, tr("Write a reply first, then save it."));
    }
}

void MainWindow::openShortcuts()
{
    if (!m_shortcuts) {
        m_shortcuts = new ShortcutsDialog(*m_actions, m_settings, m_theme, this);
        m_shortcuts->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_shortcuts->show();
    m_shortcuts->raise();
    m_shortcuts->activateWindow();
}

void MainWindow::askToSignOut()
{
    const int unsent = m_desk.unsentCount();
    if (unsent == 0) {
        m_desk.signOut();
        return;
    }
    m_bar->findChild<QToolButton*>(QStringLiteral("reallySignOut"))->show();
    m_bar->showMessage(MessageBar::Kind::warning, tr("%Ln message(s) are not sent yet.", nullptr, unsent));
}

} // namespace tandem::console
