#include "agent-app/models/words.hpp"

#include <QCoreApplication>

namespace tandem::console {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tandem::console::Words)
};

// "You did it" and "Dee did it" are two sentences: languages differ in more than the name.
QString
did(const protocol::Actor& actor, const QString& myAgentId, const QString& you, const QString& other)
{
    const bool mine = actor.kind == protocol::ActorKind::agent && toQString(actor.id) == myAgentId;
    return mine ? you : other.arg(actorName(actor, myAgentId));
}

QString withNote(const QString& sentence, const QString& note)
{
    return note.isEmpty()
               ? sentence
               : Words::tr("%1: %2", "what happened, then a person's remark").arg(sentence, note);
}

QString withNote(const QString& sentence, const std::string& note)
{
    return withNote(sentence, toQString(note));
}

} // namespace

QString sectionTitle(Section section)
{
    switch (section) {
    case Section::Waiting:
        return Words::tr("Waiting");
    case Section::Mine:
        return Words::tr("Mine");
    case Section::WithBot:
        return Words::tr("With the bot");
    case Section::Others:
        return Words::tr("Others");
    }
    return {};
}

QString deliveryText(Delivery delivery)
{
    switch (delivery) {
    case Delivery::None:
        return {};
    case Delivery::Queued:
        return Words::tr("Will be sent as soon as you are connected");
    case Delivery::Sending:
        return Words::tr("Sending");
    case Delivery::Failed:
        return Words::tr("Not sent");
    case Delivery::Held:
        return Words::tr("Held back: the conversation has moved on");
    case Delivery::Sent:
        return Words::tr("Sent");
    case Delivery::Seen:
        return Words::tr("Seen by the customer");
    }
    return {};
}

QString ownerText(protocol::OwnerKind kind, const QString& ownerName)
{
    switch (kind) {
    case protocol::OwnerKind::none:
        return Words::tr("Nobody", "has this conversation");
    case protocol::OwnerKind::bot:
        return Words::tr("Bot");
    case protocol::OwnerKind::queue:
        return Words::tr("Waiting for a person");
    case protocol::OwnerKind::offered:
        return Words::tr("Offered to an agent");
    case protocol::OwnerKind::agent:
        return ownerName.isEmpty() ? Words::tr("An agent") : ownerName;
    }
    return {};
}

QString triggerText(protocol::Trigger trigger)
{
    switch (trigger) {
    case protocol::Trigger::unknown:
        return {};
    case protocol::Trigger::customer_request:
        return Words::tr("The customer asked for a person");
    case protocol::Trigger::rule:
        return Words::tr("A rule sends this to a person");
    case protocol::Trigger::low_confidence:
        return Words::tr("The bot was not sure");
    case protocol::Trigger::repeated_failure:
        return Words::tr("The bot could not help, more than once");
    case protocol::Trigger::negative_sentiment:
        return Words::tr("The customer is upset");
    case protocol::Trigger::policy:
        return Words::tr("This topic is for people only");
    case protocol::Trigger::tool_failure:
        return Words::tr("Something the bot needed did not work");
    case protocol::Trigger::model_failure:
        return Words::tr("The bot's model failed");
    case protocol::Trigger::timeout:
        return Words::tr("The bot took too long");
    case protocol::Trigger::agent_takeover:
        return Words::tr("An agent took over");
    case protocol::Trigger::supervisor:
        return Words::tr("A supervisor took over");
    }
    return {};
}

QString reasonBeside(protocol::Trigger trigger, const std::string& reason)
{
    const QString text = toQString(reason).trimmed();
    const QString said = triggerText(trigger);
    const bool same = text == said || text == said + QLatin1Char('.');
    return same ? QString() : text;
}

QString plainName(const std::string& identifier)
{
    QString text = toQString(identifier);
    for (const char joint : {'_', '-', '.'})
        text.replace(QLatin1Char(joint), QLatin1Char(' '));
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    return text;
}

QString outcomeText(protocol::AnswerOutcome outcome)
{
    switch (outcome) {
    case protocol::AnswerOutcome::unknown:
        return {};
    case protocol::AnswerOutcome::answered:
        return Words::tr("answered");
    case protocol::AnswerOutcome::unanswered:
        return Words::tr("no answer found");
    case protocol::AnswerOutcome::small_talk:
        return Words::tr("small talk");
    case protocol::AnswerOutcome::offered_person:
        return Words::tr("offered a person");
    }
    return {};
}

namespace {

QString outcomeOf(const protocol::ToolCall& call)
{
    switch (call.outcome) {
    case protocol::ToolOutcome::ok:
        return call.writes ? Words::tr("done") : Words::tr("found");
    case protocol::ToolOutcome::not_found:
        return Words::tr("not found");
    case protocol::ToolOutcome::refused:
    case protocol::ToolOutcome::failed:
        return call.detail.empty() ? Words::tr("failed") : toQString(call.detail);
    case protocol::ToolOutcome::unconfirmed:
        return Words::tr("may or may not have been carried out (%1)").arg(toQString(call.detail));
    case protocol::ToolOutcome::unknown:
        break;
    }
    return Words::tr("unknown");
}

} // namespace

