#pragma once

#include <QString>

namespace tandem::console {

// Foreign text for what other programs draw: notifications, the task bar. One line of at most `most`
// characters, without what some of them take for markup.
[[nodiscard]] inline QString outsideText(const QString& text, qsizetype most)
{
    QString plain = text.simplified().left(most);
    return plain.replace(QLatin1Char('<'), QChar(0x2039)).replace(QLatin1Char('>'), QChar(0x203A));
}

} // namespace tandem::console
