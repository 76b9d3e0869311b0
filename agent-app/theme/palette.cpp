#include "agent-app/theme/palette.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tandem::console {

namespace {

struct ColorPair
{
    QRgb light;
    QRgb dark;
};

// In the order of ColorRole.
constexpr std::array<ColorPair, colorRoleCount> colorTable{{
    {0xFFF6F7F9, 0xFF14181E}, // window
    {0xFFFFFFFF, 0xFF1B2129}, // surface
    {0xFFFFFFFF, 0xFF232A34}, // raised
    {0xFFF1F3F6, 0xFF222933}, // hover
    {0xFFE3EDFB, 0xFF22344F}, // selected
    {0xFFD9DEE5, 0xFF36404D}, // line
    {0xFF808A97, 0xFF7A8694}, // control
    {0xFF1B2430, 0xFFE7ECF2}, // text
    {0xFF5A6675, 0xFFA3AFBD}, // muted
    {0xFF1F5FBF, 0xFF7FB2FF}, // accent
    {0xFFFFFFFF, 0xFF0E1A2B}, // onAccent
    {0xFFEDF0F4, 0xFF262E39}, // customer
    {0xFFE6F0FF, 0xFF1E3150}, // bot
    {0xFFDDF3E4, 0xFF1D3A2A}, // agent
    {0xFFFFF3D1, 0xFF40351A}, // note
    {0xFF1E7A46, 0xFF6BD394}, // ok
    {0xFF8A5A00, 0xFFF0BE5A}, // warn
    {0xFFB3261E, 0xFFFF8A80}, // danger
}};
static_assert(std::to_underlying(ColorRole::danger) + 1 == colorRoleCount);

double luminance(const QColor& color)
{
    const auto linear = [](float channel) {
        const double c = channel;
        return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QColor colorOf(ColorRole role, Scheme scheme)
{
    const ColorPair& pair = colorTable.at(static_cast<std::size_t>(role));
    return QColor::fromRgb(scheme == Scheme::light ? pair.light : pair.dark);
}

double contrast(const QColor& a, const QColor& b)
{
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

QPalette buildPalette(Scheme scheme)
{
    const auto color = [scheme](ColorRole role) { return colorOf(role, scheme); };
    QPalette palette(color(ColorRole::surface), color(ColorRole::window));

    palette.setColor(QPalette::Window, color(ColorRole::window));
    palette.setColor(QPalette::WindowText, color(ColorRole::text));
    palette.setColor(QPalette::Base, color(ColorRole::surface));
    palette.setColor(QPalette::AlternateBase, color(ColorRole::hover));
    palette.setColor(QPalette::Text, color(ColorRole::text));
    palette.setColor(QPalette::PlaceholderText, color(ColorRole::muted));
    palette.setColor(QPalette::Button, color(ColorRole::surface));
    palette.setColor(QPalette::ButtonText, color(ColorRole::text));
    palette.setColor(QPalette::BrightText, color(ColorRole::danger));
    palette.setColor(QPalette::ToolTipBase, color(ColorRole::raised));
    palette.setColor(QPalette::ToolTipText, color(ColorRole::text));
    palette.setColor(QPalette::Highlight, color(ColorRole::accent));
    palette.setColor(QPalette::HighlightedText, color(ColorRole::onAccent));
    palette.setColor(QPalette::Link, color(ColorRole::accent));
    palette.setColor(QPalette::LinkVisited, color(ColorRole::accent));
    palette.setColor(QPalette::Light, color(ColorRole::raised));
    palette.setColor(QPalette::Midlight, color(ColorRole::hover));
    palette.setColor(QPalette::Mid, color(ColorRole::line));
    palette.setColor(QPalette::Dark, color(ColorRole::control));

    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(ColorRole::control));
    return palette;
}

Scheme schemeOf(const QPalette& palette)
{
    const bool lightOnDark =
        palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
    return lightOnDark ? Scheme::dark : Scheme::light;
}

} // namespace tandem::console
