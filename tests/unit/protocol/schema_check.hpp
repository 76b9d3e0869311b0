#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

// As much of JSON Schema 2020-12 as the generated schema uses.
class SchemaCheck
{
public:
    explicit SchemaCheck(const QJsonObject& schema) : m_defs(schema["$defs"].toObject()) {}

    // Empty, or what is wrong and where.
    [[nodiscard]] QString check(const QJsonValue& value, const QString& definition) const
    {
        return check(value, m_defs[definition].toObject(), definition);
    }

    [[nodiscard]] QJsonObject definition(const QString& name) const { return m_defs[name].toObject(); }

    // The schema itself, or what it refers to.
    [[nodiscard]] QJsonObject resolve(const QJsonObject& schema) const
    {
        return schema.contains("$ref") ? definition(schema["$ref"].toString().section('/', -1)) : schema;
    }

private:
    [[nodiscard]] QString
    check(const QJsonValue& value, const QJsonObject& schema, const QString& where) const;
    [[nodiscard]] QString
    checkObject(const QJsonObject& object, const QJsonObject& schema, const QString& where) const;

    QJsonObject m_defs;
};
