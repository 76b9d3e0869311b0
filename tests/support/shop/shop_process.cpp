#include "tests/support/shop/shop_process.hpp"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>
#include <stdexcept>

namespace tandem::testing {

ShopProcess::ShopProcess() : m_process(QStringLiteral("python3"), m_folder.filePath("shop.log")) {}

void ShopProcess::start()
{
    m_process.start(
        {QStringLiteral(TANDEM_SOURCE_DIR "/tests/support/shop/shop.py"),
         "--data",
         m_folder.filePath("shop.sqlite")}
    );
    // The sample's own tools, at the port that this shop got.
    QFile sample(QStringLiteral(TANDEM_SOURCE_DIR "/resources/knowledge/tools/shop.toml"));
    QFile tools(m_folder.filePath("tools.toml"));
    if (!sample.open(QIODevice::ReadOnly) || !tools.open(QIODevice::WriteOnly))
        throw std::runtime_error("the sample's tools cannot be copied");
    tools.write(sample.readAll().replace(
        "http://127.0.0.1:8079", "http://127.0.0.1:" + QByteArray::number(m_process.port())
    ));
}

void ShopProcess::suffer(const QString& kind, const QString& method, int times, int ms)
{
    const QJsonObject fault{{"kind", kind}, {"method", method}, {"times", times}, {"ms", ms}};
    static_cast<void>(ask("POST /_faults", QJsonDocument(fault).toJson(QJsonDocument::Compact)));
}

QJsonObject ShopProcess::order(const QString& number) const { return state()["orders"][number].toObject(); }

int ShopProcess::writes() const
{
    int done = 0;
    for (const auto& write : state()["writes"].toArray())
        done += write.toObject()["status"].toInt() < 300 ? 1 : 0;
    return done;
}

ServerProcess::Settings ShopProcess::settings() const
{
    return {
        {"bot",
         QString("flows = \"%1\"\ntools = \"%2\"")
             .arg(TANDEM_SOURCE_DIR "/resources/knowledge/flows", m_folder.filePath("tools.toml"))},
    };
}

QJsonObject ShopProcess::state() const { return QJsonDocument::fromJson(ask("GET /_state")).object(); }

QByteArray ShopProcess::ask(const QByteArray& request, const QByteArray& body) const
{
    QTcpSocket socket;
    socket.connectToHost("127.0.0.1", m_process.port());
    if (!socket.waitForConnected(5'000)) throw std::runtime_error("the shop is not there");
    socket.write(
        request + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " +
        QByteArray::number(body.size()) + "\r\n\r\n" + body
    );
    const QDeadlineTimer limit(5'000);
    QByteArray answer;
    while (!limit.hasExpired() && socket.waitForReadyRead(int(limit.remainingTime())))
        answer += socket.readAll();
    answer += socket.readAll();
    const auto at = answer.indexOf("\r\n\r\n");
    if (at < 0) throw std::runtime_error("the shop does not answer");
    return answer.mid(at + 4);
}

} // namespace tandem::testing
