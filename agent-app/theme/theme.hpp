#pragma once

#include "agent-app/theme/palette.hpp"

#include <QFont>
#include <QIcon>
#include <QObject>

class QApplication;

namespace tandem::console {

// What the user wants; `system` follows the desktop.
enum class SchemeChoice { system, light, dark };

enum class TextRole { meta, body, strong, title, page, mono };

// The look of the running console: which scheme, the fonts, the tinted icons. One object, made after the
// application and before the first widget, which outlives all widgets. GUI thread only.
class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    // Puts palette, style and font onto the application. Call once.
    void install(QApplication& app);

    void setChoice(SchemeChoice choice);
    [[nodiscard]] SchemeChoice choice() const { return m_choice; }
    [[nodiscard]] Scheme scheme() const { return m_scheme; }

    [[nodiscard]] QColor color(ColorRole role) const { return colorOf(role, m_scheme); }

    // Sizes follow the platform's font where that is larger than ours.
    [[nodiscard]] QFont font(TextRole role) const;

    // A line icon from resources/icons by name, tinted when it is painted, so it need not be replaced after
    // a change of scheme. An unknown name paints nothing and is logged.
    [[nodiscard]] QIcon icon(const QString& name, ColorRole tint = ColorRole::text) const;

    // 0 when the platform asks for no motion, else the length of a transition in milliseconds.
    [[nodiscard]] int motionMs() const;

Q_SIGNALS:
    // Colours are others now. Palette and icons of ordinary widgets have been dealt with; painters drop
    // their caches.
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply(Scheme scheme);
    [[nodiscard]] Scheme systemScheme() const;

    SchemeChoice m_choice = SchemeChoice::system;
    Scheme m_scheme = Scheme::light;
    QString m_family;
    double m_scale = 1.0;
    bool m_installed = false;
    mutable bool m_changingPalette = false;
};

} // namespace tandem::console
