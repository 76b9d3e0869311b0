#include "agent-app/views/context_panel.hpp"

#include "agent-app/models/packet_model.hpp"
#include "agent-app/theme/style.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/context_sections.hpp"
#include "agent-app/views/ink.hpp"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

namespace tandem::console {

namespace {

constexpr int leastWidth = 240;

class FocusRing final : public QWidget
{
public:
    FocusRing(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
        hide();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        drawFocusRing(&painter, rect(), tokens::radiusField, m_theme.color(ColorRole::accent));
    }

private:
    const Theme& m_theme;
};

} // namespace

ContextPanel::ContextPanel(const Theme& theme, const ActionCollection& actions, QWidget* parent)
    : QScrollArea(parent),
      m_theme(theme),
      m_actions(actions),
      m_ring(new FocusRing(theme, this))
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

void ContextPanel::focusInEvent(QFocusEvent* event)
{
    QScrollArea::focusInEvent(event);
    m_ring->setVisible(event->reason() != Qt::MouseFocusReason);
    m_ring->raise();
}

void ContextPanel::focusOutEvent(QFocusEvent* event)
{
    QScrollArea::focusOutEvent(event);
    m_ring->hide();
}

void ContextPanel::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    m_ring->setGeometry(rect());
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
        const PacketText& packet = m_packet->packet();
        addReason(out, packet);
        if (packet.handedOver) {
            addSummary(out, packet);
            addIntent(out, packet);
            addAttempts(out, packet);
            addFacts(out, packet);
        }
        addCustomer(out, packet);
        addEarlier(out, packet);
    }
    column->addStretch(1);
    const int scrolled = verticalScrollBar()->value();
    // Later, because what asked for this may be a button in it.
    if (QWidget* former = takeWidget()) former->deleteLater();
    setWidget(content);
    verticalScrollBar()->setValue(scrolled);
}

void ContextPanel::addReason(SectionBuilder& out, const PacketText& packet) const
{
    out.title(tr("Why this is here"));
    if (!packet.handedOver) {
        const QString key = m_actions.shortcut(ActionId::takeOver).toString(QKeySequence::NativeText);
        out.empty(tr("Nobody has handed it over. When you take over (%1), what the customer wants, what "
                     "was tried "
                     "and the facts stand here, each with the messages it rests on.")
                      .arg(key));
        return;
    }
    out.text(packet.trigger, ColorRole::text, true);
    if (!packet.reasonText.isEmpty()) out.text(packet.reasonText);
    if (packet.at.isValid()) out.small(dayAndTime(packet.at), false);
}

void ContextPanel::addSummary(SectionBuilder& out, const PacketText& packet) const
{
    out.title(tr("What they want"));
    if (packet.wants.text.isEmpty() && packet.happened.isEmpty() && packet.openPoints.isEmpty())
        out.empty(tr("The bot could not sum it up. The conversation stands beside."));
    if (!packet.wants.text.isEmpty()) out.cited(packet.wants);
    for (const CitedText& line : packet.happened)
        out.cited(line, true);
    if (!packet.openPoints.isEmpty()) {
        out.gap(tokens::gap1);
        out.text(tr("Still open"), ColorRole::warn, true);
        for (const CitedText& line : packet.openPoints)
            out.cited(line, true);
    }
    if (!packet.sentiment.isEmpty()) out.pair(tr("Mood"), packet.sentiment);
}

void ContextPanel::addIntent(SectionBuilder& out, const PacketText& packet) const
{
    out.title(tr("Intent"));
    if (packet.intent.label.isEmpty()) {
        out.empty(tr("Not recognised."));
        return;
    }
    out.confidence(packet.intent);
    if (!packet.evidence.isEmpty()) out.cited({tr("Read from"), packet.evidence});
    QStringList others;
    for (const IntentText& other : packet.alternatives)
        others
            << tr("%1 %L2 %", "intent and confidence").arg(other.label).arg(qRound(other.confidence * 100));
    if (!others.isEmpty()) out.small(tr("Or: %1").arg(others.join(QStringLiteral(", "))), false);
}

void ContextPanel::addAttempts(SectionBuilder& out, const PacketText& packet) const
{
    out.title(tr("What was tried"));
    if (packet.attempts.isEmpty()) out.empty(tr("The bot had not answered before."));
    for (const AttemptText& attempt : packet.attempts) {
        CitedText line{attempt.outcome, {}};
        if (attempt.question > 0) line.cites << attempt.question;
        if (attempt.answer > 0) line.cites << attempt.answer;
        out.cited(line, true);
        QStringList titles;
        for (const SourceLink& source : attempt.sources)
            titles << source.title;
        if (!titles.isEmpty()) out.small(tr("from: %1").arg(titles.join(QStringLiteral(" · "))), true);
        if (!attempt.tools.isEmpty()) out.small(attempt.tools, true);
    }
}

void ContextPanel::addFacts(SectionBuilder& out, const PacketText& packet) const
{
    if (packet.facts.isEmpty()) return;
    out.title(tr("Facts"));
    for (const SlotText& fact : packet.facts)
        out.pair(fact.name, fact.value, fact.source);
}

void ContextPanel::addCustomer(SectionBuilder& out, const PacketText& packet) const
{
    out.title(tr("Customer"));
    out.pair(tr("Name"), packet.customerName.isEmpty() ? m_header.customerName : packet.customerName);
    if (!packet.customerEmail.isEmpty()) out.pair(tr("E-mail"), packet.customerEmail);
    out.pair(tr("Identity"), packet.verified ? tr("verified by the shop") : tr("as claimed, not verified"));
    if (!packet.language.isEmpty()) out.pair(tr("Language"), languageName(packet.language));
    if (!packet.pageTitle.isEmpty()) out.pair(tr("Page"), packet.pageTitle);
    if (!packet.pageUrl.isEmpty()) out.pair(tr("Address"), packet.pageUrl);
}

void ContextPanel::addEarlier(SectionBuilder& out, const PacketText& packet)
{
    out.title(tr("Earlier conversations"));
    if (packet.earlier.isEmpty())
        out.empty(tr("None. Earlier ones stand here when the customer comes back."));
    for (const EarlierText& earlier : packet.earlier) {
        const QString when = dayAndTime(earlier.at);
        QAbstractButton* open = out.link(tr("%1 · %2", "when and how it ended").arg(when, earlier.state));
        open->setAccessibleName(tr("Open the conversation of %1").arg(when));
        connect(open, &QAbstractButton::clicked, this, [this, id = earlier.conversationId] {
            Q_EMIT conversationActivated(id);
        });
        if (!earlier.firstText.isEmpty()) out.small(earlier.firstText, false);
    }
}

} // namespace tandem::console
