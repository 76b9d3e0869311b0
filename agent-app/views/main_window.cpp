#include "agent-app/views/main_window.hpp"

#include "agent-app/app/desk.hpp"
#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/bars.hpp"
#include "agent-app/views/command_palette.hpp"
#include "agent-app/views/conversation_list_view.hpp"
#include "agent-app/views/conversation_pane.hpp"
#include "agent-app/views/foreign_text.hpp"
#include "agent-app/views/notifier.hpp"
#include "agent-app/views/shortcuts_dialog.hpp"
#include "agent-app/views/sign_in_view.hpp"
#include "agent-app/views/workspace.hpp"

#include <QCloseEvent>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace tandem::console {

namespace {

constexpr int mostTitleCharacters = 60;

} // namespace

MainWindow::MainWindow(Desk& desk, Settings& settings, Theme& theme, QWidget* parent)
    : QMainWindow(parent),
      m_desk(desk),
      m_settings(settings),
      m_theme(theme),
      m_actions(new ActionCollection(settings, theme, *this)),
      m_stack(new QStackedWidget),
      m_signIn(new SignInView(settings, theme)),
      m_workspace(new Workspace(desk, settings, theme, *m_actions)),
      m_bar(new MessageBar(theme)),
      m_palette(new CommandPalette(theme, this)),
      m_notifier(new Notifier(desk, settings, theme, *this))
{
    setObjectName(QStringLiteral("mainWindow"));
    theme.setChoice(SchemeChoice(settings.get(Setting::ColorScheme).toInt()));
    setWindowIcon(theme.icon(QStringLiteral("tandem"), ColorRole::accent));
    setMinimumSize(760, 480);
    resize(1280, 800);
    restoreGeometry(settings.get(Setting::WindowGeometry).toByteArray());

    m_stack->addWidget(m_signIn);
    m_stack->addWidget(m_workspace);
    auto* central = new QWidget;
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_stack, 1);
    setCentralWidget(central);
    m_bar->setObjectName(QStringLiteral("windowBar"));

    QToolButton* really = m_bar->addAction(QStringLiteral("reallySignOut"), tr("Sign out and lose them"));
    connect(really, &QToolButton::clicked, this, [this] {
        m_bar->hide();
        m_desk.signOut();
    });

    connect(
        m_signIn,
        &SignInView::signInRequested,
        this,
        [this](const QUrl& server, const QString& login, const QString& password) {
            m_askedByHand = true;
            m_remember = m_signIn->remember();
            m_server = server;
            m_login = login;
            m_desk.signIn(server, login, password);
        }
    );
    connect(m_workspace, &Workspace::conversationOpened, this, [this] {
        refreshActions();
        refreshTitle();
    });
    connect(m_notifier, &Notifier::conversationWanted, m_workspace, &Workspace::openConversation);
    connectDesk();
    connectActions();
    showScreen();
    refreshActions();
    refreshTitle();
}

// Views that are hidden let go of what they held back, and the list's changes come here: still to a whole
// window.
MainWindow::~MainWindow() { hide(); }

void MainWindow::start()
{
    const QUrl server = serverUrl(m_settings.get(Setting::ServerUrl).toString());
    const QString login = m_settings.get(Setting::LoginName).toString();
    if (server.isEmpty() || login.isEmpty() || !m_desk.canSignInWithoutPassword(server, login)) return;
    m_desk.signIn(server, login, {});
}

void MainWindow::connectDesk()
{
    connect(&m_desk, &Desk::connectionStateChanged, this, [this] {
        showScreen();
        refreshActions();
    });
    connect(&m_desk, &Desk::signedIn, this, [this] {
        if (m_askedByHand) {
            m_settings.set(Setting::ServerUrl, m_server.toString());
            m_settings.set(Setting::LoginName, m_remember ? m_login : QString());
        }
        m_askedByHand = false;
        m_signIn->setBusy(false);
        showScreen();
        m_workspace->list()->setFocus();
    });
    connect(&m_desk, &Desk::signInFailed, this, [this](const QString&, const QString& message) {
        m_askedByHand = true; // the form stays until it is answered
        m_stack->setCurrentWidget(m_signIn);
        m_signIn->showError(message);
    });
    connect(&m_desk, &Desk::headerChanged, this, [this](const QString& id) {
        if (id != openId()) return;
        refreshActions();
        refreshTitle();
    });
    // A refusal of a conversation that is not open concerns the window.
    connect(
        &m_desk,
        &Desk::actionRejected,
        this,
        [this](const QString& id, const QString&, const QString& message) {
            if (id == openId() && !id.isEmpty()) return;
            m_bar->findChild<QToolButton*>(QStringLiteral("reallySignOut"))->hide();
            m_bar->showMessage(MessageBar::Kind::error, message);
        }
    );
    const auto* list = m_desk.conversations();
    connect(list, &QAbstractItemModel::rowsInserted, this, &MainWindow::refreshActions);
    connect(list, &QAbstractItemModel::rowsRemoved, this, &MainWindow::refreshActions);
    connect(list, &QAbstractItemModel::rowsMoved, this, &MainWindow::refreshActions);
    // A section's header changes with what is in it.
    connect(list, &QAbstractItemModel::dataChanged, this, &MainWindow::refreshTitle);
}

void MainWindow::showScreen()
{
    const ConnectionState state = m_desk.connectionState();
    const bool out = state == ConnectionState::SignedOut;
    if (out) m_workspace->openConversation({});
    m_stack->setCurrentWidget(out || m_askedByHand ? static_cast<QWidget*>(m_signIn) : m_workspace);
    if (out) m_signIn->setBusy(false);
}

void MainWindow::refreshTitle()
{
    QString title = tr("Tandem");
    if (!openId().isEmpty()) {
        QString name = outsideText(m_desk.header(openId()).customerName, mostTitleCharacters);
        name.replace(QLatin1String("[*]"), QLatin1String("[*][*]")); // means "modified" to a window
        title = tr("%1 – Tandem", "window title: a customer's name").arg(name);
    }
    const int waiting = m_desk.conversations()->count(Section::Waiting);
    if (waiting > 0) title = tr("(%Ln waiting) %1", "window title: before who is open", waiting).arg(title);
    if (windowTitle() != title) setWindowTitle(title);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_settings.set(Setting::WindowGeometry, saveGeometry());
    // On a computer that is not theirs nothing stays, unless something unsent would be lost.
    if (!m_remember && m_desk.connectionState() != ConnectionState::SignedOut && m_desk.unsentCount() == 0)
        m_desk.signOut();
    m_desk.flush();
    event->accept();
}

QString MainWindow::openId() const { return m_workspace->conversationId(); }

} // namespace tandem::console
