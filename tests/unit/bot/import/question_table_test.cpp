#include "backend/bot/knowledge/import/question_table.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;

namespace {

const ArticleOrigin origin{"faq.csv", {.locale = "en", .visibility = "public", .topic = {}}};

} // namespace

class QuestionTableTest : public QObject
{
    Q_OBJECT

private slots:
    void rows_with_one_answer_are_one_article()
    {
        const auto read = question_table(
            origin,
            "\xEF\xBB\xBFQuestion,Answer,topic\r\n"
            "Where is my parcel?,\"On its way, \"\"soon\"\" there.\nReally.\",delivery\r\n"
            "Track my order,\"On its way, \"\"soon\"\" there.\nReally.\",delivery\r\n"
            "\r\n"
            "Can I return it?,Yes.,\n"
        );
        QVERIFY(read.errors.empty());
        QCOMPARE(read.articles.size(), std::size_t{2});
        const auto& parcel = read.articles.front();
        QCOMPARE(parcel.id, "faq-where-is-my-parcel");
        QCOMPARE(parcel.title, "Where is my parcel?");
        QCOMPARE(parcel.examples, std::vector<std::string>{"Track my order"});
        QCOMPARE(parcel.body, "On its way, \"soon\" there.\nReally.");
        QCOMPARE(parcel.topic, "delivery");
        QCOMPARE(read.articles.back().body, "Yes.");
    }

    void the_separator_is_seen_in_the_first_line()
    {
        for (const char* table :
             {"question;answer;id\nA, b?;C;x\n", "id\tquestion\tanswer\nx\tA, b?\tC\n"}) {
            const auto read = question_table(origin, table);
            QVERIFY(read.errors.empty());
            QCOMPARE(read.articles.size(), std::size_t{1});
            QCOMPARE(read.articles.front().id, "x");
            QCOMPARE(read.articles.front().title, "A, b?");
        }
    }

    void what_is_wrong_has_its_line_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<int>("line");
        QTest::newRow("no columns") << QByteArray("a,b\nc,d\n") << 1;
        QTest::newRow("nothing") << QByteArray() << 1;
        QTest::newRow("no answer") << QByteArray("question,answer\nA?,B\n\"C\nc?\",\n") << 3;
        QTest::newRow("no question") << QByteArray("question,answer\n,B\n") << 2;
        QTest::newRow("visibility") << QByteArray("question,answer,visibility\nA,B,secret\n") << 2;
        QTest::newRow("open quote") << QByteArray("question,answer\nA,\"B\n") << 0;
    }

    void what_is_wrong_has_its_line()
    {
        QFETCH(QByteArray, table);
        QFETCH(int, line);
        const auto read = question_table(origin, table.toStdString());
        QCOMPARE(read.errors.size(), std::size_t{1});
        QCOMPARE(read.errors.front().line, line);
        QCOMPARE(read.errors.front().file, "faq.csv");
    }
};

QTEST_APPLESS_MAIN(QuestionTableTest)
#include "question_table_test.moc"
