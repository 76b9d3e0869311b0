#include "agent-app/views/sign_in_view.hpp"

#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/bars.hpp"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tandem::console {

namespace {

constexpr int formWidth = 360;

} // namespace

QUrl serverUrl(const QString& typed)
{
    QString text = typed.trimmed();
    if (text.isEmpty()) return {};
    if (!text.contains(QLatin1String("://"))) {
        // A name alone is a server on the net; only this computer is spoken to in the clear.
        const bool local =
            text.startsWith(QLatin1String("localhost")) || text.startsWith(QLatin1String("127."));
        text.prepend(local ? QStringLiteral("ws://") : QStringLiteral("wss://"));
    }
    QUrl url(text, QUrl::StrictMode);
    if (url.scheme() == QLatin1String("https")) url.setScheme(QStringLiteral("wss"));
    if (url.scheme() == QLatin1String("http")) url.setScheme(QStringLiteral("ws"));
    const bool known = url.scheme() == QLatin1String("ws") || url.scheme() == QLatin1String("wss");
    return url.isValid() && known && !url.host().isEmpty() ? url : QUrl();
}

SignInView::SignInView(Settings& settings, const Theme& theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_error(new MessageBar(theme)),
      m_server(new QLineEdit),
      m_login(new QLineEdit),
      m_password(new QLineEdit),
      m_remember(new QCheckBox(tr("Stay signed in on this computer"))),
      m_submit(new QPushButton(tr("Sign in")))
{
    setObjectName(QStringLiteral("signIn"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    auto* logo = new QLabel;
    const auto paintLogo = [this, logo] {
        logo->setPixmap(m_theme.icon(QStringLiteral("tandem"), ColorRole::accent).pixmap(48));
    };
    paintLogo();
    connect(&theme, &Theme::changed, logo, paintLogo);
    logo->setAlignment(Qt::AlignCenter);
    auto* title = new QLabel(tr("Sign in to Tandem"));
    title->setFont(theme.font(TextRole::page));
    title->setAlignment(Qt::AlignCenter);
    title->setTextFormat(Qt::PlainText);

    auto* form = new QWidget;
    form->setFixedWidth(formWidth);
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins({});
    column->setSpacing(tokens::gap1);
    m_error->setObjectName(QStringLiteral("signInError"));
    m_error->setClosable(false);
    column->addWidget(m_error);
    const auto addField = [&](QLineEdit* field, const QString& name, const QString& label) {
        auto* caption = new QLabel(label);
        caption->setTextFormat(Qt::PlainText);
        caption->setFont(theme.font(TextRole::meta));
        caption->setBuddy(field);
        field->setObjectName(name);
        field->setAccessibleName(label);
        field->setMaxLength(512);
        column->addWidget(caption);
        column->addWidget(field);
        column->addSpacing(tokens::gap2);
        connect(field, &QLineEdit::returnPressed, this, &SignInView::submit);
    };
    addField(m_server, QStringLiteral("server"), tr("Server"));
    addField(m_login, QStringLiteral("login"), tr("Name or e-mail"));
    addField(m_password, QStringLiteral("password"), tr("Password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_server->setText(settings.get(Setting::ServerUrl).toString());
    m_login->setText(settings.get(Setting::LoginName).toString());
    m_remember->setObjectName(QStringLiteral("remember"));
    m_remember->setChecked(true);
    m_submit->setObjectName(QStringLiteral("submit"));
    m_submit->setDefault(true);
    m_submit->setMinimumHeight(tokens::target + tokens::gap2);
    connect(m_submit, &QPushButton::clicked, this, &SignInView::submit);
    column->addWidget(m_remember);
    column->addSpacing(tokens::gap3);
    column->addWidget(m_submit);

    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins({});
    whole->addStretch(2);
    whole->addWidget(logo);
    whole->addSpacing(tokens::gap2);
    whole->addWidget(title);
    whole->addSpacing(tokens::gap4);
    whole->addWidget(form, 0, Qt::AlignHCenter);
    whole->addStretch(3);
}

void SignInView::setBusy(bool busy)
{
    m_submit->setEnabled(!busy);
    m_submit->setText(busy ? tr("Signing in …") : tr("Sign in"));
}

void SignInView::showError(const QString& message)
{
    setBusy(false);
    m_error->showMessage(MessageBar::Kind::error, message);
    m_password->setFocus();
    m_password->selectAll();
}

bool SignInView::remember() const { return m_remember->isChecked(); }

void SignInView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    QLineEdit* first = m_server->text().isEmpty()  ? m_server
                       : m_login->text().isEmpty() ? m_login
                                                   : m_password;
    first->setFocus();
}

void SignInView::submit()
{
    if (!m_submit->isEnabled()) return;
    const QUrl server = serverUrl(m_server->text());
    if (server.isEmpty()) {
        showError(tr("This is no address of a server. It looks like support.example.com"));
        m_server->setFocus();
        return;
    }
    if (m_login->text().trimmed().isEmpty() || m_password->text().isEmpty()) {
        showError(tr("Name and password are both needed."));
        return;
    }
    m_error->hide();
    setBusy(true);
    const QString password = m_password->text();
    m_password->clear();
    Q_EMIT signInRequested(server, m_login->text().trimmed(), password);
}

} // namespace tandem::console
