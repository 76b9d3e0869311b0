#include "agent-app/views/links.hpp"

namespace tandem::console {

QUrl openableLink(const QString& target)
{
    const QUrl url(target, QUrl::StrictMode);
    if (!url.isValid()) return {};
    if (url.scheme() == QLatin1String("https"))
        return !url.host().isEmpty() && url.userInfo().isEmpty() ? url : QUrl();
    if (url.scheme() == QLatin1String("mailto"))
        return url.path().contains(QLatin1Char('@')) ? url : QUrl();
    return {};
}

QString hostToShow(const QUrl& url)
{
    if (url.scheme() == QLatin1String("mailto")) return url.path();
    const QString host = url.host(QUrl::FullyEncoded);
    return url.port() > 0 ? QStringLiteral("%1:%2").arg(host).arg(url.port()) : host;
}

} // namespace tandem::console
