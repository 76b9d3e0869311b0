#include "agent-app/views/conversation_pane.hpp"

#include "agent-app/models/packet_model.hpp"
#include "agent-app/models/transcript_model.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/bars.hpp"
#include "agent-app/views/composer.hpp"
#include "agent-app/views/conversation_header.hpp"
#include "agent-app/views/links.hpp"
#include "agent-app/views/transcript_view.hpp"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QLabel>
#include <QMenu>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace tandem::console {

ConversationPane::ConversationPane(
    Desk& desk, Settings& settings, const Theme& theme, const ActionCollection& actions, QWidget* parent
)
    : QWidget(parent),
      m_desk(desk),
      m_theme(theme),
      m_stack(new QStackedLayout(this)),
      m_empty(new QWidget),
      m_header(new ConversationHeader(theme, actions)),
      m_error(new MessageBar(theme)),
      m_linkBar(new MessageBar(theme)),
      m_find(new FindBar(theme)),
      m_transcript(new TranscriptView(theme)),
      m_loading(new QLabel(tr("Loading …"))),
      m_transfer(new TransferBar(theme)),
      m_held(new MessageBar(theme)),
      m_composer(new Composer(desk, settings, theme, actions))
{
    setObjectName(QStringLiteral("conversationPane"));
    m_error->setObjectName(QStringLiteral("conversationError"));
    m_held->setObjectName(QStringLiteral("heldBar"));
    m_held->setClosable(false);
    m_loading->setTextFormat(Qt::PlainText);
    m_loading->setAlignment(Qt::AlignCenter);
    m_loading->setContentsMargins(0, tokens::gap2, 0, tokens::gap2);
    m_loading->hide();

    auto* open = new QWidget;
    open->setAutoFillBackground(true);
    open->setBackgroundRole(QPalette::Base);
    auto* column = new QVBoxLayout(open);
    column->setContentsMargins({});
    column->setSpacing(0);
    for (QWidget* part : std::initializer_list<QWidget*>{m_header, m_error, m_linkBar, m_find, m_loading})
        column->addWidget(part);
    column->addWidget(m_transcript, 1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_transfer, m_held, m_composer})
        column->addWidget(part);

    buildEmptyState(actions);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(open);

    connectTranscript();
    connectDesk();
    connect(m_find, &FindBar::searched, this, &ConversationPane::search);
    connect(m_find, &FindBar::closed, m_transcript, qOverload<>(&QWidget::setFocus));
    connect(m_transfer, &TransferBar::closed, m_transcript, qOverload<>(&QWidget::setFocus));
    connect(
        m_transfer,
        &TransferBar::transferRequested,
        this,
        [this](const QString& queue, const QString& note) { m_desk.transfer(m_conversation, queue, note); }
    );
    connect(m_composer, &Composer::sent, m_transcript, &TranscriptView::scrollToEnd);

    QToolButton* follow = m_linkBar->addAction(QStringLiteral("openLink"), tr("Open"));
    connect(follow, &QToolButton::clicked, this, [this] {
        m_linkBar->hide();
        QDesktopServices::openUrl(openableLink(m_link));
    });
    const auto heldAction =
        [this](const QString& name, const QString& text, void (Desk::*action)(const QString&)) {
            connect(m_held->addAction(name, text), &QToolButton::clicked, this, [this, action] {
                (m_desk.*action)(m_held->property("clientMsgId").toString());
            });
        };
    heldAction(QStringLiteral("heldSend"), tr("Send anyway"), &Desk::sendHeldAnyway);
    heldAction(QStringLiteral("heldNote"), tr("Keep as a note"), &Desk::sendHeldAsNote);
    heldAction(QStringLiteral("heldDiscard"), tr("Discard"), &Desk::discardHeld);
}

