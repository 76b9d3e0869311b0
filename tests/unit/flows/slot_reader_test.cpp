#include "backend/bot/flows/slot_reader.hpp"

#include "backend/bot/flows/flow_text.hpp"

#include <QTest>

using namespace tandem::bot;
using Kind = CollectStep::Kind;

namespace {

CollectStep step(Kind kind, const char* pattern = "")
{
    CollectStep out;
    out.slot = "value";
    out.kind = kind;
    out.pattern = tandem::Pattern(pattern);
    out.choices = {{"broken", {"broken", "damaged"}}, {"wrong", {"wrong one"}}};
    return out;
}

QString read(const CollectStep& from, const char* message, bool asked = true)
{
    return QString::fromStdString(read_slot(from, message, asked).value_or("-"));
}

} // namespace

class SlotReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void facts_are_found_among_other_words()
    {
        QCOMPARE(read(step(Kind::order_number), "it is ls 104233, thanks"), "LS-104233");
        QCOMPARE(read(step(Kind::order_number), "not LS-104233 but LS-104240"), "LS-104240");
        QCOMPARE(read(step(Kind::order_number), "I do not know"), "-");
        QCOMPARE(read(step(Kind::email), "Anna@Example.org"), "anna@example.org");
        QCOMPARE(read(step(Kind::order_number), "LS-104233", false), "LS-104233");
    }

    void a_choice_is_one_of_them()
    {
        QCOMPARE(read(step(Kind::choice), "it arrived DAMAGED"), "broken");
        QCOMPARE(read(step(Kind::choice), "it is the wrong one"), "wrong");
        QCOMPARE(read(step(Kind::choice), "damaged, and the wrong one"), "-");
        QCOMPARE(read(step(Kind::choice), "unbroken"), "-");
    }

    void a_text_is_no_question_and_has_its_form()
    {
        const auto address = step(Kind::text, ".*\\d.*");
        QCOMPARE(read(address, "Hauptstr. 5,\n10115 Berlin"), "Hauptstr. 5, 10115 Berlin");
        QCOMPARE(read(address, "to my office"), "-");
        QCOMPARE(read(address, "how long do I have, 14 days?"), "-");
        QCOMPARE(read(address, "where does number 5 go"), "-");
        QCOMPARE(read(address, "Hauptstr. 5, 10115 Berlin", false), "-");
        QCOMPARE(read(step(Kind::text), "never mind"), "-");
        QCOMPARE(read(step(Kind::text), qPrintable(QString(301, 'x'))), "-");
    }

    void foreign_values_are_plain_text_for_readers()
    {
        const Slots slots{
            {"a", "*b* [x](https://evil.example)", 0}, {"d", "2026-11-26T10:00", 0}, {"n", "# h", 0}
        };
        QCOMPARE(
            fill_for_reader("<{a}>", slots, "en"), std::string("<\\*b\\* \\[x\\](https\\://evil.example)>")
        );
        QCOMPARE(fill_for_reader("{n}", slots, "en"), std::string("\\# h"));
        QCOMPARE(fill_for_reader("{d|date}", slots, "en"), std::string("26 November 2026"));
        QCOMPARE(fill_for_reader("{d|date}", slots, "de-AT"), std::string("26. November 2026"));
        QCOMPARE(fill_for_reader("{a|date} {none} {", {{"a", "soon", 0}}, "en"), std::string("soon  {"));
        QCOMPARE(fill_argument("{a}!", slots), std::string("*b* [x](https://evil.example)!"));
    }

    void patterns_match_the_whole_text()
    {
        QVERIFY(tandem::Pattern("LS-\\d{6}").matches("LS-104233"));
        QVERIFY(!tandem::Pattern("LS-\\d{6}").matches("LS-1042333"));
        QVERIFY(tandem::Pattern().matches("anything"));
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, tandem::Pattern("("));
        // Exponential for a matcher that goes back and forth.
        QVERIFY(!tandem::Pattern("(a+)+b").matches(std::string(50'000, 'a')));
    }
};

QTEST_APPLESS_MAIN(SlotReaderTest)
#include "slot_reader_test.moc"
