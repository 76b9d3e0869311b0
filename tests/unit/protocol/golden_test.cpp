#include "shared/base/encoding.hpp"
#include "shared/protocol/codec.hpp"
#include "tests/unit/protocol/protocol_files.hpp"
#include "tests/unit/protocol/schema_check.hpp"

#include <boost/mp11.hpp>

using namespace tandem;
using namespace tandem::protocol;

namespace {

template <class Variant>
QStringList types_of()
{
    QStringList types;
    using boost::mp11::mp_list;
    boost::mp11::mp_for_each<
        boost::mp11::mp_transform<boost::mp11::mp_identity, boost::mp11::mp_rename<Variant, mp_list>>>(
        [&](auto tag) {
            constexpr std::string_view type = decltype(tag)::type::type;
            types << QString::fromUtf8(type.data(), static_cast<qsizetype>(type.size()));
        }
    );
    return types;
}

QJsonObject parse(const std::string& text)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

// Decodes and encodes again with the functions for its kind of message.
Result<std::string> round_trip(const QString& type, const std::string& text)
{
    const auto again = [](auto decoded) -> Result<std::string> {
        if (!decoded) return fail(decoded);
        using T = std::remove_cvref_t<decltype(*decoded)>;
        if constexpr (std::is_same_v<T, Event>)
            return encode_event(*decoded);
        else
            return encode(*decoded);
    };
    if (types_of<ClientMessage>().contains(type)) return again(decode_client(text));
    if (types_of<ServerMessage>().contains(type)) return again(decode_server(text));
    return again(decode_event(text));
}

QString definition_for(const QString& type)
{
    if (types_of<ClientMessage>().contains(type)) return "ClientMessage";
    if (types_of<ServerMessage>().contains(type)) return "ServerMessage";
    return "Event";
}

} // namespace

class GoldenTest : public QObject
{
    Q_OBJECT

private slots:
    void every_type_has_an_example()
    {
        const QStringList names = protocol_files::goldenNames();
        for (const QString& type :
             types_of<ClientMessage>() + types_of<ServerMessage>() + types_of<EventData>())
            QVERIFY2(names.contains(type), qPrintable("no golden/" + type + ".json"));
    }

    void no_two_messages_share_a_type()
    {
        const QStringList all =
            types_of<ClientMessage>() + types_of<ServerMessage>() + types_of<EventData>();
        QCOMPARE(QSet<QString>(all.begin(), all.end()).size(), all.size());
    }

    void an_example_survives_decoding_and_encoding_data() { add_examples(); }
    void an_example_survives_decoding_and_encoding()
    {
        QFETCH(QString, name);
        const QJsonObject example = protocol_files::golden(name);
        const QString type = example["type"].toString();
        QVERIFY2(name == type || name.startsWith(type + "."), "named after its type");

        const auto text = protocol_files::read("golden/" + name + ".json").toStdString();
        const auto encoded = round_trip(type, text);
        QVERIFY2(encoded.has_value(), encoded ? "" : encoded.error().detail.c_str());
        QCOMPARE(parse(*encoded), example);
        const auto twice = round_trip(type, *encoded);
        QVERIFY(twice.has_value());
        QCOMPARE(*twice, *encoded);
    }

    void an_example_is_what_the_schema_describes_data() { add_examples(); }
    void an_example_is_what_the_schema_describes()
    {
        QFETCH(QString, name);
        const SchemaCheck schema(protocol_files::readObject("generated/protocol.schema.json"));
        const QJsonObject example = protocol_files::golden(name);
        QCOMPARE(schema.check(example, definition_for(example["type"].toString())), QString());
    }

    void a_packet_is_named_by_its_content()
    {
        for (const char* name : {"conversation.escalated", "conversation.taken_over"}) {
            const auto event =
                decode_event(protocol_files::read(QString("golden/%1.json").arg(name)).toStdString())
                    .value();
            auto packet = std::visit(
                [](const auto& data) -> HandoffPacket {
                    if constexpr (requires { data.packet; })
                        return data.packet.value();
                    else
                        return {};
                },
                event.data
            );
            const std::string id = std::exchange(packet.packet_id, {});
            QCOMPARE(sha256_hex(encode_packet(packet)), id);
        }
    }

    void the_schema_check_notices_what_is_wrong()
    {
        const SchemaCheck schema(protocol_files::readObject("generated/protocol.schema.json"));
        const QJsonObject good = protocol_files::golden("pong");
        const auto wrong = [&](const char* key, const QJsonValue& value) {
            QJsonObject changed = good;
            changed[key] = value;
            return !schema.check(changed, "Pong").isEmpty();
        };
        QVERIFY(schema.check(good, "Pong").isEmpty());
        QVERIFY(wrong("n", "17"));
        QVERIFY(wrong("n", -1));
        QVERIFY(wrong("n", 1.5));
        QVERIFY(wrong("type", "ping"));
        QVERIFY(wrong("surplus", 1));
        QVERIFY(!schema.check(QJsonObject{{"type", "pong"}}, "Pong").isEmpty());
    }

private:
    static void add_examples()
    {
        QTest::addColumn<QString>("name");
        for (const QString& name : protocol_files::goldenNames())
            QTest::addRow("%s", qPrintable(name)) << name;
    }
};

QTEST_GUILESS_MAIN(GoldenTest)
#include "golden_test.moc"
