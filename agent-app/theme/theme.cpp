#include "agent-app/theme/theme.hpp"

#include "agent-app/theme/icon_engine.hpp"
#include "agent-app/theme/style.hpp"
#include "agent-app/theme/tokens.hpp"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QScopedValueRollback>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace tandem::console {

namespace {

constexpr int transitionMs = 120;

} // namespace

Theme::Theme(QObject* parent) : QObject(parent)
{
    const QFont system = QApplication::font();
    m_family = system.family();
    // A platform whose text is larger than ours has a reason; one whose text is smaller gets ours.
    m_scale = std::clamp(QFontInfo(system).pixelSize() / double(tokens::textBody), 1.0, 2.0);
    m_scheme = schemeOf(QApplication::palette());
}

void Theme::install(QApplication& app)
{
    Q_ASSERT(!m_installed);
    m_installed = true;
    app.setStyle(new Style(*this));
    QApplication::setFont(font(TextRole::body));
    apply(m_choice == SchemeChoice::system ? systemScheme() : m_scheme);
    app.installEventFilter(this);
}

void Theme::setChoice(SchemeChoice choice)
{
    m_choice = choice;
    switch (choice) {
    case SchemeChoice::light:
        apply(Scheme::light);
        break;
    case SchemeChoice::dark:
        apply(Scheme::dark);
        break;
    case SchemeChoice::system:
        apply(systemScheme());
        break;
    }
}

QFont Theme::font(TextRole role) const
{
    QFont font(m_family);
    int size = tokens::textBody;
    switch (role) {
    case TextRole::meta:
        size = tokens::textMeta;
        break;
    case TextRole::body:
        break;
    case TextRole::strong:
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::title:
        size = tokens::textTitle;
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::page:
        size = tokens::textPage;
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::mono:
        font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        size = tokens::textBody - 1;
        break;
    }
    font.setPixelSize(qRound(size * m_scale));
    return font;
}

QIcon Theme::icon(const QString& name, ColorRole tint) const
{
    return QIcon(new IconEngine(*this, name, tint));
}

int Theme::motionMs() const
{
    return QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0 ? transitionMs : 0;
}

bool Theme::eventFilter(QObject* watched, QEvent* event)
{
    // Qt 6.4 has no signal for a change of the desktop's scheme; its palette event is the next best.
    const bool paletteChanged = event->type() == QEvent::ApplicationPaletteChange && watched == qApp;
    if (paletteChanged && !m_changingPalette && m_choice == SchemeChoice::system) apply(systemScheme());
    return QObject::eventFilter(watched, event);
}

void Theme::apply(Scheme scheme)
{
    const bool differs = scheme != m_scheme;
    m_scheme = scheme;
    if (m_installed) {
        const QScopedValueRollback guard(m_changingPalette, true);
        const QPalette palette = buildPalette(scheme);
        QApplication::setPalette(palette);
        QToolTip::setPalette(palette);
    }
    if (differs) Q_EMIT changed();
}

Scheme Theme::systemScheme() const
{
    if (!m_installed) return schemeOf(QApplication::palette());
    // A default palette takes ours off, and what is left is the system's.
    const QScopedValueRollback guard(m_changingPalette, true);
    QApplication::setPalette(QPalette());
    return schemeOf(QApplication::palette());
}

} // namespace tandem::console
