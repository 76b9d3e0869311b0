#include "agent-app/views/foreign_text.hpp"

#include "shared/text/clean.hpp"

#include <algorithm>

namespace tandem::console {

QString cleanText(const QString& text, qsizetype most)
{
    // What nearly every text is, and rows are drawn often.
    const bool simple = std::ranges::all_of(text, [](QChar c) { return c >= u' ' && c < u'\x7f'; });
    if (simple) return text.size() <= most ? text : text.left(most);

    QString part = text.left(most);
    if (!part.isEmpty() && part.back().isHighSurrogate()) part.chop(1);
    const QByteArray utf8 = part.toUtf8();
    return QString::fromStdString(text::clean({utf8.data(), static_cast<std::size_t>(utf8.size())}));
}

QString shortLine(const QString& text, qsizetype most) { return cleanText(text, most).simplified(); }

QString outsideText(const QString& text, qsizetype most)
{
    QString plain = shortLine(text, most);
    return plain.replace(QLatin1Char('<'), QChar(0x2039)).replace(QLatin1Char('>'), QChar(0x203A));
}

} // namespace tandem::console
