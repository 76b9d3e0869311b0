#include "shared/text/clean.hpp"

#include "shared/base/random.hpp"
#include "shared/text/code_points.hpp"
#include "tests/unit/text/vectors.hpp"

using namespace tandem::text;

namespace {

// Code points around every rule, so that random texts of them meet in every order.
constexpr char32_t interesting[] = {0,       '\t',    '\n',    '\r',    0x1B,    ' ',     'a',     '1',
                                    '#',     0x7F,    0x85,    0xA0,    0xAD,    0xFC,    0x301,   0x308,
                                    0x34F,   0x61C,   0x627,   0x915,   0x94D,   0x9CD,   0x115F,  0x180B,
                                    0x180E,  0x200B,  0x200C,  0x200D,  0x200E,  0x200F,  0x2003,  0x2028,
                                    0x202E,  0x2060,  0x2066,  0x2069,  0x20E3,  0x2764,  0x3000,  0x3164,
                                    0xAC00,  0xE000,  0xFDD0,  0xFE0F,  0xFEFF,  0xFFFD,  0xFFFE,  0x1F1E9,
                                    0x1F3F4, 0x1F3FD, 0x1F44D, 0x1F469, 0xE0001, 0xE0067, 0xE007F, 0xE0100,
                                    0x10FFFF};

std::string random_text(tandem::Random& random)
{
    QString text;
    for (auto n = random.below(40); n > 0; --n) {
        char32_t c = interesting[random.below(std::size(interesting))];
        if (random.below(8) == 0) c = static_cast<char32_t>(random.below(0xD800));
        text += QString::fromUcs4(&c, 1);
    }
    return text.toStdString();
}

bool forbidden(char32_t c)
{
    if (c < 0x20) return c != '\t' && c != '\n';
    return (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0x200B || c == 0x2060 || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F) ||
           (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

} // namespace

class CleanTest : public QObject
{
    Q_OBJECT

private slots:
    void cleans_as_the_shared_vectors_say_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const QJsonArray vectors = readVectors("clean_vectors.json");
        QVERIFY(vectors.size() >= 20);
        for (const auto& entry : vectors) {
            const QJsonObject vector = entry.toObject();
            QTest::addRow("%s", qPrintable(vector["name"].toString()))
                << vector["text"].toString() << vector["clean"].toString();
        }
    }
    void cleans_as_the_shared_vectors_say()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(clean(text.toStdString())), expected);
    }

    void cleaning_twice_changes_nothing_and_nothing_forbidden_stays()
    {
        tandem::SeededRandom random(11);
        for (int round = 0; round < 100'000; ++round) {
            const std::string text = random_text(random);
            const std::string once = clean(text);
            QCOMPARE(clean(once), once);
            QCOMPARE(to_valid_utf8(once), once);
            int marks = 0;
            for (const char32_t c : QString::fromStdString(once).toUcs4()) {
                QVERIFY(!forbidden(c));
                marks = QChar::isMark(c) ? marks + 1 : (c == 0x200C || c == 0x200D ? marks : 0);
                QVERIFY(marks <= 8);
            }
        }
    }

    void ill_formed_bytes_do_no_harm()
    {
        tandem::SeededRandom random(12);
        for (int round = 0; round < 20'000; ++round) {
            std::string bytes(random.below(24), '\0');
            random.fill(std::as_writable_bytes(std::span(bytes)));
            const std::string once = clean(bytes);
            QCOMPARE(to_valid_utf8(once), once);
            QCOMPARE(clean(once), once);
        }
    }
};

QTEST_GUILESS_MAIN(CleanTest)
#include "clean_test.moc"
