#include "agent-app/models/conversation_row.hpp"

#include "agent-app/models/words.hpp"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace tandem::console {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tandem::console::ConversationRow)
};

QDateTime toTime(WallTime at)
{
    return at == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(at, Qt::UTC);
}

QString shownName(const protocol::ConversationSummary& summary)
{
    return actorName({protocol::ActorKind::customer, {}, summary.customer_name}, {});
}

} // namespace

qint64 ConversationRow::keyFor(Section section, const protocol::ConversationSummary& summary)
{
    return section == Section::Waiting ? summary.waiting_since.value_or(summary.last_at) : -summary.last_at;
}

bool ConversationRow::before(const ConversationRow& other) const
{
    return key != other.key ? key < other.key : id < other.id;
}

QList<int>
ConversationRow::differences(const protocol::ConversationSummary& a, const protocol::ConversationSummary& b)
{
    QList<int> roles;
    const auto check = [&](bool differs, std::initializer_list<ConversationRole> changed) {
        if (!differs) return;
        for (const auto r : changed)
            roles.append(role(r));
    };
    check(a.customer_name != b.customer_name, {ConversationRole::CustomerName});
    check(a.last_text != b.last_text, {ConversationRole::LastText});
    check(a.owner != b.owner, {ConversationRole::OwnerKind, ConversationRole::Section});
    check(a.owner_name != b.owner_name, {ConversationRole::OwnerName});
    check(a.owner_epoch != b.owner_epoch, {ConversationRole::OwnerEpoch});
    check(a.waiting_since != b.waiting_since, {ConversationRole::WaitingSince});
    check(a.lifecycle != b.lifecycle, {ConversationRole::Lifecycle});
    check(a.language != b.language, {ConversationRole::Language});
    check(a.trigger != b.trigger, {ConversationRole::Trigger});
    check(a.reason_text != b.reason_text, {ConversationRole::ReasonText});
    check(a.streaming != b.streaming, {ConversationRole::Streaming});
    check(a.last_at != b.last_at, {ConversationRole::LastAt});
    check(a.last_actor != b.last_actor, {ConversationRole::LastActor});
    if (!roles.isEmpty())
        roles << role(ConversationRole::Accessible) << Qt::AccessibleTextRole << Qt::DisplayRole;
    return roles;
}

QVariant ConversationRow::value(int role) const
{
    const auto& s = summary;
    if (role == Qt::DisplayRole) return shownName(s);
    if (role == Qt::AccessibleTextRole) return accessibleText();
    if (role < console::role(ConversationRole::Id)) return {};
    switch (static_cast<ConversationRole>(role)) {
    case ConversationRole::Id:
        return id;
    case ConversationRole::CustomerName:
        return shownName(s);
    case ConversationRole::LastText:
        return toQString(s.last_text).simplified();
    case ConversationRole::OwnerKind:
        return static_cast<int>(s.owner.kind);
    case ConversationRole::OwnerName:
        return toQString(s.owner_name);
    case ConversationRole::OwnerEpoch:
        return static_cast<qulonglong>(s.owner_epoch);
    case ConversationRole::WaitingSince:
        return s.waiting_since ? toTime(*s.waiting_since) : QDateTime();
    case ConversationRole::Lifecycle:
        return static_cast<int>(s.lifecycle);
    case ConversationRole::Section:
        return static_cast<int>(section);
    case ConversationRole::Language:
        return toQString(s.language);
    case ConversationRole::Trigger:
        return static_cast<int>(s.trigger);
    case ConversationRole::ReasonText:
        return toQString(s.reason_text);
    case ConversationRole::Unread:
        return unread;
    case ConversationRole::HasDraft:
        return hasDraft;
    case ConversationRole::Streaming:
        return s.streaming;
    case ConversationRole::LastAt:
        return toTime(s.last_at);
    case ConversationRole::LastActor:
        return static_cast<int>(s.last_actor);
    case ConversationRole::Held:
        return held;
    case ConversationRole::IsHeader:
        return false;
    case ConversationRole::Count:
    case ConversationRole::New:
    case ConversationRole::Collapsed:
        return {};
    case ConversationRole::Accessible:
        return accessibleText();
    }
    return {};
}

QString ConversationRow::accessibleText() const
{
    QStringList parts{shownName(summary), ownerText(summary.owner.kind, toQString(summary.owner_name))};
    if (summary.waiting_since) {
        const auto since = toTime(*summary.waiting_since).toLocalTime().time();
        parts << Words::tr("waiting since %1").arg(QLocale().toString(since, QLocale::ShortFormat));
    }
    if (unread > 0) parts << Words::tr("%n unread", nullptr, unread);
    if (hasDraft) parts << Words::tr("draft");
    if (held > 0) parts << Words::tr("%n reply(s) held back", nullptr, held);
    if (summary.streaming) parts << Words::tr("the bot is answering");
    parts << toQString(summary.last_text).simplified();
    return parts.join(QStringLiteral(", "));
}

} // namespace tandem::console
