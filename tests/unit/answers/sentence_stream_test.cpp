#include "backend/bot/answers/sentence_stream.hpp"

#include <QtTest>

using namespace tandem::bot;

class SentenceStreamTest : public QObject
{
    Q_OBJECT

private slots:
    void sentences_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("sentences");
        const auto row = [](const char* text, const QStringList& sentences) {
            QTest::newRow(text) << text << sentences;
        };
        row("One. Two! Three?", {"One. ", "Two! ", "Three?"});
        row("It costs 3.95 today. Yes", {"It costs 3.95 today. ", "Yes"});
        row("Use e.g. a lamp, approx. two. Done.", {"Use e.g. a lamp, approx. two. ", "Done."});
        row("Within 30 days [1]. Free [2].", {"Within 30 days [1]. ", "Free [2]."});
        row("Within 30 days. [1] Free. [2][3] Ok.", {"Within 30 days. [1] ", "Free. [2][3] ", "Ok."});
        row("Within 30 days.[1] Free.", {"Within 30 days.[1] ", "Free."});
        row("Steps:\n1. Open it.\n2. Close it.\n\nDone.",
            {"Steps:\n", "1. Open it.\n", "2. Close it.\n\n", "Done."});
        row("Yes. You can. No! Never.", {"Yes. You can. ", "No! Never."});
        row("See https://a.example/b.html now. Bye.", {"See https://a.example/b.html now. ", "Bye."});
        row("He said \"stop.\" Then left.", {"He said \"stop.\" ", "Then left."});
        row("See. [Link](https://a.example) there.", {"See. ", "[Link](https://a.example) there."});
        row("", {});
        row("no end", {"no end"});
    }
    void sentences()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, sentences);
        const std::string bytes = text.toStdString();
        for (std::size_t at = 0; at <= bytes.size(); ++at) {
            SentenceStream stream;
            QStringList out;
            for (const auto& piece : {bytes.substr(0, at), bytes.substr(at)}) {
                for (const auto& sentence : stream.feed(piece))
                    out << QString::fromStdString(sentence);
            }
            if (const auto rest = stream.finish(); !rest.empty()) out << QString::fromStdString(rest);
            QCOMPARE(out, sentences);
        }
    }

    void what_has_no_end_is_cut()
    {
        SentenceStream stream;
        std::size_t longest = 0;
        for (int i = 0; i < 10'000; ++i) {
            for (const auto& sentence : stream.feed("word word "))
                longest = std::max(longest, sentence.size());
        }
        QVERIFY(longest > 1'000 && longest < 3'000);
    }
};

QTEST_GUILESS_MAIN(SentenceStreamTest)
#include "sentence_stream_test.moc"
