#include "tests/unit/protocol/schema_check.hpp"

#include <QRegularExpression>
#include <cmath>

namespace {

bool hasType(const QJsonValue& value, const QString& type)
{
    if (type == "object") return value.isObject();
    if (type == "array") return value.isArray();
    if (type == "string") return value.isString();
    if (type == "boolean") return value.isBool();
    if (type == "integer") return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
    return type == "number" && value.isDouble();
}

} // namespace

QString SchemaCheck::check(const QJsonValue& value, const QJsonObject& schema, const QString& where) const
{
    if (schema.contains("$ref")) {
        const QString name = schema["$ref"].toString().section('/', -1);
        return m_defs.contains(name) ? check(value, m_defs[name].toObject(), where)
                                     : where + ": no " + name;
    }
    if (schema.contains("oneOf")) {
        int fits = 0;
        for (const auto& choice : schema["oneOf"].toArray())
            fits += check(value, choice.toObject(), where).isEmpty();
        return fits == 1 ? QString() : QString("%1: %2 of the choices fit").arg(where).arg(fits);
    }
    if (schema.contains("const"))
        return value == schema["const"] ? QString() : where + ": not the constant";
    if (schema.contains("enum"))
        return schema["enum"].toArray().contains(value) ? QString() : where + ": not an enumerator";
    if (!hasType(value, schema["type"].toString())) return where + ": not a " + schema["type"].toString();
    if (schema.contains("minimum") && value.toDouble() < schema["minimum"].toDouble())
        return where + ": too small";
    if (schema.contains("maximum") && value.toDouble() > schema["maximum"].toDouble())
        return where + ": too large";
    if (schema.contains("pattern") &&
        !QRegularExpression(schema["pattern"].toString()).match(value.toString()).hasMatch())
        return where + ": does not match";
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (int i = 0; i < array.size(); ++i) {
            const QString wrong =
                check(array[i], schema["items"].toObject(), QString("%1[%2]").arg(where).arg(i));
            if (!wrong.isEmpty()) return wrong;
        }
    }
    return value.isObject() ? checkObject(value.toObject(), schema, where) : QString();
}

QString
SchemaCheck::checkObject(const QJsonObject& object, const QJsonObject& schema, const QString& where) const
{
    for (const auto& name : schema["required"].toArray()) {
        if (!object.contains(name.toString())) return where + ": lacks " + name.toString();
    }
    const QJsonObject properties = schema["properties"].toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        // Readers ignore unknown members, but the examples must not have any.
        if (!properties.contains(member.key())) return where + ": unknown member " + member.key();
        const QString wrong =
            check(member.value(), properties[member.key()].toObject(), where + "." + member.key());
        if (!wrong.isEmpty()) return wrong;
    }
    return {};
}
