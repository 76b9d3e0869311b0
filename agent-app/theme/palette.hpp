#pragma once

#include <QColor>
#include <QPalette>

#include <array>

// Every colour of the console by its meaning, for light and dark. Nothing else in the console names a
// colour.

namespace tandem::console {

enum class Scheme { light, dark };

enum class ColorRole {
    window,   // ground of the window and the rail
    surface,  // ground of panes
    raised,   // ground of what floats: menus, drawers, bars
    hover,    // ground under the pointer
    selected, // ground of the selected row
    line,     // separators; never the only border of a control
    control,  // border of fields and check boxes: 3:1 on every pane
    text,
    muted,
    accent,   // focus ring, links, selection, the one primary action
    onAccent, // text on accent
    customer, // grounds of who speaks; a note is private
    bot,
    agent,
    note,
    ok, // text in states of SLA, presence and errors
    warn,
    danger,
};
inline constexpr int colorRoleCount = 18;

[[nodiscard]] QColor colorOf(ColorRole role, Scheme scheme);

// Roles that are written with, and roles that are written on: every pair of the two has a contrast of 4.5
// or more in both schemes (a test computes it).
inline constexpr std::array inkRoles{
    ColorRole::text,
    ColorRole::muted,
    ColorRole::accent,
    ColorRole::ok,
    ColorRole::warn,
    ColorRole::danger,
};
inline constexpr std::array groundRoles{
    ColorRole::window,
    ColorRole::surface,
    ColorRole::raised,
    ColorRole::hover,
    ColorRole::selected,
    ColorRole::customer,
    ColorRole::bot,
    ColorRole::agent,
    ColorRole::note,
};

// Contrast ratio of WCAG 2: 1 for equal colours, 21 for black on white.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);

// The palette that ordinary widgets draw with.
[[nodiscard]] QPalette buildPalette(Scheme scheme);

// Dark when the palette writes light on dark.
[[nodiscard]] Scheme schemeOf(const QPalette& palette);

} // namespace tandem::console
