#pragma once

#include "shared/base/errc.hpp"

#include <QString>

// What a refusal means to the person at the desk: what happened, and what to do now. Whole sentences,
// translated.

namespace tandem::console {

// For an action on a conversation. `ownerName` is who has it now, if known.
[[nodiscard]] QString refusalSentence(int code, const QString& ownerName);

// For a sign-in that the server refused with this close code.
[[nodiscard]] QString signInSentence(quint16 closeCode, bool withPassword);

// Why a reply is held back.
enum class HeldBecause { OwnerChanged, NotMine, Resolved, Gone, TooOld };
[[nodiscard]] QString heldSentence(HeldBecause why, const QString& ownerName);

[[nodiscard]] QString offlineSentence();     // an action that needs the server
[[nodiscard]] QString unreachableSentence(); // a sign-in that got no answer
[[nodiscard]] QString noAnswerSentence();
[[nodiscard]] QString outboxFullSentence();
[[nodiscard]] QString tooLongSentence(int maxText);

} // namespace tandem::console