QString toolsText(const std::vector<protocol::ToolCall>& calls)
{
    QStringList out;
    for (const auto& call : calls) {
        QStringList arguments;
        for (const auto& argument : call.arguments)
            arguments << plainName(argument.name) + QLatin1Char(' ') + toQString(argument.value);
        const QString name = plainName(call.name);
        const QString what =
            arguments.isEmpty() ? name
                                : QStringLiteral("%1 (%2)").arg(name, arguments.join(QStringLiteral(", ")));
        out << Words::tr("%1: %2, %L3 ms", "tool call, what became of it, time")
                   .arg(what, outcomeOf(call))
                   .arg(call.duration_ms);
    }
    return out.join(QStringLiteral(" · "));
}

QString lifecycleText(protocol::Lifecycle lifecycle)
{
    switch (lifecycle) {
    case protocol::Lifecycle::unknown:
        return {};
    case protocol::Lifecycle::active:
        return Words::tr("active");
    case protocol::Lifecycle::waiting_customer:
        return Words::tr("waiting for the customer");
    case protocol::Lifecycle::snoozed:
        return Words::tr("snoozed");
    case protocol::Lifecycle::resolved:
        return Words::tr("resolved");
    case protocol::Lifecycle::closed:
        return Words::tr("closed");
    case protocol::Lifecycle::abandoned:
        return Words::tr("the customer left");
    }
    return {};
}

QString presenceText(protocol::Presence presence)
{
    switch (presence) {
    case protocol::Presence::unknown:
        return {};
    case protocol::Presence::available:
        return Words::tr("Available");
    case protocol::Presence::busy:
        return Words::tr("Busy");
    case protocol::Presence::away:
        return Words::tr("Away");
    case protocol::Presence::offline:
        return Words::tr("Offline");
    }
    return {};
}

QString actorName(const protocol::Actor& actor, const QString& myAgentId)
{
    const QString name = toQString(actor.name);
    switch (actor.kind) {
    case protocol::ActorKind::customer:
        return name.isEmpty() ? Words::tr("Visitor") : name;
    case protocol::ActorKind::bot:
        return name.isEmpty() ? Words::tr("Bot") : name;
    case protocol::ActorKind::agent:
        if (!myAgentId.isEmpty() && toQString(actor.id) == myAgentId) return Words::tr("You");
        return name.isEmpty() ? Words::tr("An agent") : name;
    case protocol::ActorKind::system:
        return Words::tr("Tandem");
    case protocol::ActorKind::unknown:
        return name;
    }
    return name;
}

QString systemText(const protocol::Event& event, const QString& myAgentId)
{
    const auto by = [&](const QString& you, const QString& other) {
        return did(event.actor, myAgentId, you, other);
    };
    return std::visit(
        [&]<class Data>(const Data& data) -> QString {
            using namespace protocol;
            if constexpr (std::is_same_v<Data, ConversationCreated>) {
                if (data.page.title.empty()) return Words::tr("The conversation began");
                return Words::tr("The conversation began on “%1”").arg(toQString(data.page.title));
            } else if constexpr (std::is_same_v<Data, ConversationEscalated>) {
                const QString why = triggerText(data.trigger);
                return withNote(
                    why.isEmpty() ? Words::tr("This was given to a person") : why,
                    reasonBeside(data.trigger, data.reason_text)
                );
            } else if constexpr (std::is_same_v<Data, ConversationAccepted>) {
                return by(Words::tr("You took this conversation"), Words::tr("%1 took this conversation"));
            } else if constexpr (std::is_same_v<Data, ConversationDeclined>) {
                const QString text = by(Words::tr("You declined"), Words::tr("%1 declined"));
                return withNote(text, data.reason_text);
            } else if constexpr (std::is_same_v<Data, ConversationTakenOver>) {
                if (data.from.kind == OwnerKind::bot) {
                    return by(
                        Words::tr("You took over from the bot"), Words::tr("%1 took over from the bot")
                    );
                }
                return by(Words::tr("You took over"), Words::tr("%1 took over"));
            } else if constexpr (std::is_same_v<Data, ConversationTransferred>) {
                if (event.actor.kind == ActorKind::system)
                    return withNote(
                        Words::tr("Back in the queue “%1”").arg(toQString(data.owner.id)), data.note
                    );
                const QString text =
                    data.owner.id.empty()
                        ? by(Words::tr("You passed this on"), Words::tr("%1 passed this on"))
                        : by(Words::tr("You passed this to the queue “%1”").arg(toQString(data.owner.id)),
                             Words::tr("%1 passed this to the queue “%2”")
                                 .arg(QStringLiteral("%1"), toQString(data.owner.id)));
                return withNote(text, data.note);
            } else if constexpr (std::is_same_v<Data, ConversationHandedBack>) {
                const QString text =
                    by(Words::tr("You handed this back to the bot"),
                       Words::tr("%1 handed this back to the bot"));
                return withNote(text, data.note);
            } else if constexpr (std::is_same_v<Data, ConversationResolved>) {
                return by(
                    Words::tr("You resolved this conversation"), Words::tr("%1 resolved this conversation")
                );
            } else if constexpr (std::is_same_v<Data, ConversationReopened>) {
                return Words::tr("The customer wrote again: the conversation is open");
            } else if constexpr (std::is_same_v<Data, ConversationAbandoned>) {
                return Words::tr("The customer left while waiting");
            } else if constexpr (std::is_same_v<Data, CsatAnswered>) {
                return withNote(Words::tr("The customer gave %1 of 5").arg(data.rating), data.comment);
            } else if constexpr (std::is_same_v<Data, EventUnknown>) {
                return Words::tr(
                    "Something happened here that only a newer version of this console can show"
                );
            } else {
                return {}; // shown otherwise, or not at all
            }
        },
        event.data
    );
}

} // namespace tandem::console
