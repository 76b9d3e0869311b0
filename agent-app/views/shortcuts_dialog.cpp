#include "agent-app/views/shortcuts_dialog.hpp"

#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/ink.hpp"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace tandem::console {

ShortcutsDialog::ShortcutsDialog(
    ActionCollection& actions, Settings& settings, const Theme& theme, QWidget* parent
)
    : QDialog(parent),
      m_actions(actions),
      m_theme(theme)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("All keys"));
    resize(640, 620);

    auto* table = new QWidget;
    auto* grid = new QGridLayout(table);
    grid->setColumnStretch(0, 1);
    grid->setHorizontalSpacing(tokens::gap3);
    grid->setVerticalSpacing(tokens::gap1);
    for (const ActionGroup group :
         {ActionGroup::conversation, ActionGroup::window, ActionGroup::application})
        addGroup(*grid, group);
    auto* scroll = new QScrollArea;
    scroll->setWidget(table);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Actions and their keys"));

    auto* enterSends = new QCheckBox(tr("Enter sends, Shift+Enter breaks the line"));
    enterSends->setChecked(settings.sendKey() == SendKey::Enter);
    connect(enterSends, &QCheckBox::toggled, this, [&settings](bool on) {
        settings.set(Setting::SendKey, int(on ? SendKey::Enter : SendKey::CtrlEnter));
    });

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* reset = buttons->addButton(tr("Defaults"), QDialogButtonBox::ResetRole);
    connect(reset, &QPushButton::clicked, &actions, &ActionCollection::resetShortcuts);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(&actions, &ActionCollection::shortcutsChanged, this, &ShortcutsDialog::refresh);

    auto* column = new QVBoxLayout(this);
    column->addWidget(scroll, 1);
    column->addWidget(enterSends);
    column->addWidget(buttons);
    refresh();
}

void ShortcutsDialog::addGroup(QGridLayout& grid, ActionGroup group)
{
    auto* title = new QLabel(ActionCollection::groupTitle(group));
    title->setTextFormat(Qt::PlainText);
    title->setFont(m_theme.font(TextRole::title));
    title->setContentsMargins(0, tokens::gap3, 0, tokens::gap1);
    grid.addWidget(title, grid.rowCount(), 0, 1, 3);
    for (const ActionId id : m_actions.ofGroup(group)) {
        const int row = grid.rowCount();
        Line line{new QKeySequenceEdit, new QLabel};
        auto* name = new QLabel(m_actions.name(id));
        name->setTextFormat(Qt::PlainText);
        name->setBuddy(line.keys);
        line.remark->setTextFormat(Qt::PlainText);
        line.keys->setClearButtonEnabled(true);
        line.keys->setAccessibleName(tr("Key for: %1").arg(m_actions.name(id)));
        connect(line.keys, &QKeySequenceEdit::editingFinished, this, [this, id, keys = line.keys] {
            if (keys->keySequence() != m_actions.shortcut(id))
                m_actions.setShortcut(id, keys->keySequence());
        });
        grid.addWidget(name, row, 0);
        grid.addWidget(line.keys, row, 1);
        grid.addWidget(line.remark, row, 2);
        m_lines.insert(id, line);
    }
}

void ShortcutsDialog::refresh()
{
    for (auto it = m_lines.cbegin(); it != m_lines.cend(); ++it) {
        const QSignalBlocker quiet(it->keys);
        it->keys->setKeySequence(m_actions.shortcut(it.key()));
        QStringList others;
        for (const ActionId other : m_actions.conflicts(it.key()))
            others << m_actions.name(other);
        it->remark->setText(
            others.isEmpty() ? QString() : tr("also: %1").arg(others.join(QStringLiteral(", ")))
        );
        setInk(it->remark, m_theme.color(ColorRole::danger));
    }
}

} // namespace tandem::console
