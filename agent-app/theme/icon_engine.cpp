#include "agent-app/theme/icon_engine.hpp"

#include "agent-app/theme/theme.hpp"

#include <QFile>
#include <QLoggingCategory>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <utility>

// Resources of a static library are dropped by the linker unless somebody asks for them.
static void initIconResources() { Q_INIT_RESOURCE(icons); }

namespace tandem::console {

namespace {

Q_LOGGING_CATEGORY(logIcons, "tandem.console.icons")

QByteArray readIconDrawing(const QString& name)
{
    static const bool registered = (initIconResources(), true);
    Q_UNUSED(registered)
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(logIcons) << "no icon named" << name;
        return {};
    }
    return file.readAll();
}

} // namespace

IconEngine::IconEngine(const Theme& theme, QString name, ColorRole tint)
    : m_theme(theme),
      m_name(std::move(name)),
      m_tint(tint)
{}

void IconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state)
{
    const qreal scale = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
    painter->drawPixmap(rect, scaledPixmap(rect.size() * scale, mode, state, scale));
}

QPixmap IconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1.0);
}

QPixmap IconEngine::scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale)
{
    const QColor color = m_theme.color(mode == QIcon::Disabled ? ColorRole::control : m_tint);
    QPixmap pixmap = render(size, color);
    pixmap.setDevicePixelRatio(scale);
    return pixmap;
}

QIconEngine* IconEngine::clone() const { return new IconEngine(m_theme, m_name, m_tint); }

QPixmap IconEngine::render(const QSize& pixels, const QColor& color) const
{
    const QString key = QStringLiteral("tandem/%1/%2/%3x%4")
                            .arg(m_name, color.name())
                            .arg(pixels.width())
                            .arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) return pixmap;

    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    QByteArray drawing = readIconDrawing(m_name);
    drawing.replace("currentColor", color.name().toLatin1());
    if (!drawing.isEmpty()) {
        QPainter painter(&pixmap);
        QSvgRenderer(drawing).render(&painter, QRectF(QPointF(), QSizeF(pixels)));
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

} // namespace tandem::console
