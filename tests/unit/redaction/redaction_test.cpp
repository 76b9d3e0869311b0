#include "backend/bot/understanding/redaction/redaction.hpp"

#include <QtTest>
#include <chrono>

using namespace tandem::bot;

class RedactionTest : public QObject
{
    Q_OBJECT

private slots:
    void what_is_found_data();
    void what_is_found();
    void what_is_left_alone_data();
    void what_is_left_alone();
    void equal_values_have_one_placeholder();
    void a_value_split_over_messages_is_found();
    void an_answer_gets_its_values_back_data();
    void an_answer_gets_its_values_back();
    void a_long_text_takes_its_time_and_no_more_data();
    void a_long_text_takes_its_time_and_no_more();
    void disguises_do_not_help_data();
    void disguises_do_not_help();
};

void RedactionTest::what_is_found_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("redacted");
    const auto row = [](const char* text, const char* redacted) {
        QTest::newRow(text) << text << redacted;
    };
    row("I am ann@example.com", "I am [EMAIL_1]");
    row("Write to Ann.O'Hara+shop@mail.example.co.uk.", "Write to [EMAIL_1].");
    row("(ann@example.com) or müller@büro.example", "([EMAIL_1]) or [EMAIL_2]");
    row("call +49 151 2345678 please", "call [PHONE_1] please");
    row("call 0049 151 2345678", "call [PHONE_1]");
    row("ring (415) 555-0132 or 415-555-0199", "ring [PHONE_1] or [PHONE_2]");
    row("mobil 0151/23456789", "mobil [PHONE_1]");
    row("my phone number is 5550132", "my phone number is [PHONE_1]");
    row("card 4111 1111 1111 1111 exp 12/27", "card [CARD_1] exp 12/27");
    row("card 4111-1111-1111-1111, cvv 123", "card [CARD_1], cvv [PASSWORD_1]");
    row("378282246310005", "[CARD_1]");
    row("order 12 4111111111111111", "order 12 [CARD_1]");
    row("DE89 3704 0044 0532 0130 00", "[IBAN_1]");
    row("iban nl91abna0417164300 thanks", "iban [IBAN_1] thanks");
    row("GB29 NWBK 6016 1331 9268 19.", "[IBAN_1].");
    row("ssn 078-05-1120", "ssn [ID_1]");
    row("NINO AB 12 34 56 C", "NINO [ID_1]");
    row("DNI 12345678Z", "DNI [ID_1]");
    row("passport number: C01X00T47", "passport number: [ID_1]");
    row("key sk-abcdefghijklmnop1234567890", "key [KEY_1]");
    row("AKIAIOSFODNN7EXAMPLE", "[KEY_1]");
    row("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "[KEY_1]");
    row("My password is hunter2, help", "My password is [PASSWORD_1], help");
    row("password: correct!horse", "password: [PASSWORD_1]");
    row("mein Passwort lautet Sommer99", "mein Passwort lautet [PASSWORD_1]");
    row("mon mot de passe est soleil22", "mon mot de passe est [PASSWORD_1]");
    row("mi contraseña es perro1", "mi contraseña es [PASSWORD_1]");
    row("where is LS-104233 and rt 208817?", "where is [ORDER_1] and [RETURN_1]?");
    row("my order number is 88412-B", "my order number is [ORDER_1]");
    row("code GC12-ABCD-34EF-GH56", "code [GIFTCARD_1]");
}

void RedactionTest::what_is_found()
{
    QFETCH(QString, text);
    QFETCH(QString, redacted);
    Redaction redaction;
    QCOMPARE(QString::fromStdString(redaction.redact(text.toStdString())), redacted);
}

void RedactionTest::what_is_left_alone_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"My password is not working",
          "the password is wrong and my pin is blocked",
          "I forgot my password. It was fine.",
          "I ordered 2 lamps for 89.00 EUR on 2026-11-02",
          "Delivery 01.02.2026 12:30, 14.5 x 30 cm, 2,700 K",
          "order the Halo pendant in 40 cm",
          "Is 4111 1111 1111 1112 a card?", // the check digit is wrong
          "version 1.2.3.4, 10 000 000 people",
          "1234567890123456", // no card, nothing
          "DE12 3456 is a start",
          "meet me @ noon, at home",
          "Ist das Paket am 24.12.2026 da? 9:00-17:00",
          "room 101, floor 3, 50% off, 3 for 2",
          "call me maybe",
          "LS-10423 is too short",
          "the ls 1234567 bus",
          "E27 bulbs, 806 lm, GU10 230 V"})
        QTest::newRow(text) << text;
}

void RedactionTest::what_is_left_alone()
{
    QFETCH(QString, text);
    Redaction redaction;
    QCOMPARE(QString::fromStdString(redaction.redact(text.toStdString())), text);
    QCOMPARE(redaction.size(), 0U);
}

