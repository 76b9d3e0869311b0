#include "agent-app/views/composer.hpp"

#include "agent-app/app/desk.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/style.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/elided_label.hpp"
#include "agent-app/views/foreign_text.hpp"
#include "agent-app/views/ink.hpp"
#include "agent-app/views/key_button.hpp"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QTextBlock>
#include <QToolButton>

#include <algorithm>

namespace tandem::console {

namespace {

constexpr int leastLines = 2;
constexpr int mostLines = 9;
constexpr int mostSuggested = 4000;
constexpr int typingMs = 4000;  // without a key for so long, nobody types
constexpr int warnWithin = 200; // characters before the limit from which the rest is shown

} // namespace

Composer::Composer(
    Desk& desk, Settings& settings, const Theme& theme, const ActionCollection& actions, QWidget* parent
)
    : QFrame(parent),
      m_desk(desk),
      m_settings(settings),
      m_theme(theme),
      m_reply(new QToolButton),
      m_note(new QToolButton),
      m_who(new ElidedLabel),
      m_field(new QPlainTextEdit),
      m_bottom(new QWidget),
      m_hint(new QLabel),
      m_send(new KeyButton(theme, actions, ActionId::send, KeyButton::Look::plain))
{
    setObjectName(QStringLiteral("composer"));
    const auto addMode = [&](QToolButton* button, const QString& icon, const QString& text) {
        button->setIcon(theme.icon(icon));
        button->setText(text);
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
    };
    addMode(m_reply, QStringLiteral("reply"), tr("Reply"));
    addMode(m_note, QStringLiteral("note"), tr("Note"));
    m_reply->setObjectName(QStringLiteral("replyMode"));
    m_note->setObjectName(QStringLiteral("noteMode"));
    m_reply->setToolTip(actions.nameWithKey(ActionId::reply));
    m_note->setToolTip(actions.nameWithKey(ActionId::note));
    m_reply->setAccessibleName(tr("Write a reply to the customer"));
    m_note->setAccessibleName(tr("Write a note for the team"));
    connect(m_reply, &QToolButton::clicked, this, [this] { write(Mode::reply); });
    connect(m_note, &QToolButton::clicked, this, [this] { write(Mode::note); });

    m_who->setFont(theme.font(TextRole::meta));
    m_hint->setFont(theme.font(TextRole::meta));
    m_hint->setTextFormat(Qt::PlainText);
    m_field->setObjectName(QStringLiteral("composerField"));
    m_field->setFrameShape(QFrame::NoFrame);
    m_field->setTabChangesFocus(true);
    m_field->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_field->setFont(theme.font(TextRole::body));
    m_field->document()->setDocumentMargin(2);
    m_field->installEventFilter(this);
    m_send->setWords(tr("Send"));

    auto* top = new QHBoxLayout;
    top->setSpacing(tokens::gap1);
    top->addWidget(m_reply);
    top->addWidget(m_note);
    top->addSpacing(tokens::gap2);
    top->addWidget(m_who, 1);
    auto* bottom = new QHBoxLayout(m_bottom);
    bottom->setContentsMargins({});
    bottom->addWidget(m_hint, 1);
    bottom->addWidget(m_send);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(tokens::gap4, tokens::gap2, tokens::gap4, tokens::gap3);
    column->setSpacing(tokens::gap1);
    column->addLayout(top);
    column->addWidget(m_field);
    column->addWidget(m_bottom);

    m_typingEnds.setSingleShot(true);
    m_typingEnds.setInterval(typingMs);
    connect(&m_typingEnds, &QTimer::timeout, this, &Composer::stopTyping);
    connect(m_field, &QPlainTextEdit::textChanged, this, &Composer::onTextChanged);
    connect(&desk, &Desk::draftChanged, this, &Composer::onDraftChanged);
    connect(&theme, &Theme::changed, this, &Composer::refreshLook);
    connect(&settings, &Settings::changed, this, &Composer::refreshHint);
    connect(actions.action(ActionId::send), &QAction::triggered, this, &Composer::send);
    setMode(Mode::reply);
    setConversation({});
}

void Composer::setConversation(const QString& conversationId)
{
    stopTyping();
    m_conversation = conversationId;
    m_suggestion.clear();
    setEnabled(!conversationId.isEmpty());
    {
        const QScopedValueRollback guard(m_loading, true);
        m_field->setPlainText(conversationId.isEmpty() ? QString() : m_desk.draft(conversationId));
        m_field->moveCursor(QTextCursor::End);
    }
    m_canReply = !conversationId.isEmpty() && m_desk.header(conversationId).canReply;
    setMode(m_canReply && !m_noteDrafts.contains(conversationId) ? Mode::reply : Mode::note);
    refresh();
}

void Composer::refresh()
{
    const bool could = m_canReply;
    const Header header = m_conversation.isEmpty() ? Header{} : m_desk.header(m_conversation);
    m_canReply = header.canReply;
    m_reply->setEnabled(m_canReply);
    if (!m_canReply)
        setMode(Mode::note);
    else if (!could && m_field->toPlainText().isEmpty())
        setMode(Mode::reply); // it has just become ours; what was begun as a note stays one
    QString who;
    if (m_mode == Mode::note) {
        who = tr("Only the team sees notes.");
        if (!m_canReply && header.ownerKind == protocol::OwnerKind::agent && !header.mine &&
            !header.ownerName.isEmpty())
            who = tr("%1 has this conversation. Only the team sees your note.").arg(header.ownerName);
        else if (!m_canReply && header.ownerKind == protocol::OwnerKind::bot)
            who = tr("The bot has this conversation. Take over to reply.");
        else if (!m_canReply && header.canAccept)
            who = tr("Accept it to reply.");
    } else {
        who = tr("To %1").arg(header.customerName);
    }
    m_who->setText(who);
    fitHeight();
    refreshLook();
}

void Composer::write(Mode mode)
{
    setMode(mode == Mode::reply && !m_canReply ? Mode::note : mode);
    refresh();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void Composer::setMode(Mode mode)
{
    m_mode = mode;
    // Not an exclusive group: Tab would reach only the one that is chosen.
    m_reply->setChecked(mode == Mode::reply);
    m_note->setChecked(mode == Mode::note);
    rememberMode();
    if (mode == Mode::note) stopTyping();
}

void Composer::rememberMode()
{
    if (m_mode == Mode::note && !m_field->toPlainText().isEmpty())
        m_noteDrafts.insert(m_conversation);
    else
        m_noteDrafts.remove(m_conversation);
}

void Composer::setSuggestion(const QString& text)
{
    m_suggestion = cleanText(text, mostSuggested);
    refreshLook();
}

void Composer::insert(const QString& text)
{
    m_field->insertPlainText(text);
    m_field->setFocus();
}

QString Composer::text() const { return m_field->toPlainText().trimmed(); }

void Composer::send()
{
    const QString text = m_field->toPlainText().trimmed();
    if (m_conversation.isEmpty() || text.isEmpty()) return;
    if (text.toUcs4().size() > m_desk.maxText() && m_desk.maxText() > 0) {
        refreshHint();
        return;
    }
    stopTyping();
    if (m_mode == Mode::reply)
        m_desk.sendReply(m_conversation, text);
    else
        m_desk.addNote(m_conversation, text);
    {
        const QScopedValueRollback guard(m_loading, true);
        m_field->clear();
    }
    m_suggestion.clear();
    rememberMode();
    fitHeight();
    refreshLook();
    Q_EMIT sent();
}

void Composer::onTextChanged()
{
    fitHeight();
    refreshHint();
    if (m_loading || m_conversation.isEmpty()) return;
    const QString text = m_field->toPlainText();
    m_desk.setDraft(m_conversation, text);
    rememberMode();
    if (m_mode != Mode::reply || text.isEmpty()) {
        stopTyping();
        return;
    }
    m_typingEnds.start();
    if (!m_typing) m_desk.typing(m_conversation, true);
    m_typing = true;
}

void Composer::onDraftChanged(const QString& conversationId)
{
    if (conversationId != m_conversation) return;
    const QString draft = m_desk.draft(conversationId);
    if (draft == m_field->toPlainText()) return;
    const QScopedValueRollback guard(m_loading, true);
    m_field->setPlainText(draft);
    m_field->moveCursor(QTextCursor::End);
}

void Composer::stopTyping()
{
    m_typingEnds.stop();
    if (m_typing && !m_conversation.isEmpty()) m_desk.typing(m_conversation, false);
    m_typing = false;
}

// ---- keys ----

bool Composer::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        if (onKey(*static_cast<QKeyEvent*>(event))) return true;
    } else if (watched == m_field &&
               (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        fitHeight();
        update();
    }
    return QFrame::eventFilter(watched, event);
}

bool Composer::onKey(const QKeyEvent& event)
{
    const bool enter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    if (enter && m_settings.sendKey() == SendKey::Enter && event.modifiers() == Qt::NoModifier) {
        send();
        return true;
    }
    if (event.text() == QLatin1String("/") && m_mode == Mode::reply && m_field->toPlainText().isEmpty()) {
        Q_EMIT cannedRepliesWanted();
        return true;
    }
    const bool takes = event.key() == Qt::Key_Tab && event.modifiers() == Qt::NoModifier;
    if (takes && !m_suggestion.isEmpty() && m_field->toPlainText().isEmpty() && m_mode == Mode::reply) {
        m_field->insertPlainText(m_suggestion);
        m_suggestion.clear();
        return true;
    }
    return false;
}

// ---- looks ----

void Composer::refreshLook()
{
    const bool note = m_mode == Mode::note;
    QPalette palette = m_field->palette();
    palette.setColor(QPalette::Base, m_theme.color(note ? ColorRole::note : ColorRole::surface));
    palette.setColor(QPalette::PlaceholderText, m_theme.color(ColorRole::muted));
    m_field->setPalette(palette);
    setInk(m_who, m_theme.color(ColorRole::muted));
    setInk(m_hint, m_theme.color(ColorRole::muted));
    const bool suggests = !note && !m_suggestion.isEmpty();
    m_field->setPlaceholderText(
        suggests ? m_suggestion
        : note   ? tr("Write a note for the team")
                 : tr("Write a reply")
    );
    m_field->setAccessibleName(note ? tr("Note for the team") : tr("Reply to the customer"));
    m_send->setWords(note ? tr("Add note") : tr("Send"));
    refreshHint();
    update();
}

void Composer::refreshHint()
{
    const QString text = m_field->toPlainText();
    const int limit = m_desk.maxText();
    const int left =
        limit - int(text.size()); // surrogates counted twice: near the limit it is exact enough to warn
    QString hint;
    if (limit > 0 && left < 0)
        hint = tr("%Ln character(s) too long", nullptr, -left);
    else if (limit > 0 && left < warnWithin)
        hint = tr("%Ln character(s) left", nullptr, left);
    else if (text.isEmpty() && !m_suggestion.isEmpty() && m_mode == Mode::reply)
        hint = tr("Tab takes the bot's unsent words");
    else if (m_settings.sendKey() == SendKey::Enter)
        hint = tr("Enter sends, Shift+Enter breaks the line");
    m_hint->setText(hint);
    m_send->setEnabled(isEnabled() && !text.trimmed().isEmpty() && !(limit > 0 && left < 0));
}

void Composer::fitHeight()
{
    const QString text = m_field->toPlainText();
    // While somebody else has the conversation and nobody writes a note, it takes little room.
    const bool small = !m_canReply && text.isEmpty() && !m_field->hasFocus();
    m_bottom->setVisible(!small);

    const int line = QFontMetrics(m_field->font()).lineSpacing();
    int lines = 0;
    for (QTextBlock block = m_field->document()->begin(); block.isValid() && lines < mostLines;
         block = block.next())
        lines += std::max(1, block.lineCount());
    // A suggestion is read before it is taken.
    if (text.isEmpty() && !m_suggestion.isEmpty()) lines = 4;
    m_field->setFixedHeight(std::clamp(lines, small ? 1 : leastLines, mostLines) * line + 2 * tokens::gap1);
}

void Composer::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    fitHeight();
}

void Composer::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool note = m_mode == Mode::note;
    painter.fillRect(rect(), m_theme.color(note ? ColorRole::note : ColorRole::surface));
    const bool focused = m_field->hasFocus();
    painter.fillRect(
        QRect(0, 0, width(), focused ? 2 : 1), m_theme.color(focused ? ColorRole::accent : ColorRole::line)
    );
}

} // namespace tandem::console
