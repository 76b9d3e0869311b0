#include "agent-app/views/context_panel.hpp"

#include "agent-app/models/packet_model.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/context_sections.hpp"

#include <QKeyEvent>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace tandem::console {

namespace {

constexpr int leastWidth = 240;

QString whenText(const QDateTime& at) { return QLocale().toString(at.toLocalTime(), QLocale::ShortFormat); }

} // namespace

ContextPanel::ContextPanel(const Theme& theme, const ActionCollection& actions, QWidget* parent)
    : QScrollArea(parent),
      m_theme(theme),
      m_actions(actions)
{
    setObjectName(QStringLiteral("context"));
    setAccessibleName(tr("About this conversation"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(leastWidth);
    setFocusPolicy(Qt::StrongFocus);
    connect(&theme, &Theme::changed, this, &ContextPanel::rebuild);
    connect(&actions, &ActionCollection::shortcutsChanged, this, &ContextPanel::rebuild);
    rebuild();
}

void ContextPanel::setPacket(const PacketModel* packet)
{
    if (m_packet) disconnect(m_packet, nullptr, this, nullptr);
    m_packet = packet;
    if (m_packet) connect(m_packet, &PacketModel::changed, this, &ContextPanel::rebuild);
    rebuild();
    verticalScrollBar()->setValue(0);
}

void ContextPanel::setHeader(const Header& header)
{
    const bool same = header.conversationId == m_header.conversationId &&
                      header.ownerKind == m_header.ownerKind &&
                      header.customerName == m_header.customerName;
    m_header = header;
    if (!same) rebuild();
}

void ContextPanel::keyPressEvent(QKeyEvent* event)
{
    QScrollArea::keyPressEvent(event);
    if (event->key() == Qt::Key_Escape) event->ignore();
}

void ContextPanel::rebuild()
{
    auto* content = new QWidget;
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(tokens::gap4, tokens::gap3, tokens::gap4, tokens::gap4);
    column->setSpacing(0);
    SectionBuilder out(m_theme, *column, [this](quint64 seq) { Q_EMIT citeActivated(seq); });

    if (!m_packet) {
        out.title(tr("Context"));
        out.empty(tr("Open a conversation, and why it came, what was tried and who it is stand here."));
    } else {
        const PacketText& p = m_packet->packet();

        out.title(tr("Why this is here"));
        if (p.handedOver) {
            out.text(p.trigger, ColorRole::text, true);
            if (!p.reasonText.isEmpty()) out.text(p.reasonText);
            if (p.at.isValid()) out.empty(whenText(p.at));
        } else {
            const QString key = m_actions.shortcut(ActionId::takeOver).toString(QKeySequence::NativeText);
            out.empty(
                tr("Nobody has handed it over. When you take over (%1), the bot's summary stands here.")
                    .arg(key)
            );
        }

        out.title(tr("What they want"));
        if (p.wants.text.isEmpty() && p.happened.isEmpty() && p.openPoints.isEmpty()) {
            out.empty(tr("A summary with the messages it rests on comes with the handover."));
        } else {
            if (!p.wants.text.isEmpty()) out.cited(p.wants);
            for (const CitedText& line : p.happened)
                out.cited(line, true);
            if (!p.openPoints.isEmpty()) {
                out.gap(tokens::gap1);
                out.text(tr("Still open"), ColorRole::warn, true);
                for (const CitedText& line : p.openPoints)
                    out.cited(line, true);
            }
            if (!p.sentiment.isEmpty()) out.pair(tr("Mood"), p.sentiment);
        }

        out.title(tr("Intent"));
        if (p.intent.label.isEmpty()) {
            out.empty(tr("Not recognised."));
        } else {
            out.confidence(p.intent);
            if (!p.evidence.isEmpty()) out.cited({tr("Read from"), p.evidence});
            QStringList others;
            for (const IntentText& other : p.alternatives)
                others << tr("%1 %L2 %", "intent and confidence")
                              .arg(other.label)
                              .arg(qRound(other.confidence * 100));
            if (!others.isEmpty()) out.empty(tr("Or: %1").arg(others.join(QStringLiteral(", "))));
        }

        out.title(tr("What was tried"));
        if (p.attempts.isEmpty()) out.empty(tr("The bot has not answered yet."));
        for (const AttemptText& attempt : p.attempts) {
            CitedText line{attempt.outcome, {}};
            if (attempt.question > 0) line.cites << attempt.question;
            if (attempt.answer > 0) line.cites << attempt.answer;
            out.cited(line, true);
            QStringList titles;
            for (const SourceLink& source : attempt.sources)
                titles << source.title;
            if (!titles.isEmpty()) out.empty(tr("from: %1").arg(titles.join(QStringLiteral(" · "))));
        }

        if (!p.facts.isEmpty()) {
            out.title(tr("Facts"));
            for (const SlotText& fact : p.facts)
                out.pair(fact.name, fact.value, fact.source);
        }

        out.title(tr("Customer"));
        out.pair(tr("Name"), p.customerName.isEmpty() ? m_header.customerName : p.customerName);
        if (!p.customerEmail.isEmpty()) out.pair(tr("E-mail"), p.customerEmail);
        out.pair(tr("Identity"), p.verified ? tr("verified by the shop") : tr("as claimed, not verified"));
        if (!p.language.isEmpty()) out.pair(tr("Language"), QLocale(p.language).nativeLanguageName());
        if (!p.pageTitle.isEmpty()) out.pair(tr("Page"), p.pageTitle);
        if (!p.pageUrl.isEmpty()) out.pair(tr("Address"), p.pageUrl);

        out.title(tr("Earlier conversations"));
        if (p.earlier.isEmpty())
            out.empty(tr("None. Earlier ones stand here when the customer comes back."));
        for (const EarlierText& earlier : p.earlier) {
            // A push button shows its text as it is, but a & would become a mnemonic.
            QString words = tr("%1 · %2").arg(whenText(earlier.at), earlier.state);
            words.replace(QLatin1Char('&'), QStringLiteral("&&"));
            auto* open = new QPushButton(words);
            open->setFlat(true);
            open->setAccessibleName(tr("Open the conversation of %1").arg(whenText(earlier.at)));
            connect(open, &QPushButton::clicked, this, [this, id = earlier.conversationId] {
                Q_EMIT conversationActivated(id);
            });
            out.widget(open);
            if (!earlier.firstText.isEmpty()) out.empty(earlier.firstText);
        }
    }
    column->addStretch(1);
    const int scrolled = verticalScrollBar()->value();
    // Later, because what asked for this may be a button in it.
    if (QWidget* former = takeWidget()) former->deleteLater();
    setWidget(content);
    verticalScrollBar()->setValue(scrolled);
}

} // namespace tandem::console
