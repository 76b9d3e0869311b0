#include "agent-app/models/packet_model.hpp"

#include "agent-app/models/words.hpp"

namespace tandem::console {

namespace {

QList<quint64> toSeqs(const std::vector<Seq>& seqs) { return {seqs.begin(), seqs.end()}; }

CitedText toCited(const protocol::CitedLine& line) { return {toQString(line.text), toSeqs(line.cites)}; }

QDateTime toTime(WallTime at) { return QDateTime::fromMSecsSinceEpoch(at, Qt::UTC); }

QList<CitedText> toCited(const std::vector<protocol::CitedLine>& lines)
{
    QList<CitedText> out;
    for (const auto& line : lines)
        out.append(toCited(line));
    return out;
}

AttemptText toAttempt(const protocol::Attempt& attempt)
{
    AttemptText out{attempt.question, attempt.answer, outcomeText(attempt.outcome), {}, {}};
    for (const auto& source : attempt.sources)
        out.sources.append(toSourceLink(source));
    if (attempt.tools) out.tools = toolsText(*attempt.tools);
    return out;
}

} // namespace

PacketModel::PacketModel(QObject* parent) : QObject(parent) {}

void PacketModel::apply(const protocol::Event& event)
{
    if (const auto* created = std::get_if<protocol::ConversationCreated>(&event.data)) {
        applyCustomer(created->customer);
        applyPage(created->page);
    } else if (const auto* escalated = std::get_if<protocol::ConversationEscalated>(&event.data)) {
        if (escalated->packet) applyPacket(*escalated->packet);
        m_packet.handedOver = true;
        m_packet.trigger = triggerText(escalated->trigger);
        m_packet.reasonText = reasonBeside(escalated->trigger, escalated->reason_text);
        m_packet.at = toTime(event.at);
    } else if (const auto* taken = std::get_if<protocol::ConversationTakenOver>(&event.data)) {
        if (!taken->packet) return;
        applyPacket(*taken->packet);
        m_packet.at = toTime(event.at);
    } else {
        return;
    }
    Q_EMIT changed();
}

void PacketModel::clear()
{
    m_packet = {};
    Q_EMIT changed();
}

void PacketModel::applyPacket(const protocol::HandoffPacket& packet)
{
    // What an earlier packet said of its own moment must not show beside this one.
    PacketText next;
    next.customerName = m_packet.customerName;
    next.customerEmail = m_packet.customerEmail;
    next.verified = m_packet.verified;
    next.language = m_packet.language;
    m_packet = next;

    m_packet.handedOver = true;
    m_packet.trigger = triggerText(packet.trigger);
    m_packet.reasonText = reasonBeside(packet.trigger, packet.reason_text);
    m_packet.at = toTime(packet.created_at);
    m_packet.wants = toCited(packet.summary.wants);
    m_packet.happened = toCited(packet.summary.happened);
    m_packet.openPoints = toCited(packet.summary.open_points);
    m_packet.sentiment = toQString(packet.summary.sentiment);
    m_packet.intent = {plainName(packet.intent.label), packet.intent.confidence};
    for (const auto& guess : packet.intent.alternatives) {
        m_packet.alternatives.append({plainName(guess.label), guess.confidence});
    }
    m_packet.evidence = toSeqs(packet.intent.evidence);
    for (const auto& attempt : packet.attempts)
        m_packet.attempts.append(toAttempt(attempt));
    for (const auto& slot : packet.slots) {
        m_packet.facts.append({plainName(slot.name), toQString(slot.value), slot.source});
    }
    m_packet.suggestedReply = toQString(packet.suggested_reply);
    for (const auto& earlier : packet.earlier) {
        m_packet.earlier.append(
            {toQString(earlier.conversation_id.value),
             toTime(earlier.at),
             lifecycleText(earlier.lifecycle),
             toQString(earlier.first_text)}
        );
    }
    applyCustomer(packet.customer);
    applyPage(packet.page);
}

void PacketModel::applyCustomer(const protocol::CustomerProfile& customer)
{
    m_packet.customerName = toQString(customer.name);
    m_packet.customerEmail = toQString(customer.email);
    m_packet.verified = customer.verified;
    m_packet.language = toQString(customer.language);
}

void PacketModel::applyPage(const protocol::PageContext& page)
{
    m_packet.pageTitle = toQString(page.title);
    m_packet.pageUrl = toQString(page.url);
    m_packet.referrer = toQString(page.referrer);
}

} // namespace tandem::console
