#pragma once

#include "agent-app/theme/palette.hpp"

#include <QProxyStyle>

namespace tandem::console {

class Theme;

// Quiet controls on top of Fusion: rounded buttons and fields, thin scroll bars, a ring around what has the
// keyboard. A default push button is filled with the accent; a flat one has no border until it is hovered.
class Style final : public QProxyStyle
{
    Q_OBJECT

public:
    // The theme must outlive the style.
    explicit Style(const Theme& theme);

    void drawPrimitive(
        PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget
    ) const override;
    void drawControl(
        ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget
    ) const override;
    void drawComplexControl(
        ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget
    ) const override;
    [[nodiscard]] QRect subControlRect(
        ComplexControl control,
        const QStyleOptionComplex* option,
        SubControl subControl,
        const QWidget* widget
    ) const override;
    [[nodiscard]] QRect
    subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    [[nodiscard]] QSize sizeFromContents(
        ContentsType type, const QStyleOption* option, const QSize& contents, const QWidget* widget
    ) const override;
    [[nodiscard]] int
    pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    [[nodiscard]] int styleHint(
        StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data
    ) const override;

private:
    void drawButtonPanel(const QStyleOption* option, QPainter* painter) const;
    void drawToolPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawCheckBox(const QStyleOption* option, QPainter* painter) const;
    void drawField(const QStyleOption* option, QPainter* painter) const;
    void drawScrollBar(const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const;

    const Theme& m_theme;
};

// A tool button with this property lies over other things and is given a ground and a border.
inline constexpr auto floatingProperty = "floating";

// A filled, optionally bordered rounded rectangle on the pixel grid.
void drawRounded(
    QPainter* painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& border = {}
);

// The ring around what has the keyboard, inside `rect`.
void drawFocusRing(QPainter* painter, const QRectF& rect, qreal radius, const QColor& color);

} // namespace tandem::console
