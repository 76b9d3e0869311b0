#include "backend/bot/understanding/entities.hpp"
#include "backend/bot/understanding/language.hpp"
#include "backend/bot/understanding/person_request.hpp"
#include "backend/bot/understanding/sentiment.hpp"
#include "backend/bot/understanding/small_talk.hpp"

#include <QtTest>

using namespace tandem::bot;

namespace {

std::string facts(std::string_view text)
{
    std::string out;
    for (const auto& entity : entities(text)) {
        if (!out.empty()) out += " | ";
        out.append(name_of(entity.kind)).append("=").append(entity.value);
    }
    return out;
}

} // namespace

class UnderstandingTest : public QObject
{
    Q_OBJECT

private slots:
    void request_for_a_person_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("asks");
        const auto row = [](const char* text, bool asks) {
            QTest::newRow(text) << QString::fromUtf8(text) << asks;
        };
        row("human please", true);
        row("agent", true);
        row("AGENT!!!", true);
        row("I want to talk to a human", true);
        row("can i speak with someone from support", true);
        row("Give me a real person", true);
        row("connect me with support staff", true);
        row("i would like to chat with an opertor", true);
        row("plz transfer me to a representive", true);
        row("you are not helpful at all, how to contact an operator?", true);
        row("I don't want to talk to a bot", true);
        row("stop the bot", true);
        row("please call me back, my number is below", true);
        row("is there a human I can talk to?", true);
        row("your answers are useless, but maybe an agent can help", false); // no wish in it
        row("ich möchte mit einem Menschen sprechen", true);
        row("Kann ich bitte mit einem Mitarbeiter reden?", true);
        row("Mitarbeiter bitte", true);
        row("Verbinden Sie mich mit jemandem vom Kundenservice", true);
        row("keinen Bot bitte", true);
        row("I don't want to talk to an agent, just tell me the price", false);
        row("no need to connect me to a person", false);
        row("Is this a real person?", false);
        row("are you a human or a bot", false);
        row("When can I talk to a human?", false);
        row("I spoke to an agent yesterday and he promised a refund", false);
        row("which cleaning agent is safe for the rug?", false);
        row("the delivery person left it in the rain", false);
        row("can I send it to another person?", false);
        row("how many lumens per person do I need", false);
        row("where is my parcel", false);
        row("my orders fail although all details are right. Please advise.", false);
        row("ich will nicht mit einem Mitarbeiter sprechen", false);
        row("Wann kann ich mit einem Menschen sprechen?", false);
        row("", false);
    }
    void request_for_a_person()
    {
        QFETCH(QString, text);
        QFETCH(bool, asks);
        QCOMPARE(asks_for_person(text.toStdString()), asks);
    }

    void mood_of_a_message_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("mood");
        const auto row = [](const char* text, const char* mood) {
            QTest::newRow(text) << QString::fromUtf8(text) << mood;
        };
        row("Where is my parcel?", "calm");
        row("My lamp is broken, what can I do?", "calm");
        row("do you still sell the halo pendant in grey, and does it come with a bulb?", "calm");
        row("where is it??", "impatient");
        row("still waiting!", "impatient");
        row("PLEASE ANSWER MY QUESTION NOW", "impatient");
        row("your service is terrible and I am losing money because of you", "upset");
        row("fix this now or I will go to the ombudsman", "upset");
        row("this is ridiculous, nobody helps me", "upset");
        row("I have asked five times now. useless bot", "upset");
        row("WHAT IS WRONG WITH YOU PEOPLE!!!", "upset");
        row("Das ist eine Frechheit!", "upset");
        row("the old lamp had a terrible colour", "impatient");
        row("the exchange rate you use is awful!", "impatient");
    }
    void mood_of_a_message()
    {
        QFETCH(QString, text);
        QFETCH(QString, mood);
        QCOMPARE(QString::fromStdString(std::string(name_of(sentiment(text.toStdString())))), mood);
    }

    void asking_the_same_again_makes_it_worse()
    {
        const std::vector<std::string> once{"where is my parcel from last week"};
        const std::vector<std::string> twice{
            "where is my parcel from last week", "where is my parcel from last week?"
        };
        QCOMPARE(sentiment(once), Sentiment::calm);
        QCOMPARE(sentiment(twice), Sentiment::impatient);
    }

    void small_talk_is_only_small_talk_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* text, SmallTalk kind) {
            QTest::newRow(text) << QString::fromUtf8(text) << int(kind);
        };
        row("Hi", SmallTalk::greeting);
        row("hello, are you there?", SmallTalk::greeting);
        row("Guten Tag!", SmallTalk::greeting);
        row("thanks", SmallTalk::thanks);
        row("great, that helped", SmallTalk::thanks);
        row("Vielen Dank", SmallTalk::thanks);
        row("ok bye", SmallTalk::goodbye);
        row("are you a bot?", SmallTalk::are_you_a_bot);
        row("Is this a real person?", SmallTalk::are_you_a_bot);
        row("hi, I need some help", SmallTalk::needs_help);
        row("hi, where is my parcel", SmallTalk::none);
        row("thanks, but how do I return it", SmallTalk::none);
        row("good lamp for reading?", SmallTalk::none);
        row("", SmallTalk::none);
    }
    void small_talk_is_only_small_talk()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QCOMPARE(int(small_talk(text.toStdString())), kind);
    }

    void facts_are_found_and_normalised_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, const char* expected) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("my order ls-104233 and LS 104233", "order_number=LS-104233");
        row("RT-208817 was sent", "return_number=RT-208817");
        row("LS-1042334 is too long, ALS-104233 no order", "");
        row("write to Ada.L+x@Example.org.", "email=ada.l+x@example.org");
        row("no address: foo@bar, @home", "");
        row("I paid €89 or 12,50 EUR or 1.299,00 €",
            "amount=89.00 EUR | amount=12.50 EUR | amount=1299.00 EUR");
        row("60 watt for £9.95", "amount=9.95 GBP");
        row("on 2026-11-03, 3.11.2026, 3 November and Nov 24th",
            "date=2026-11-03 | date=3.11.2026 | date=3 November | date=Nov 24th");
        row("you may 5 times ask", "date=may 5");
        row("2 lamps, 3.5 metres", "");
    }
    void facts_are_found_and_normalised()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(facts(text.toStdString())), expected);
    }

    void language_is_guessed_even_from_few_words_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("language");
        QTest::newRow("english") << "where is my parcel" << "en";
        QTest::newRow("german") << QString::fromUtf8("wo ist mein Paket") << "de";
        QTest::newRow("french"
        ) << QString::fromUtf8("Bonjour, je voudrais savoir où est mon colis, il n'est pas arrivé")
          << "fr";
        QTest::newRow("too short") << "ok" << "nl";
        QTest::newRow("number") << "LS-104233" << "nl";
    }
    void language_is_guessed_even_from_few_words()
    {
        QFETCH(QString, text);
        QFETCH(QString, language);
        QCOMPARE(QString::fromStdString(guess_language(text.toStdString(), "nl")), language);
    }
};

QTEST_GUILESS_MAIN(UnderstandingTest)
#include "understanding_test.moc"
