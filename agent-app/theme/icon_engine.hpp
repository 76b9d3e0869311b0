#pragma once

#include "agent-app/theme/palette.hpp"

#include <QIconEngine>
#include <QString>

namespace tandem::console {

class Theme;

// Paints one line icon in the colour that its role has at that moment. The drawing uses `currentColor` for
// every line. The theme must outlive the icon.
class IconEngine final : public QIconEngine
{
public:
    IconEngine(const Theme& theme, QString name, ColorRole tint);

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    [[nodiscard]] QIconEngine* clone() const override;

private:
    [[nodiscard]] QPixmap render(const QSize& pixels, const QColor& color) const;

    const Theme& m_theme;
    QString m_name;
    ColorRole m_tint;
};

} // namespace tandem::console