void ConversationPane::buildEmptyState(const ActionCollection& actions)
{
    m_empty->setAutoFillBackground(true);
    m_empty->setBackgroundRole(QPalette::Base);
    auto* column = new QVBoxLayout(m_empty);
    auto* icon = new QLabel;
    const auto paintIcon = [this, icon] {
        icon->setPixmap(m_theme.icon(QStringLiteral("tandem"), ColorRole::muted).pixmap(40));
    };
    paintIcon();
    connect(&m_theme, &Theme::changed, icon, paintIcon);
    auto* title = new QLabel(tr("Nothing is open"));
    title->setFont(m_theme.font(TextRole::title));
    auto* text = new QLabel;
    const auto say = [text, &actions] {
        const auto key = [&actions](ActionId id) {
            return actions.shortcut(id).toString(QKeySequence::NativeText);
        };
        text->setText(tr("%1 accepts the customer who has waited longest.\n"
                         "↑ and ↓ move in the list, Enter opens.\n"
                         "%2 finds everything else, %3 shows all keys.")
                          .arg(key(ActionId::accept), key(ActionId::palette), key(ActionId::shortcuts)));
    };
    say();
    connect(&actions, &ActionCollection::shortcutsChanged, text, say);
    column->addStretch(2);
    for (QLabel* label : {icon, title, text}) {
        label->setAlignment(Qt::AlignCenter);
        label->setTextFormat(Qt::PlainText);
        column->addWidget(label);
    }
    column->addStretch(3);
    column->setSpacing(tokens::gap3);
}

void ConversationPane::connectTranscript()
{
    using View = TranscriptView;
    connect(m_transcript, &View::retryRequested, &m_desk, &Desk::retry);
    connect(m_transcript, &View::discardRequested, this, [this](const QString& id) {
        const int row = m_model ? m_model->rowOfClientMsgId(id) : -1;
        const bool held = row >= 0 && m_model->index(row, 0).data(role(TranscriptRole::Delivery)).toInt() ==
                                          int(Delivery::Held);
        if (held)
            m_desk.discardHeld(id);
        else
            m_desk.discard(id);
    });
    connect(m_transcript, &View::sendAnywayRequested, &m_desk, &Desk::sendHeldAnyway);
    connect(m_transcript, &View::sendAsNoteRequested, &m_desk, &Desk::sendHeldAsNote);
    connect(m_transcript, &View::linkActivated, this, &ConversationPane::openLink);
    connect(m_transcript, &View::sourceActivated, this, &ConversationPane::showSource);
    connect(m_transcript, &View::endReached, this, &ConversationPane::reportSeen);
}

void ConversationPane::connectDesk()
{
    connect(&m_desk, &Desk::headerChanged, this, [this](const QString& id) {
        if (id == m_conversation) refreshHeader();
    });
    connect(&m_desk, &Desk::customerTyping, this, [this](const QString& id, bool typing) {
        if (id == m_conversation) m_header->setCustomerTyping(typing);
    });
    connect(
        &m_desk,
        &Desk::actionRejected,
        this,
        [this](const QString& id, const QString&, const QString& message) {
            if (id == m_conversation) m_error->showMessage(MessageBar::Kind::error, message);
        }
    );
    connect(&m_desk, &Desk::interruptedDraft, this, [this](const QString& id, const QString& text) {
        if (id == m_conversation) m_composer->setSuggestion(text);
    });
}

void ConversationPane::openConversation(const QString& conversationId)
{
    if (conversationId == m_conversation) return;
    if (m_model) disconnect(m_model, nullptr, this, nullptr);
    const QString former = m_conversation;
    m_conversation = conversationId;
    for (QWidget* bar : std::initializer_list<QWidget*>{m_error, m_linkBar, m_find, m_transfer})
        bar->hide();
    m_header->setCustomerTyping(false);

    m_model = conversationId.isEmpty() ? nullptr : m_desk.open(conversationId);
    m_transcript->setModel(m_model);
    m_composer->setConversation(conversationId);
    m_stack->setCurrentIndex(conversationId.isEmpty() ? 0 : 1);
    if (!former.isEmpty()) m_desk.close(former);
    if (!m_model) return;

    connect(m_model, &TranscriptModel::completeChanged, this, [this] {
        m_loading->setHidden(m_model->isComplete());
    });
    m_loading->setHidden(m_model->isComplete());
    for (const auto change : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, change, this, &ConversationPane::refreshHeld);
    connect(
        m_model,
        &QAbstractItemModel::dataChanged,
        this,
        [this](const auto&, const auto&, const QList<int>& roles) {
            if (roles.isEmpty() || roles.contains(role(TranscriptRole::Delivery))) refreshHeld();
        }
    );
    m_composer->setSuggestion(m_desk.packet(conversationId)->packet().suggestedReply);
    refreshHeader();
    refreshHeld();
    reportSeen();
}

