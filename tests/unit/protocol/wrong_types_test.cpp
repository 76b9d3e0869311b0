#include "shared/protocol/codec.hpp"

#include "shared/base/random.hpp"
#include "tests/unit/protocol/protocol_files.hpp"
#include "tests/unit/protocol/schema_check.hpp"

using namespace tandem;
using namespace tandem::protocol;

namespace {

constexpr int cases_per_message = 600;

// The JSON types that a schema allows, by the names QJsonValue uses for them.
QJsonValue::Type allowed_type(const QJsonObject& schema)
{
    const QString type = schema["type"].toString();
    if (type == "object") return QJsonValue::Object;
    if (type == "array") return QJsonValue::Array;
    if (type == "boolean") return QJsonValue::Bool;
    if (type == "integer" || type == "number") return QJsonValue::Double;
    return QJsonValue::String; // also for enumerations and constants
}

// A value of some type other than `allowed`; never null, which stands for absent.
QJsonValue wrong_value(QJsonValue::Type allowed, Random& random)
{
    for (;;) {
        const QJsonValue value = [&]() -> QJsonValue {
            switch (random.below(9)) {
            case 0:
                return true;
            case 1:
                return static_cast<double>(random.below(1000));
            case 2:
                return -1.5;
            case 3:
                return QString("text");
            case 4:
                return QString();
            case 5:
                return QJsonArray();
            case 6:
                return QJsonArray{1, "a", QJsonObject{{"a", 1}}};
            case 7:
                return QJsonObject();
            default:
                return QJsonObject{{"$gt", ""}, {"value", QJsonArray{1}}};
            }
        }();
        if (value.type() != allowed) return value;
    }
}

// Puts one wrong value somewhere into an object of this schema.
QJsonObject spoil(QJsonObject object, const QJsonObject& schema, const SchemaCheck& defs, Random& random)
{
    const QJsonObject properties = schema["properties"].toObject();
    const QString name =
        properties.keys()[static_cast<qsizetype>(random.below(std::uint64_t(properties.size())))];
    const QJsonObject member = defs.resolve(properties[name].toObject());
    const QJsonObject items = defs.resolve(member["items"].toObject());
    if (member["type"] == "object" && random.below(2) == 0)
        object[name] = spoil(object[name].toObject(), member, defs, random);
    else if (items["type"] == "object" && random.below(2) == 0)
        object[name] = QJsonArray{spoil({}, items, defs, random)};
    else
        object[name] = wrong_value(allowed_type(member), random);
    return object;
}

} // namespace

class WrongTypesTest : public QObject
{
    Q_OBJECT

private slots:
    void a_wrong_type_anywhere_is_one_bad_request_data()
    {
        QTest::addColumn<QString>("definition");
        const SchemaCheck schema(protocol_files::readObject("generated/protocol.schema.json"));
        for (const auto& choice : schema.definition("ClientMessage")["oneOf"].toArray()) {
            const QString name = choice.toObject()["$ref"].toString().section('/', -1);
            QTest::addRow("%s", qPrintable(name)) << name;
        }
    }
    void a_wrong_type_anywhere_is_one_bad_request()
    {
        QFETCH(QString, definition);
        const SchemaCheck defs(protocol_files::readObject("generated/protocol.schema.json"));
        const QJsonObject schema = defs.definition(definition);
        const QString type = schema["properties"]["type"]["const"].toString();
        const QJsonObject good = protocol_files::golden(type);
        SeededRandom random(static_cast<std::uint64_t>(qHash(definition, 1)));

        for (int i = 0; i < cases_per_message; ++i) {
            const QByteArray frame =
                QJsonDocument(spoil(good, schema, defs, random)).toJson(QJsonDocument::Compact);
            const auto decoded = decode_client(frame.toStdString());
            QVERIFY2(!decoded.has_value(), frame);
            QVERIFY2(decoded.error().code == Errc::bad_request, frame);
        }
    }

    void damaged_frames_are_refused_or_read_but_never_crash()
    {
        SeededRandom random(5);
        for (const QString& name : protocol_files::goldenNames()) {
            const std::string good = protocol_files::read("golden/" + name + ".json").toStdString();
            for (int i = 0; i < 300; ++i) {
                std::string frame = good;
                for (auto n = 1 + random.below(4); n > 0 && !frame.empty(); --n) {
                    const auto at = random.below(frame.size());
                    switch (random.below(3)) {
                    case 0:
                        frame[at] = static_cast<char>(random.below(256));
                        break;
                    case 1:
                        frame.erase(at, 1 + random.below(8));
                        break;
                    default:
                        frame.insert(at, frame.substr(random.below(frame.size()), random.below(16)));
                    }
                }
                for (const bool ok :
                     {decode_client(frame).has_value(),
                      decode_server(frame).has_value(),
                      decode_event(frame).has_value()})
                    Q_UNUSED(ok);
                if (const auto client = decode_client(frame)) {
                    const auto again = decode_client(encode(*client));
                    QVERIFY2(again && *again == *client, frame.c_str());
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(WrongTypesTest)
#include "wrong_types_test.moc"
