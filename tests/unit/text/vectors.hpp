#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

// The test vectors beside the sources, which the widget's tests read as well.
inline QJsonArray readVectors(const QString& name)
{
    QFile file(QStringLiteral(TANDEM_SOURCE_DIR "/shared/text/") + name);
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qPrintable(file.fileName()));
    return QJsonDocument::fromJson(file.readAll()).array();
}
