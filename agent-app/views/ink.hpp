#pragma once

#include <QColor>
#include <QLocale>
#include <QPalette>
#include <QTextDocument>
#include <QWidget>

// Small things that many views need.

namespace tandem::console {

// Writes in this colour, whatever ground the widget stands on (Qt takes another role on a base ground).
inline void setInk(QWidget* widget, const QColor& color)
{
    QPalette palette = widget->palette();
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(role, color);
    widget->setPalette(palette);
}

// Foreign text for a tool tip. Tool tips guess whether a text is rich, so what looks like it is made to
// look like something else; all other text stays as it is ("Bed & Bath").
[[nodiscard]] inline QString plainToolTip(QString text)
{
    if (!Qt::mightBeRichText(text)) return text;
    const QString harmless(QChar(0x2039));
    return text.replace(QLatin1Char('<'), harmless).replace(QLatin1String("&lt;"), harmless);
}

// "14:03" or "2:03 PM", as the desktop has it; never with seconds, which the C locale would show.
[[nodiscard]] inline QString timeOfDay(const QDateTime& at)
{
    const QLocale locale;
    const QTime time = at.toLocalTime().time();
    return locale.language() == QLocale::C ? time.toString(QStringLiteral("HH:mm"))
                                           : locale.toString(time, QLocale::ShortFormat);
}

// "24 Nov 2026, 14:03"
[[nodiscard]] inline QString dayAndTime(const QDateTime& at)
{
    const QDate day = at.toLocalTime().date();
    return QString(
        QLocale().toString(day, QStringLiteral("d MMM yyyy")) + QStringLiteral(", ") + timeOfDay(at)
    );
}

// "Deutsch" for "de-AT"; what is no language stays as it is.
[[nodiscard]] inline QString languageName(const QString& code)
{
    const QLocale locale(code);
    if (code.isEmpty() || locale.language() == QLocale::C) return code;
    if (locale.language() == QLocale::English)
        return QStringLiteral("English"); // Qt would say which country's
    return locale.nativeLanguageName();
}

} // namespace tandem::console