void RedactionTest::equal_values_have_one_placeholder()
{
    Redaction redaction;
    const auto out =
        redaction.redact_all({"I am Ann@Example.com", "again: ann@example.com, and bob@example.com"});
    QCOMPARE(out.at(0), std::string("I am [EMAIL_1]"));
    QCOMPARE(out.at(1), std::string("again: [EMAIL_1], and [EMAIL_2]"));
    QCOMPARE(redaction.redact("ann@example.com"), std::string("[EMAIL_1]")); // in a later call too
    QCOMPARE(redaction.size(), 2U);
}

void RedactionTest::a_value_split_over_messages_is_found()
{
    Redaction redaction;
    const auto out = redaction.redact_all({"the card is 4111 1111", "1111 1111 ok?", "thanks"});
    QCOMPARE(out.size(), 3U);
    QCOMPARE(out.at(0), std::string("the card is [CARD_1]"));
    QCOMPARE(out.at(1), std::string(" ok?"));
    QCOMPARE(out.at(2), std::string("thanks"));
}

void RedactionTest::an_answer_gets_its_values_back_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* answer, const char* shown) {
        QTest::newRow(answer) << answer << shown;
    };
    row("We write to [EMAIL_1] about [ORDER_1].", "We write to ann@example.com about LS-104233.");
    row("Your card [CARD_1] and [IBAN_1].", "Your card •••• 1111 and •••• 3000.");
    row("Your password [PASSWORD_1]!", "Your password ••••!");
    row("See [1] and [EMAIL_9] and [EMAIL_]", "See [1] and [EMAIL_9] and [EMAIL_]");
    row("[[EMAIL_1]] [EMAIL[EMAIL_1]", "[ann@example.com] [EMAILann@example.com");
    row("open [EMAIL_1", "open [EMAIL_1");
    row("[A LONG REMARK IN BRACKETS THAT IS NO PLACEHOLDER]",
        "[A LONG REMARK IN BRACKETS THAT IS NO PLACEHOLDER]");
}

void RedactionTest::an_answer_gets_its_values_back()
{
    QFETCH(QString, answer);
    QFETCH(QString, shown);
    Redaction redaction;
    static_cast<void>(redaction.redact(
        "ann@example.com LS-104233 4111111111111111 DE89370400440532013000 password: hunter2"
    ));
    const std::string text = answer.toStdString();
    for (std::size_t at = 0; at <= text.size(); ++at) {
        Restorer restorer(redaction);
        std::string out = restorer.feed(text.substr(0, at));
        out += restorer.feed(text.substr(at));
        out += restorer.finish();
        QCOMPARE(QString::fromStdString(out), shown);
    }
}

void RedactionTest::a_long_text_takes_its_time_and_no_more_data()
{
    QTest::addColumn<QString>("piece");
    for (const char* piece :
         {"a@b.co ",
          "+49 151 2345678 a@b.co ",
          "4 1 1 1 ",
          "a@",
          "a at b dot ",
          "[EMAIL_",
          "password ",
          "DE12 ",
          "((((",
          "QUJD"})
        QTest::newRow(piece) << piece;
}

// A history of 24 messages of 8,000 characters of whatever is worst.
void RedactionTest::a_long_text_takes_its_time_and_no_more()
{
    QFETCH(QString, piece);
    std::string text;
    while (text.size() < 192'000)
        text += piece.toStdString();
    const auto started = std::chrono::steady_clock::now();
    Redaction redaction;
    static_cast<void>(redaction.redact(text));
    const auto took = std::chrono::steady_clock::now() - started;
    qInfo("%.0f ms", std::chrono::duration<double, std::milli>(took).count());
    QVERIFY(took < std::chrono::seconds(2));
}

void RedactionTest::disguises_do_not_help_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("secret"); // must not be left in any form
    QTest::newRow("full width") << "４１１１ １１１１ １１１１ １１１１" << "１１１１";
    QTest::newRow("Arabic digits") << "٤١١١١١١١١١١١١١١١" << "١١١١";
    QTest::newRow("zero width") << QString::fromUtf8("4111\u200b1111\u200b1111\u200b1111") << "1111";
    QTest::newRow("every digit apart") << "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1" << "1 1 1";
    QTest::newRow("no-break spaces") << QString::fromUtf8("4111\u00a01111\u00a01111\u00a01111") << "1111";
    QTest::newRow("at and dot") << "ann (at) example (dot) com" << "ann";
    QTest::newRow("at and dot in words") << "ann at example dot com" << "ann";
    QTest::newRow("spaces around") << "ann @ example . com" << "ann";
    QTest::newRow("full-width at") << "ann＠example．com" << "ann";
    QTest::newRow("base64") << "YW5uQGV4YW1wbGUuY29t" << "YW5u";
    QTest::newRow("base64 with padding") << "my card NDExMTExMTExMTExMTExMQ==" << "NDEx";
}

void RedactionTest::disguises_do_not_help()
{
    QFETCH(QString, text);
    QFETCH(QString, secret);
    Redaction redaction;
    const auto out = QString::fromStdString(redaction.redact(text.toStdString()));
    QVERIFY2(!out.contains(secret), qPrintable(out));
    QVERIFY(out.contains("_1]"));
}

QTEST_GUILESS_MAIN(RedactionTest)
#include "redaction_test.moc"
