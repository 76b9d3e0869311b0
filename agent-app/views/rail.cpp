#include "agent-app/views/rail.hpp"

#include "agent-app/models/words.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/ink.hpp"

#include <QAction>
#include <QActionGroup>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace tandem::console {

namespace {

struct PresenceLook
{
    protocol::Presence presence;
    const char* icon; // differs by shape, not by colour alone
    ColorRole ink;
};

constexpr std::array presenceLooks{
    PresenceLook{protocol::Presence::available, "presence-available", ColorRole::ok},
    PresenceLook{protocol::Presence::busy, "presence-busy", ColorRole::danger},
    PresenceLook{protocol::Presence::away, "presence-away", ColorRole::warn},
    PresenceLook{protocol::Presence::offline, "presence-offline", ColorRole::muted},
};

const PresenceLook& lookOf(protocol::Presence presence)
{
    for (const PresenceLook& look : presenceLooks)
        if (look.presence == presence) return look;
    return presenceLooks.back();
}

} // namespace

Rail::Rail(Desk& desk, Settings& settings, Theme& theme, const ActionCollection& actions, QWidget* parent)
    : QFrame(parent),
      m_desk(desk),
      m_settings(settings),
      m_theme(theme)
{
    setObjectName(QStringLiteral("rail"));
    setFixedWidth(tokens::railWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(tokens::gap1, tokens::gap3, tokens::gap1, tokens::gap2);
    column->setSpacing(tokens::gap1);

    auto* logo = new QLabel;
    const auto paintLogo = [this, logo] {
        logo->setPixmap(m_theme.icon(QStringLiteral("tandem"), ColorRole::accent).pixmap(28));
    };
    paintLogo();
    connect(&theme, &Theme::changed, logo, paintLogo);
    logo->setAlignment(Qt::AlignCenter);
    logo->setTextFormat(Qt::PlainText);
    logo->setAccessibleName(tr("Tandem"));
    column->addWidget(logo);
    column->addStretch(1);

    const auto forAction = [&](ActionId id, const QString& icon, const QString& text) {
        QAction* action = actions.action(id);
        QToolButton* button = addButton(action->objectName(), icon, text, actions.nameWithKey(id));
        connect(button, &QToolButton::clicked, action, &QAction::trigger);
        connect(&actions, &ActionCollection::shortcutsChanged, button, [button, &actions, id] {
            button->setToolTip(actions.nameWithKey(id));
        });
    };
    forAction(ActionId::palette, QStringLiteral("palette"), tr("Do"));
    forAction(ActionId::shortcuts, QStringLiteral("keyboard"), tr("Keys"));
    m_menu = addButton(QStringLiteral("mainMenu"), QStringLiteral("menu"), tr("Menu"), tr("Menu (F10)"));
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->setShortcut(QKeySequence(Qt::Key_F10));
    buildMainMenu(actions);
    m_presence = addButton(QStringLiteral("presence"), QStringLiteral("presence-offline"), {}, {});
    m_presence->setPopupMode(QToolButton::InstantPopup);
    buildPresenceMenu();

    connect(&desk, &Desk::identityChanged, this, &Rail::refreshPresence);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refreshPresence();
}

QToolButton*
Rail::addButton(const QString& name, const QString& icon, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton;
    button->setObjectName(QStringLiteral("rail_") + name);
    button->setIcon(m_theme.icon(icon, ColorRole::muted));
    button->setIconSize({tokens::icon, tokens::icon});
    button->setText(text);
    button->setFont(m_theme.font(TextRole::meta));
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip.isEmpty() ? text : toolTip);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setFocusPolicy(Qt::TabFocus);
    static_cast<QVBoxLayout*>(layout())->addWidget(button);
    return button;
}

void Rail::buildPresenceMenu()
{
    auto* menu = new QMenu(m_presence);
    auto* group = new QActionGroup(menu);
    for (const PresenceLook& look : presenceLooks) {
        QAction* action = menu->addAction(
            m_theme.icon(QString::fromLatin1(look.icon), look.ink), presenceText(look.presence)
        );
        action->setCheckable(true);
        action->setData(int(look.presence));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, presence = look.presence] {
            m_desk.setPresence(presence);
        });
    }
    connect(menu, &QMenu::aboutToShow, this, [this, group] {
        for (QAction* action : group->actions())
            action->setChecked(action->data().toInt() == int(m_desk.presence()));
    });
    m_presence->setMenu(menu);
}

void Rail::buildMainMenu(const ActionCollection& actions)
{
    auto* menu = new QMenu(m_menu);
    for (const ActionGroup group : {ActionGroup::conversation, ActionGroup::window}) {
        QMenu* part = menu->addMenu(ActionCollection::groupTitle(group));
        for (const ActionId id : actions.ofGroup(group))
            part->addAction(actions.action(id));
    }
    QMenu* look = menu->addMenu(m_theme.icon(QStringLiteral("theme")), tr("Look"));
    auto* choices = new QActionGroup(look);
    const auto addChoice = [&](SchemeChoice choice, const QString& text) {
        QAction* action = look->addAction(text);
        action->setCheckable(true);
        action->setData(int(choice));
        choices->addAction(action);
        connect(action, &QAction::triggered, this, [this, choice] {
            m_settings.set(Setting::ColorScheme, int(choice));
            m_theme.setChoice(choice);
        });
    };
    addChoice(SchemeChoice::system, tr("Like the desktop"));
    addChoice(SchemeChoice::light, tr("Light"));
    addChoice(SchemeChoice::dark, tr("Dark"));
    connect(look, &QMenu::aboutToShow, this, [this, choices] {
        for (QAction* action : choices->actions())
            action->setChecked(action->data().toInt() == int(m_theme.choice()));
    });
    QMenu* alerts = menu->addMenu(m_theme.icon(QStringLiteral("bell")), tr("Alerts"));
    const auto addSwitch = [&](Setting setting, const QString& text) {
        QAction* action = alerts->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_settings.get(setting).toBool());
        connect(action, &QAction::toggled, this, [this, setting](bool on) { m_settings.set(setting, on); });
    };
    addSwitch(Setting::SoundOn, tr("Sound"));
    addSwitch(Setting::NotificationsOn, tr("Notifications"));
    menu->addSeparator();
    for (const ActionId id : actions.ofGroup(ActionGroup::application))
        menu->addAction(actions.action(id));
    m_menu->setMenu(menu);
}

void Rail::refreshPresence()
{
    const PresenceLook& look = lookOf(m_desk.presence());
    const QString words = presenceText(look.presence);
    m_presence->setIcon(m_theme.icon(QString::fromLatin1(look.icon), look.ink));
    m_presence->setText(words);
    const QString who = tr("%1: %2", "agent and presence").arg(m_desk.agentName(), words);
    m_presence->setToolTip(plainToolTip(who));
    m_presence->setAccessibleName(who);
}

void Rail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::window));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.color(ColorRole::line));
}

} // namespace tandem::console
