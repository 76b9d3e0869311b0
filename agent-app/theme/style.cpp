#include "agent-app/theme/style.hpp"

#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

#include <algorithm>

namespace tandem::console {

namespace {

constexpr int scrollBarExtent = 10;
constexpr int scrollHandleLeast = 32;
constexpr int animationMs = 120;

bool isPressed(const QStyleOption* option)
{
    return option->state & (QStyle::State_Sunken | QStyle::State_On);
}

bool isHovered(const QStyleOption* option)
{
    return (option->state & QStyle::State_Enabled) && (option->state & QStyle::State_MouseOver);
}

} // namespace

void drawRounded(
    QPainter* painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& border
)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->setPen(border.isValid() ? QPen(border, 1) : QPen(Qt::NoPen));
    const QRectF aligned = border.isValid() ? rect.adjusted(0.5, 0.5, -0.5, -0.5) : rect;
    painter->drawRoundedRect(aligned, radius, radius);
    painter->restore();
}

void drawFocusRing(QPainter* painter, const QRectF& rect, qreal radius, const QColor& color)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(color, tokens::focusRing));
    painter->drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    painter->restore();
}

Style::Style(const Theme& theme) : QProxyStyle(QStringLiteral("Fusion")), m_theme(theme) {}

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget
) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        drawButtonPanel(option, painter);
        return;
    case PE_PanelButtonTool:
        drawToolPanel(option, painter, widget);
        return;
    case PE_PanelLineEdit:
        drawField(option, painter);
        return;
    case PE_FrameFocusRect:
        drawFocusRing(painter, option->rect, tokens::radiusField, m_theme.color(ColorRole::accent));
        return;
    case PE_IndicatorCheckBox:
        drawCheckBox(option, painter);
        return;
    case PE_FrameDefaultButton:
        return;
    case PE_FrameMenu:
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, m_theme.color(ColorRole::raised));
        drawRounded(painter, option->rect, 0, {}, m_theme.color(ColorRole::line));
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget
) const
{
    if (element == CE_Splitter) {
        const bool active = option->state & (State_MouseOver | State_Sunken);
        painter->fillRect(option->rect, m_theme.color(active ? ColorRole::accent : ColorRole::line));
        return;
    }
    if (element == CE_PushButtonLabel) {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (button && (button->features & QStyleOptionButton::DefaultButton) &&
            (button->state & State_Enabled)) {
            QStyleOptionButton filled(*button);
            filled.palette.setColor(QPalette::ButtonText, m_theme.color(ColorRole::onAccent));
            QProxyStyle::drawControl(element, &filled, painter, widget);
            return;
        }
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget
) const
{
    if (control == CC_ScrollBar) {
        if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option))
            drawScrollBar(slider, painter, widget);
        return;
    }
    if (control == CC_ToolButton) {
        // That a button opens a menu is said by its icon, not by a second arrow.
        if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option)) {
            QStyleOptionToolButton plain(*button);
            plain.features &= ~QStyleOptionToolButton::HasMenu;
            QProxyStyle::drawComplexControl(control, &plain, painter, widget);
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect Style::subControlRect(
    ComplexControl control, const QStyleOptionComplex* option, SubControl subControl, const QWidget* widget
) const
{
    const auto* bar =
        control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider*>(option) : nullptr;
    if (!bar) return QProxyStyle::subControlRect(control, option, subControl, widget);

    // A groove from end to end and a handle in it; there are no arrow buttons.
    const bool vertical = bar->orientation == Qt::Vertical;
    const int length = vertical ? bar->rect.height() : bar->rect.width();
    const int range = bar->maximum - bar->minimum;
    const int handle =
        range <= 0
            ? length
            : std::min(
                  length,
                  std::max(scrollHandleLeast, int(qint64(length) * bar->pageStep / (range + bar->pageStep)))
              );
    const int start = sliderPositionFromValue(
        bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown
    );
    const auto part = [&](int from, int size) {
        const QRect rect =
            vertical ? QRect(0, from, bar->rect.width(), size) : QRect(from, 0, size, bar->rect.height());
        return visualRect(bar->direction, bar->rect, rect);
    };
    switch (subControl) {
    case SC_ScrollBarSlider:
        return part(start, handle);
    case SC_ScrollBarGroove:
        return bar->rect;
    case SC_ScrollBarSubPage:
        return part(0, start);
    case SC_ScrollBarAddPage:
        return part(start + handle, length - start - handle);
    default:
        return {};
    }
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    const auto* frame =
        element == SE_LineEditContents ? qstyleoption_cast<const QStyleOptionFrame*>(option) : nullptr;
    return frame && frame->lineWidth > 0 ? rect.adjusted(tokens::gap1 + 2, 0, -tokens::gap1, 0) : rect;
}

QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& contents, const QWidget* widget
) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_PushButton:
        return size.expandedTo({0, tokens::target + 4}).grownBy({4, 0, 4, 0});
    case CT_ToolButton:
        return size.expandedTo({tokens::target, tokens::target});
    case CT_LineEdit:
        return size.expandedTo({0, tokens::target + 8});
    case CT_ComboBox:
        return size.expandedTo({0, tokens::target + 4});
    case CT_MenuItem:
        return size.height() < tokens::gap3 ? size : size.expandedTo({0, tokens::target});
    default:
        return size;
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return scrollBarExtent;
    case PM_SplitterWidth:
        return 1;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_ToolBarIconSize:
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
        return tokens::iconSmall;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
        return tokens::gap1;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data
) const
{
    switch (hint) {
    case SH_ScrollBar_ContextMenu:
        return 0;
    case SH_Menu_MouseTracking:
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 1;
    case SH_Widget_Animation_Duration:
        // Fusion answers 0 when the desktop turned effects off.
        return std::min(animationMs, QProxyStyle::styleHint(hint, option, widget, data));
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

void Style::drawButtonPanel(const QStyleOption* option, QPainter* painter) const
{
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    const bool enabled = option->state & State_Enabled;
    const bool primary = button && (button->features & QStyleOptionButton::DefaultButton) && enabled;
    const bool flat = button && (button->features & QStyleOptionButton::Flat);
    const QRectF rect = option->rect;

    if (primary) {
        QColor fill = m_theme.color(ColorRole::accent);
        if (isPressed(option))
            fill = fill.darker(115);
        else if (isHovered(option))
            fill = fill.darker(107);
        drawRounded(painter, rect, tokens::radiusField, fill);
    } else if (flat) {
        if (isPressed(option))
            drawRounded(painter, rect, tokens::radiusField, m_theme.color(ColorRole::selected));
        else if (isHovered(option))
            drawRounded(painter, rect, tokens::radiusField, m_theme.color(ColorRole::hover));
    } else {
        const ColorRole ground = isPressed(option)   ? ColorRole::selected
                                 : isHovered(option) ? ColorRole::hover
                                                     : ColorRole::surface;
        const ColorRole border = enabled ? ColorRole::control : ColorRole::line;
        drawRounded(painter, rect, tokens::radiusField, m_theme.color(ground), m_theme.color(border));
    }
    if ((option->state & State_HasFocus) && (option->state & State_KeyboardFocusChange)) {
        // On a filled button the ring lies on the accent itself and needs the other colour.
        const QColor ring = m_theme.color(primary ? ColorRole::onAccent : ColorRole::accent);
        drawFocusRing(painter, primary ? rect.adjusted(2, 2, -2, -2) : rect, tokens::radiusField - 1, ring);
    }
}

void Style::drawToolPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    if (widget && widget->property(floatingProperty).toBool()) {
        const QColor border = m_theme.color(ColorRole::control);
        drawRounded(painter, option->rect, tokens::radiusField, m_theme.color(ColorRole::raised), border);
    }
    if (option->state & State_On)
        drawRounded(painter, option->rect, tokens::radiusField, m_theme.color(ColorRole::selected));
    else if (isHovered(option) || (option->state & State_Sunken))
        drawRounded(painter, option->rect, tokens::radiusField, m_theme.color(ColorRole::hover));
    if (option->state & State_HasFocus)
        drawFocusRing(painter, option->rect, tokens::radiusField, m_theme.color(ColorRole::accent));
}

void Style::drawCheckBox(const QStyleOption* option, QPainter* painter) const
{
    const bool enabled = option->state & State_Enabled;
    const QRectF box = option->rect;
    if (!(option->state & State_On)) {
        const QColor border = m_theme.color(enabled ? ColorRole::control : ColorRole::line);
        drawRounded(painter, box, tokens::radiusCheck, m_theme.color(ColorRole::surface), border);
        return;
    }
    const ColorRole ground = enabled ? ColorRole::accent : ColorRole::control;
    drawRounded(painter, box, tokens::radiusCheck, m_theme.color(ground));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(
        m_theme.color(ColorRole::onAccent), box.width() / 8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin
    ));
    const auto at = [&box](qreal x, qreal y) {
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
    };
    painter->drawPolyline(QPolygonF{at(0.24, 0.54), at(0.43, 0.72), at(0.77, 0.3)});
    painter->restore();
}

void Style::drawField(const QStyleOption* option, QPainter* painter) const
{
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    if (!frame || frame->lineWidth == 0) return; // inside of another control, which draws the field
    const QColor ground = m_theme.color(ColorRole::surface);
    const bool focused = option->state & State_HasFocus;
    drawRounded(painter, option->rect, tokens::radiusField, ground, m_theme.color(ColorRole::control));
    if (focused)
        drawFocusRing(painter, option->rect, tokens::radiusField - 1, m_theme.color(ColorRole::accent));
}

void Style::drawScrollBar(const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const
{
    if (option->maximum <= option->minimum) return;
    const bool active = (option->activeSubControls & SC_ScrollBarSlider) &&
                        (option->state & (State_MouseOver | State_Sunken));
    const QRectF handle = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    QColor fill = m_theme.color(ColorRole::control);
    fill.setAlphaF(active ? 1.0F : 0.55F);
    const qreal inset = active ? 2 : 3;
    drawRounded(painter, handle.adjusted(inset, 2, -inset, -2), 3, fill);
}

} // namespace tandem::console
