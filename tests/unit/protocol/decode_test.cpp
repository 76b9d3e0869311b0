#include "shared/protocol/codec.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::protocol;

namespace {

// What decode_client says to a frame: "ok" or the name of the error.
QString verdict(std::string_view frame)
{
    const auto decoded = decode_client(frame);
    return decoded ? QString("ok") : QString::fromUtf8(errc_name(decoded.error().code).data());
}

} // namespace

class DecodeTest : public QObject
{
    Q_OBJECT

private slots:
    void frames_get_the_verdict_they_deserve_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* frame, const char* expected) {
            QTest::addRow("%s", name) << QByteArray(frame) << QString(expected);
        };
        row("empty", "", "bad_request");
        row("not an object", "[1]", "bad_request");
        row("no type", "{}", "bad_request");
        row("type of a wrong type", R"({"type":7})", "bad_request");
        row("type null", R"({"type":null})", "bad_request");
        row("unknown type", R"({"type":"conversation.explode","id":"a"})", "unknown_type");
        row("a server's message", R"({"type":"welcome"})", "unknown_type");
        row("absent members keep defaults", R"({"type":"hello"})", "ok");
        row("unknown members are ignored", R"({"type":"ping","n":1,"later":{"a":[1,{}]}})", "ok");
        row("null is absent", R"({"type":"message.send","id":"a","owner_epoch":null,"text":null})", "ok");
        row("integer as a whole double", R"({"type":"ping","n":17.0})", "ok");
        row("fraction", R"({"type":"ping","n":17.5})", "bad_request");
        row("negative", R"({"type":"ping","n":-1})", "bad_request");
        row("2^53", R"({"type":"ping","n":9007199254740992})", "ok");
        row("2^53 + 1", R"({"type":"ping","n":9007199254740993})", "bad_request");
        row("2^63", R"({"type":"ping","n":9223372036854775808})", "bad_request");
        row("1e300", R"({"type":"ping","n":1e300})", "bad_request");
        row("1e400", R"({"type":"ping","n":1e400})", "bad_request");
        row("beyond int", R"({"type":"rating.submit","id":"a","rating":3000000000})", "bad_request");
        row("number as text", R"({"type":"ping","n":"17"})", "bad_request");
        row("text as number", R"({"type":"message.send","id":"a","text":5})", "bad_request");
        row("text as object", R"({"type":"message.send","id":"a","text":{"$ne":""}})", "bad_request");
        row("text as array", R"({"type":"hello","login":["a"]})", "bad_request");
        row("boolean as number", R"({"type":"typing.set","typing":1})", "bad_request");
        row("array as object", R"({"type":"hello","resume":{}})", "bad_request");
        row("element of a wrong type",
            R"({"type":"hello","resume":[{"conversation_id":"a"},3]})",
            "bad_request");
        row("page as text", R"({"type":"conversation.start","id":"a","page":"x"})", "bad_request");
        row("id with a space", R"({"type":"person.request","id":"a b"})", "bad_request");
        row("id of 65",
            R"({"type":"person.request","id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})",
            "bad_request");
        row("id with letters beyond ASCII",
            "{\"type\":\"person.request\",\"id\":\"\xC3\xBC\"}",
            "bad_request");
        row("enumerator of a later version",
            R"({"type":"presence.set","id":"a","presence":"dreaming"})",
            "ok");
        row("enumerator as number", R"({"type":"presence.set","id":"a","presence":1})", "bad_request");
        row("duplicate key", R"({"type":"ping","type":"ping"})", "bad_request");
        row("prototype pollution is an unknown member", R"({"type":"ping","__proto__":{"n":1}})", "ok");
    }
    void frames_get_the_verdict_they_deserve()
    {
        QFETCH(QByteArray, frame);
        QFETCH(QString, expected);
        QCOMPARE(verdict(frame.toStdString()), expected);
    }

    void an_error_names_the_member_and_not_its_content()
    {
        const auto decoded = decode_client(R"({"type":"conversation.start","page":{"url":["secret"]}})");
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().detail, std::string("page: url: not a string"));
    }

    void an_unknown_enumerator_keeps_the_default()
    {
        const auto decoded = decode_client(R"({"type":"presence.set","id":"a","presence":"dreaming"})");
        QCOMPARE(int(std::get<PresenceSet>(decoded.value()).presence), int(Presence::unknown));
    }

    void an_event_of_an_unknown_type_keeps_its_place()
    {
        const auto decoded = decode_server(
            R"({"type":"event","event":{"type":"message.sung","conversation_id":"c","seq":7,"at":1,"owner_epoch":2,)"
            R"("actor":{"kind":"choir","id":"x"},"data":{"notes":[1,2]}}})"
        );
        QVERIFY(decoded.has_value());
        const Event& event = std::get<EventFrame>(*decoded).event;
        QCOMPARE(event.seq, 7U);
        QVERIFY(std::holds_alternative<EventUnknown>(event.data));
        QCOMPARE(int(event.actor.kind), int(ActorKind::unknown));
    }

    void the_id_of_a_refused_frame_is_found_if_it_is_usable()
    {
        QCOMPARE(
            peek_id(R"({"type":"message.send","id":"a-1","text":5})").value().str(), std::string("a-1")
        );
        QVERIFY(!peek_id(R"({"id":5})"));
        QVERIFY(!peek_id(R"({"id":"a b"})"));
        QVERIFY(!peek_id(R"({"id":""})"));
        QVERIFY(!peek_id("not json"));
        QVERIFY(!peek_id("[]"));
    }

    void texts_survive_whatever_characters_they_have()
    {
        std::string text = "\"\\/\b\f\n\r\t\x01\x1f\x7f<\xC3\xBC\xE2\x80\xA8\xF0\x9F\x91\x8D";
        const auto decoded = decode_client(encode(MessageSend{.id = ClientMsgId("a"), .text = text}));
        QCOMPARE(std::get<MessageSend>(decoded.value()).text, text);
    }

    void what_is_no_number_is_written_as_zero()
    {
        EventData data = MessageAccepted{.sources = {{.score = std::numeric_limits<double>::quiet_NaN()}}};
        QVERIFY(decode_data("message.accepted", encode_data(data)).has_value());
    }

    void data_of_an_event_is_read_by_its_type()
    {
        const EventData note = NoteAdded{.text = "hello"};
        QCOMPARE(encode_data(note), std::string(R"({"text":"hello"})"));
        QVERIFY(decode_data("note.added", encode_data(note)).value() == note);
        QVERIFY(decode_data("note.sung", "{}").value() == EventData(EventUnknown{}));
        QVERIFY(!decode_data("note.added", "[]"));
        QVERIFY(!decode_data("note.added", R"({"text":1})"));
    }

    void names_of_enumerators_go_both_ways()
    {
        QCOMPARE(name_of(OwnerKind::offered), std::string_view("offered"));
        QCOMPARE(int(owner_kind_from("offered").value()), int(OwnerKind::offered));
        QCOMPARE(
            int(lifecycle_from(name_of(Lifecycle::waiting_customer)).value()),
            int(Lifecycle::waiting_customer)
        );
        QVERIFY(!owner_kind_from("nobody"));
        QVERIFY(!role_from(""));
        QCOMPARE(name_of(static_cast<Trigger>(99)), std::string_view("unknown"));
    }
};

QTEST_GUILESS_MAIN(DecodeTest)
#include "decode_test.moc"
