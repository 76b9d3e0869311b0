#pragma once

#include "agent-app/models/roles.hpp"
#include "shared/protocol/events.hpp"

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>

namespace tandem::console {

// One sentence with the messages it rests on; a view shows each as a number that jumps there.
struct CitedText
{
    QString text;
    QList<quint64> cites; // seqs, see TranscriptModel::rowOfSeq
};

struct IntentText
{
    QString label;         // empty when nothing fits
    double confidence = 0; // 0 to 1
};

struct AttemptText
{
    quint64 question = 0; // seq of the customer's message
    quint64 answer = 0;   // seq of the bot's message, 0 when nothing was stored
    QString outcome;      // words: "answered", "no answer found"
    QList<SourceLink> sources;
    QString tools; // one line, empty when none were called
};

struct SlotText
{
    QString name;
    QString value;
    quint64 source = 0; // seq
};

struct EarlierText
{
    QString conversationId;
    QDateTime at;
    QString state; // words: "resolved"
    QString firstText;
};

// What the context column shows, top down. Empty members have nothing to show; the view says what would be
// there.
struct PacketText
{
    bool handedOver = false; // false: nobody has handed this over, only customer and page are known

    // Why is it here
    QString trigger;    // words: "The customer asked for a person"
    QString reasonText; // one line, may be empty
    QDateTime at;       // of the handoff

    // What do they want, what was tried
    CitedText wants;
    QList<CitedText> happened;
    QList<CitedText> openPoints;
    QString sentiment; // "calm", "impatient", "upset" or empty
    IntentText intent;
    QList<IntentText> alternatives;
    QList<quint64> evidence; // seqs
    QList<AttemptText> attempts;
    QList<SlotText> facts;
    QString suggestedReply; // the unsent rest of an interrupted answer, or empty

    // Who are they
    QString customerName;
    QString customerEmail;
    bool verified = false; // false: details are as claimed
    QString language;
    QString pageTitle;
    QString pageUrl;
    QString referrer;

    // What happened before
    QList<EarlierText> earlier;
};

// The handoff packet of one conversation, as text. Always from the newest handoff in the log.
class PacketModel final : public QObject
{
    Q_OBJECT

public:
    explicit PacketModel(QObject* parent = nullptr);

    [[nodiscard]] const PacketText& packet() const { return m_packet; }

    // ---- for the desk ----
    void apply(const protocol::Event& event); // ignores what carries nothing for it
    void clear();

Q_SIGNALS:
    void changed();

private:
    void applyPacket(const protocol::HandoffPacket& packet);
    void applyCustomer(const protocol::CustomerProfile& customer);
    void applyPage(const protocol::PageContext& page);

    PacketText m_packet;
};

} // namespace tandem::console
