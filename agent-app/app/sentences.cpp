#include "agent-app/app/sentences.hpp"

#include "shared/protocol/close_codes.hpp"

#include <QCoreApplication>

namespace tandem::console {

namespace {

struct Sentences
{
    Q_DECLARE_TR_FUNCTIONS(tandem::console::Sentences)
};

} // namespace

QString refusalSentence(int code, const QString& ownerName)
{
    switch (static_cast<Errc>(code)) {
    case Errc::already_taken:
        return ownerName.isEmpty()
                   ? Sentences::tr("Another agent was first.")
                   : Sentences::tr("%1 was first and has this conversation now.").arg(ownerName);
    case Errc::stale_epoch:
        return Sentences::tr("The conversation changed hands a moment ago. Look again, then decide.");
    case Errc::not_owner:
        return ownerName.isEmpty()
                   ? Sentences::tr("Somebody else has this conversation. You can add a note.")
                   : Sentences::tr("%1 has this conversation. You can add a note.").arg(ownerName);
    case Errc::wrong_state:
        return Sentences::tr("The conversation is not in a state that allows this.");
    case Errc::not_found:
        return Sentences::tr("This conversation is no longer there for you.");
    case Errc::forbidden:
        return Sentences::tr("Your role does not allow this.");
    case Errc::text_empty:
        return Sentences::tr("There is nothing to send.");
    case Errc::text_too_long:
        return Sentences::tr("The text is too long. Shorten it and send it again.");
    case Errc::rate_limited:
        return Sentences::tr("Too many at once. Wait a moment.");
    case Errc::overloaded:
    case Errc::unavailable:
    case Errc::restarting:
        return Sentences::tr("The server cannot do this at the moment. Try again shortly.");
    case Errc::deadline_exceeded:
        return noAnswerSentence();
    case Errc::unsupported_version:
        return Sentences::tr("This console is too old for the server. Please update it.");
    default:
        return Sentences::tr("The server refused this (number %1).").arg(code);
    }
}

QString signInSentence(quint16 closeCode, bool withPassword)
{
    switch (static_cast<protocol::CloseCode>(closeCode)) {
    case protocol::CloseCode::unauthenticated:
        return withPassword ? Sentences::tr("The login name or the password is not right.")
                            : Sentences::tr("Your session has ended. Please sign in again.");
    case protocol::CloseCode::forbidden:
        return Sentences::tr("This account may not sign in here.");
    case protocol::CloseCode::unsupported_version:
        return Sentences::tr("This console is too old for the server. Please update it.");
    case protocol::CloseCode::signed_out:
        return Sentences::tr("You were signed out.");
    default:
        return Sentences::tr("The server does not accept this console (number %1). Is the address right?")
            .arg(closeCode);
    }
}

QString heldSentence(HeldBecause why, const QString& ownerName)
{
    switch (why) {
    case HeldBecause::OwnerChanged:
        return Sentences::tr(
            "The conversation changed hands after you wrote this. Read on before you send it."
        );
    case HeldBecause::NotMine:
        return ownerName.isEmpty() ? Sentences::tr("You no longer have this conversation.")
                                   : Sentences::tr("%1 has this conversation now.").arg(ownerName);
    case HeldBecause::Resolved:
        return Sentences::tr("The conversation was resolved after you wrote this.");
    case HeldBecause::Gone:
        return Sentences::tr("The conversation is no longer there for you.");
    case HeldBecause::TooOld:
        return Sentences::tr("You wrote this more than a day ago.");
    }
    return {};
}

QString offlineSentence()
{
    return Sentences::tr(
        "You are offline. Replies and notes are kept and sent later; this needs a connection."
    );
}

QString unreachableSentence()
{
    return Sentences::tr("The server does not answer. Check the address and your network.");
}

QString noAnswerSentence() { return Sentences::tr("The server did not answer in time."); }

QString outboxFullSentence()
{
    return Sentences::tr("Too many replies are waiting to be sent. Your text is kept as a draft.");
}

QString tooLongSentence(int maxText)
{
    return Sentences::tr(
        "The text is longer than %n character(s). Shorten it and send it again.", nullptr, maxText
    );
}

} // namespace tandem::console
