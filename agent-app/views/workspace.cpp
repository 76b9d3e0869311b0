#include "agent-app/views/workspace.hpp"

#include "agent-app/app/desk.hpp"
#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/models/packet_model.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/bars.hpp"
#include "agent-app/views/composer.hpp"
#include "agent-app/views/connection_badge.hpp"
#include "agent-app/views/context_panel.hpp"
#include "agent-app/views/conversation_list_view.hpp"
#include "agent-app/views/conversation_pane.hpp"
#include "agent-app/views/rail.hpp"
#include "agent-app/views/transcript_view.hpp"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace tandem::console {

namespace {

constexpr int listWidth = 300;
constexpr int contextWidth = 300;
constexpr int drawerWidth = 340;
constexpr int leastPaneWidth = 380;

constexpr std::array<const char*, sectionCount> sectionNames{"waiting", "mine", "with_bot", "others"};

} // namespace

Workspace::Workspace(
    Desk& desk, Settings& settings, Theme& theme, const ActionCollection& actions, QWidget* parent
)
    : QWidget(parent),
      m_desk(desk),
      m_settings(settings),
      m_theme(theme),
      m_splitter(new QSplitter(Qt::Horizontal)),
      m_rail(new Rail(desk, settings, theme, actions)),
      m_list(new ConversationListView(theme, *desk.conversations())),
      m_offline(new MessageBar(theme)),
      m_pane(new ConversationPane(desk, settings, theme, actions)),
      m_context(new ContextPanel(theme, actions))
{
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(buildListColumn());
    m_splitter->addWidget(m_pane);
    m_splitter->addWidget(m_context);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({listWidth, 640, contextWidth});
    m_splitter->restoreState(settings.get(Setting::ColumnWidths).toByteArray());
    m_pane->setMinimumWidth(leastPaneWidth);
    m_contextWanted = settings.get(Setting::ContextColumnVisible).toBool();

    m_offline->setObjectName(QStringLiteral("offlineBar"));
    m_offline->setClosable(false);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins({});
    rows->setSpacing(0);
    rows->addWidget(m_offline);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    rows->addLayout(row, 1);
    row->addWidget(m_rail);
    row->addWidget(m_splitter, 1);

    connect(m_splitter, &QSplitter::splitterMoved, this, &Workspace::storeWidths);
    connect(m_list, &ConversationListView::conversationChosen, this, &Workspace::openConversation);
    connect(m_context, &ContextPanel::citeActivated, m_pane, &ConversationPane::showSeq);
    connect(m_context, &ContextPanel::conversationActivated, this, &Workspace::openConversation);
    connect(&desk, &Desk::connectionStateChanged, this, &Workspace::showOffline);
    connect(&desk, &Desk::headerChanged, this, [this](const QString& id) {
        if (id == conversationId()) m_context->setHeader(m_desk.header(id));
    });
    restoreSections();
    placeContext();
    showOffline();
}

QWidget* Workspace::buildListColumn()
{
    auto* column = new QWidget;
    column->setAutoFillBackground(true);
    column->setBackgroundRole(QPalette::Base);
    column->setMinimumWidth(220);
    auto* title = new QLabel(tr("Inbox"));
    title->setFont(m_theme.font(TextRole::title));
    title->setTextFormat(Qt::PlainText);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(tokens::gap4, tokens::gap2, tokens::gap2, tokens::gap2);
    top->addWidget(title, 1);
    top->addWidget(new ConnectionBadge(m_theme, m_desk));

    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
    return column;
}

void Workspace::openConversation(const QString& conversationId)
{
    if (conversationId == m_pane->conversationId()) return;
    m_pane->openConversation(conversationId);
    m_list->setCurrentConversation(conversationId);
    m_context->setHeader(conversationId.isEmpty() ? Header{} : m_desk.header(conversationId));
    m_context->setPacket(conversationId.isEmpty() ? nullptr : m_desk.packet(conversationId));
    Q_EMIT conversationOpened(conversationId);
}

QString Workspace::conversationId() const { return m_pane->conversationId(); }

// ---- panes ----

