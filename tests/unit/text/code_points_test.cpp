#include "shared/text/code_points.hpp"

#include <QtTest>

using namespace tandem::text;

class CodePointsTest : public QObject
{
    Q_OBJECT

private slots:
    void counts_code_points_not_bytes()
    {
        QCOMPARE(count_code_points(""), 0U);
        QCOMPARE(count_code_points("abc"), 3U);
        QCOMPARE(count_code_points("gr\xC3\xBC\xC3\x9F"), 4U);
        QCOMPARE(count_code_points("\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD"), 2U);
    }

    void a_prefix_never_splits_a_code_point()
    {
        const std::string_view text = "a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x91\x8Dz";
        QCOMPARE(first_code_points(text, 0), std::string());
        QCOMPARE(first_code_points(text, 2), std::string("a\xC3\xBC"));
        QCOMPARE(first_code_points(text, 4), std::string("a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x91\x8D"));
        QCOMPARE(first_code_points(text, 99), std::string(text));
        QCOMPARE(bytes_of_code_points(text, 3), 6U);
    }

    void ill_formed_bytes_become_replacement_characters_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        const QByteArray fffd = "\xEF\xBF\xBD";
        QTest::addRow("valid") << QByteArray("a\xC3\xBC\xF0\x9F\x91\x8D")
                               << QByteArray("a\xC3\xBC\xF0\x9F\x91\x8D");
        QTest::addRow("lone continuation") << QByteArray("a\x80z") << "a" + fffd + "z";
        QTest::addRow("overlong slash") << QByteArray("\xC0\xAF") << fffd + fffd;
        QTest::addRow("overlong three") << QByteArray("\xE0\x80\x80") << fffd + fffd + fffd;
        QTest::addRow("surrogate") << QByteArray("\xED\xA0\x80") << fffd + fffd + fffd;
        QTest::addRow("above the last plane")
            << QByteArray("\xF4\x90\x80\x80") << fffd + fffd + fffd + fffd;
        QTest::addRow("no such lead") << QByteArray("\xFF\xFEz") << fffd + fffd + "z";
        QTest::addRow("cut at the end") << QByteArray("ok\xE2\x82") << "ok" + fffd;
        QTest::addRow("cut by text") << QByteArray("\xF0\x9F\x91z") << fffd + "z";
    }
    void ill_formed_bytes_become_replacement_characters()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, expected);
        const std::string result = to_valid_utf8(bytes.toStdString());
        QCOMPARE(QByteArray::fromStdString(result), expected);
        QCOMPARE(to_valid_utf8(result), result);
    }

    void agrees_with_another_decoder_on_every_scalar_value()
    {
        for (char32_t c = 1; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97) {
            if (c >= 0xD800 && c <= 0xDFFF) continue;
            const std::string utf8 = QString::fromUcs4(&c, 1).toStdString();
            QCOMPARE(to_valid_utf8(utf8), utf8);
            QCOMPARE(count_code_points(utf8), 1U);
        }
    }
};

QTEST_GUILESS_MAIN(CodePointsTest)
#include "code_points_test.moc"