void ConversationPane::refreshHeader()
{
    if (m_conversation.isEmpty()) return;
    m_header->setHeader(m_desk.header(m_conversation));
    m_composer->refresh();
}

void ConversationPane::refreshHeld()
{
    QString first;
    int held = 0;
    // Own messages that are not accepted yet stand at the end.
    for (int row = m_model ? m_model->rowCount() - 1 : -1; row >= 0; --row) {
        const QModelIndex index = m_model->index(row, 0);
        if (index.data(role(TranscriptRole::Kind)).toInt() != int(TranscriptKind::Pending)) break;
        if (index.data(role(TranscriptRole::Delivery)).toInt() != int(Delivery::Held)) continue;
        ++held;
        first = index.data(role(TranscriptRole::ClientMsgId)).toString();
    }
    m_held->setProperty("clientMsgId", first);
    if (held == 0) {
        m_held->hide();
        return;
    }
    const QString text =
        tr("%Ln reply(s) held back, because the conversation moved on. The first:", nullptr, held);
    if (m_held->isHidden() || m_held->text() != text) m_held->showMessage(MessageBar::Kind::warning, text);
}

void ConversationPane::showSeq(quint64 seq)
{
    if (!m_model) return;
    m_transcript->showRow(m_model->rowOfSeq(seq));
}

void ConversationPane::find()
{
    if (m_model) m_find->open();
}

void ConversationPane::transfer()
{
    if (m_model) m_transfer->open(m_desk.header(m_conversation).queue);
}

void ConversationPane::search(const QString& text, bool up, bool again)
{
    if (!m_model || text.isEmpty()) {
        m_find->setFound(true);
        return;
    }
    // From the end when it begins, from the last hit when it goes on.
    const QModelIndex current = m_transcript->currentIndex();
    int from = current.isValid() ? current.row() : m_model->rowCount() - 1;
    if (again) from += up ? -1 : 1;
    const int row = m_transcript->findRow(text, from, up);
    m_find->setFound(row >= 0);
    if (row >= 0) m_transcript->showRow(row);
}

void ConversationPane::reportSeen()
{
    if (m_model && isActiveWindow() && isVisible() && m_transcript->isAtEnd()) m_desk.seen(m_conversation);
}

void ConversationPane::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ActivationChange) reportSeen();
}

void ConversationPane::openLink(const QString& target)
{
    const QUrl url = openableLink(target);
    if (url.isEmpty()) return;
    m_link = target;
    m_linkBar->showMessage(MessageBar::Kind::info, tr("The link leads to %1").arg(hostToShow(url)));
}

void ConversationPane::showSource(const SourceLink& source)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto entry = [menu](QString text) {
        text.replace(QLatin1Char('&'), QStringLiteral("&&"));
        return menu->addAction(text);
    };
    entry(source.heading.isEmpty() ? source.title : source.title + QStringLiteral(" · ") + source.heading)
        ->setEnabled(false);
    entry(tr("Match %L1 %").arg(qRound(source.score * 100)))->setEnabled(false);
    menu->addSeparator();
    connect(entry(tr("Put the title into the answer")), &QAction::triggered, this, [this, source] {
        m_composer->insert(source.title);
    });
    connect(entry(tr("Copy the article's name")), &QAction::triggered, this, [source] {
        QApplication::clipboard()->setText(source.articleId);
    });
    menu->popup(QCursor::pos());
}

} // namespace tandem::console
