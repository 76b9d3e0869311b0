#pragma once

// Distances, sizes and radii in device-independent pixels. One grid of 4, so that columns line up without
// thinking.

namespace tandem::console::tokens {

inline constexpr int gap1 = 4;
inline constexpr int gap2 = 8;
inline constexpr int gap3 = 12;
inline constexpr int gap4 = 16;
inline constexpr int gap5 = 24;

inline constexpr int radiusCheck = 4;
inline constexpr int radiusField = 6;
inline constexpr int radiusCard = 8;

inline constexpr int textMeta = 12;
inline constexpr int textBody = 14;
inline constexpr int textTitle = 16;
inline constexpr int textPage = 20;
inline constexpr double lineHeight = 1.4;

inline constexpr int iconSmall = 16;
inline constexpr int icon = 20;

inline constexpr int target = 28;   // the least height of what can be clicked
inline constexpr int focusRing = 2; // width of the ring around what has the focus
inline constexpr int railWidth = 76;
inline constexpr int drawerBelow = 1100; // narrower windows show the context column as a drawer

} // namespace tandem::console::tokens
