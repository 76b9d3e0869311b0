#pragma once

#include "tests/support/client/processes.hpp"

#include <QJsonObject>

namespace tandem::testing {

// The sample shop (shop.py) with orders of its own. Failures throw std::runtime_error.
class ShopProcess
{
public:
    ShopProcess();
    void start();

    // What the next requests suffer: "hang", "error", "garbage", "lying", "done_then_hang" … (README.md).
    void suffer(const QString& kind, const QString& method = "POST", int times = 1, int ms = 0);

    [[nodiscard]] QJsonObject order(const QString& number) const;
    [[nodiscard]] int writes() const; // that were carried out

    // What a ServerProcess needs to play the sample flows against it.
    [[nodiscard]] ServerProcess::Settings settings() const;

private:
    [[nodiscard]] QByteArray ask(const QByteArray& request, const QByteArray& body = {}) const;
    [[nodiscard]] QJsonObject state() const;

    QTemporaryDir m_folder;
    ListeningProcess m_process;
};

} // namespace tandem::testing