QList<QWidget*> Workspace::panes() const
{
    QList<QWidget*> all{m_rail, m_list};
    if (!conversationId().isEmpty()) all << m_pane->transcript() << m_pane->composer()->field();
    if (m_context->isVisible()) all << m_context;
    return all;
}

void Workspace::cyclePane(bool forward)
{
    const QList<QWidget*> all = panes();
    const QWidget* focus = QApplication::focusWidget();
    qsizetype now = -1;
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (focus && (all[i] == focus || all[i]->isAncestorOf(focus))) now = i;
    }
    // The composer is a pane with buttons around its field.
    if (now < 0 && focus && m_pane->composer()->isAncestorOf(focus))
        now = all.indexOf(m_pane->composer()->field());
    const qsizetype next =
        now < 0 ? (forward ? 0 : all.size() - 1) : (now + (forward ? 1 : -1) + all.size()) % all.size();
    QWidget* target = all[next];
    if (target == m_rail) {
        // The rail itself takes no keys; its first button does.
        for (QWidget* child : m_rail->findChildren<QWidget*>())
            if (child->focusPolicy() & Qt::TabFocus) {
                target = child;
                break;
            }
    }
    target->setFocus(forward ? Qt::TabFocusReason : Qt::BacktabFocusReason);
}

void Workspace::keyPressEvent(QKeyEvent* event)
{
    // Out of the field, then out of the pane: composer → transcript → list.
    if (event->key() != Qt::Key_Escape) {
        QWidget::keyPressEvent(event);
        return;
    }
    const QWidget* focus = QApplication::focusWidget();
    if (m_drawer && m_drawerOpen) {
        toggleContext();
        m_pane->transcript()->setFocus();
    } else if (focus && m_pane->composer()->isAncestorOf(focus)) {
        m_pane->transcript()->setFocus();
    } else {
        m_list->setFocus();
    }
}

// ---- the context column ----

void Workspace::toggleContext()
{
    if (m_drawer) {
        m_drawerOpen = !m_drawerOpen;
    } else {
        m_contextWanted = !m_contextWanted;
        m_settings.set(Setting::ContextColumnVisible, m_contextWanted);
    }
    placeContext();
    if (m_drawer && m_drawerOpen) m_context->setFocus();
}

void Workspace::placeContext()
{
    const bool drawer = width() < tokens::drawerBelow;
    if (drawer != m_drawer) {
        m_drawer = drawer;
        m_drawerOpen = false;
        if (drawer) {
            m_context->setParent(this);
            m_context->setFrameShape(QFrame::StyledPanel);
        } else {
            m_context->setFrameShape(QFrame::NoFrame);
            m_splitter->insertWidget(2, m_context);
            m_splitter->restoreState(m_settings.get(Setting::ColumnWidths).toByteArray());
        }
    }
    m_context->setVisible(m_drawer ? m_drawerOpen : m_contextWanted);
    if (!m_drawer) return;
    const int least = std::min(drawerWidth, width() - m_rail->width());
    m_context->setGeometry(width() - least, 0, least, height());
    m_context->raise();
}

void Workspace::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeContext();
}

// ---- what is remembered ----

void Workspace::storeWidths()
{
    if (!m_drawer) m_settings.set(Setting::ColumnWidths, m_splitter->saveState());
}

void Workspace::restoreSections()
{
    const QStringList collapsed = m_settings.get(Setting::CollapsedSections).toStringList();
    for (int i = 0; i < sectionCount; ++i)
        m_desk.conversations()->setCollapsed(
            Section(i), collapsed.contains(QLatin1String(sectionNames[std::size_t(i)]))
        );
    connect(m_list, &ConversationListView::sectionToggled, this, [this](Section section, bool isCollapsed) {
        QStringList names = m_settings.get(Setting::CollapsedSections).toStringList();
        const QString name = QLatin1String(sectionNames[std::size_t(section)]);
        names.removeAll(name);
        if (isCollapsed) names << name;
        m_settings.set(Setting::CollapsedSections, names);
    });
}

void Workspace::showOffline()
{
    const ConnectionState state = m_desk.connectionState();
    if (state == ConnectionState::Offline)
        m_offline->showMessage(MessageBar::Kind::warning, ConnectionBadge::explanation(state));
    else
        m_offline->hide();
}

} // namespace tandem::console
