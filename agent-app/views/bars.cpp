#include "agent-app/views/bars.hpp"

#include "agent-app/theme/style.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/ink.hpp"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace tandem::console {

namespace {

QHBoxLayout* barLayout(QWidget* bar)
{
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(tokens::gap4, tokens::gap1, tokens::gap3, tokens::gap1);
    row->setSpacing(tokens::gap2);
    return row;
}

QToolButton* barButton(const Theme& theme, const QString& icon, const QString& name)
{
    auto* button = new QToolButton;
    button->setIcon(theme.icon(icon, ColorRole::muted));
    button->setToolTip(name);
    button->setAccessibleName(name);
    return button;
}

} // namespace

// ---- MessageBar ----

MessageBar::MessageBar(const Theme& theme, QWidget* parent)
    : QFrame(parent),
      m_theme(theme),
      m_row(barLayout(this)),
      m_icon(new QLabel),
      m_text(new QLabel),
      m_close(barButton(theme, QStringLiteral("close"), tr("Close this message")))
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_row->addWidget(m_icon);
    m_row->addWidget(m_text, 1);
    m_row->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    connect(&theme, &Theme::changed, this, [this] {
        if (!isHidden()) showMessage(m_kind, text());
    });
    hide();
}

void MessageBar::showMessage(Kind kind, const QString& text)
{
    m_kind = kind;
    const ColorRole ink = kind == Kind::error     ? ColorRole::danger
                          : kind == Kind::warning ? ColorRole::warn
                                                  : ColorRole::accent;
    const QString icon = kind == Kind::info ? QStringLiteral("info") : QStringLiteral("warning");
    m_icon->setPixmap(m_theme.icon(icon, ink).pixmap(tokens::icon));
    m_text->setText(text);
    setAccessibleName(text);
    show();
    update();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

QToolButton* MessageBar::addAction(const QString& name, const QString& text)
{
    auto* button = new QToolButton;
    button->setObjectName(name);
    button->setText(text);
    setInk(button, m_theme.color(ColorRole::accent));
    connect(&m_theme, &Theme::changed, button, [this, button] {
        setInk(button, m_theme.color(ColorRole::accent));
    });
    m_row->insertWidget(m_row->count() - 1, button);
    m_actions << button;
    return button;
}

QString MessageBar::text() const { return m_text->text(); }

void MessageBar::setClosable(bool closable) { m_close->setVisible(closable); }

void MessageBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ColorRole ink = m_kind == Kind::error     ? ColorRole::danger
                          : m_kind == Kind::warning ? ColorRole::warn
                                                    : ColorRole::accent;
    painter.fillRect(rect(), m_theme.color(ColorRole::raised));
    painter.fillRect(QRect(0, 0, 3, height()), m_theme.color(ink));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(ColorRole::line));
}

// ---- FindBar ----

FindBar::FindBar(const Theme& theme, QWidget* parent)
    : QFrame(parent),
      m_field(new QLineEdit),
      m_result(new QLabel)
{
    auto* row = barLayout(this);
    m_field->setObjectName(QStringLiteral("findField"));
    m_field->setPlaceholderText(tr("Find in this conversation"));
    m_field->setAccessibleName(tr("Find in this conversation"));
    m_field->setMaxLength(200);
    m_result->setTextFormat(Qt::PlainText);
    auto* up = barButton(theme, QStringLiteral("up"), tr("Previous (Shift+Enter)"));
    auto* down = barButton(theme, QStringLiteral("down"), tr("Next (Enter)"));
    auto* close = barButton(theme, QStringLiteral("close"), tr("Close (Esc)"));
    row->addWidget(m_field, 1);
    row->addWidget(m_result);
    row->addWidget(up);
    row->addWidget(down);
    row->addWidget(close);
    connect(m_field, &QLineEdit::textEdited, this, [this](const QString& text) {
        Q_EMIT searched(text, true, false);
    });
    connect(up, &QToolButton::clicked, this, [this] { Q_EMIT searched(m_field->text(), true, true); });
    connect(down, &QToolButton::clicked, this, [this] { Q_EMIT searched(m_field->text(), false, true); });
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    hide();
}

void FindBar::open()
{
    show();
    m_result->clear();
    m_field->setFocus();
    m_field->selectAll();
}

void FindBar::setFound(bool found)
{
    m_result->setText(found || m_field->text().isEmpty() ? QString() : tr("Not found"));
}

void FindBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        hide();
        Q_EMIT closed();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT searched(m_field->text(), event->modifiers() & Qt::ShiftModifier, true);
    } else {
        QFrame::keyPressEvent(event);
    }
}

// ---- TransferBar ----

TransferBar::TransferBar(const Theme& theme, QWidget* parent)
    : QFrame(parent),
      m_queue(new QLineEdit),
      m_note(new QLineEdit)
{
    auto* row = barLayout(this);
    m_queue->setObjectName(QStringLiteral("transferQueue"));
    m_queue->setPlaceholderText(tr("Queue (empty: the default one)"));
    m_queue->setAccessibleName(tr("Queue to transfer to"));
    m_queue->setMaxLength(64);
    m_note->setObjectName(QStringLiteral("transferNote"));
    m_note->setPlaceholderText(tr("What the next person should know"));
    m_note->setAccessibleName(tr("Note for the next person"));
    m_note->setMaxLength(2000);
    auto* transfer = new QPushButton(tr("Transfer"));
    auto* close = barButton(theme, QStringLiteral("close"), tr("Keep it (Esc)"));
    row->addWidget(m_queue, 1);
    row->addWidget(m_note, 2);
    row->addWidget(transfer);
    row->addWidget(close);
    connect(transfer, &QPushButton::clicked, this, &TransferBar::submit);
    connect(m_queue, &QLineEdit::returnPressed, this, &TransferBar::submit);
    connect(m_note, &QLineEdit::returnPressed, this, &TransferBar::submit);
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    hide();
}

void TransferBar::open(const QString& currentQueue)
{
    m_queue->setText(currentQueue);
    m_note->clear();
    show();
    m_queue->setFocus();
    m_queue->selectAll();
}

void TransferBar::submit()
{
    hide();
    Q_EMIT transferRequested(m_queue->text().trimmed(), m_note->text().trimmed());
    Q_EMIT closed();
}

void TransferBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Escape) {
        QFrame::keyPressEvent(event);
        return;
    }
    hide();
    Q_EMIT closed();
}

} // namespace tandem::console
