#pragma once

#include <QString>

namespace tandem::console {

// Foreign text for what is drawn by others than `rich_text`: labels, list rows, the task bar. A server
// cleans what it stores; these do not rely on it, because a name of a thousand accents takes seconds to
// draw.

// At most `most` UTF-16 units, never half a character, as text::clean leaves them.
[[nodiscard]] QString cleanText(const QString& text, qsizetype most);

// The same in one line: a name, a title, a reason.
[[nodiscard]] QString shortLine(const QString& text, qsizetype most = 240);

// A short line for what other programs draw: without what some of them take for markup.
[[nodiscard]] QString outsideText(const QString& text, qsizetype most);

} // namespace tandem::console
