#pragma once

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

// The checked-in files of shared/protocol that tests read.
namespace protocol_files {

inline const QString folder = QStringLiteral(TANDEM_SOURCE_DIR "/shared/protocol/");

inline QByteArray read(const QString& name)
{
    QFile file(folder + name);
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qPrintable(file.fileName()));
    return file.readAll();
}

inline QJsonObject readObject(const QString& name) { return QJsonDocument::fromJson(read(name)).object(); }

// Names without ".json"; the part before the last dots is the message's type ("hello.token").
inline QStringList goldenNames()
{
    QStringList names;
    for (const QString& file : QDir(folder + "golden").entryList({"*.json"}, QDir::Files))
        names << file.chopped(5);
    return names;
}

inline QJsonObject golden(const QString& name) { return readObject("golden/" + name + ".json"); }

} // namespace protocol_files
