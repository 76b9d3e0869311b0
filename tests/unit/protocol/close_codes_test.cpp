#include "shared/protocol/close_codes.hpp"

#include <QtTest>

using namespace tandem::protocol;

class CloseCodesTest : public QObject
{
    Q_OBJECT

private slots:
    void the_range_tells_whether_to_reconnect_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("reconnect");
        for (const int code : {1002, 1003, 1007, 1008, 1009, 1010, 4400, 4401, 4403, 4406, 4407})
            QTest::addRow("%d stays away", code) << code << false;
        for (const int code :
             {0,
              1000,
              1001,
              1005,
              1006,
              1011,
              1012,
              1013,
              4399,
              4408,
              4410,
              4411,
              4429,
              4500,
              4502,
              4503,
              4599,
              4999})
            QTest::addRow("%d reconnects", code) << code << true;
    }
    void the_range_tells_whether_to_reconnect()
    {
        QFETCH(int, code);
        QFETCH(bool, reconnect);
        QCOMPARE(should_reconnect(static_cast<std::uint16_t>(code)), reconnect);
    }

    void names_are_unique()
    {
        QSet<QString> names;
        int count = 0;
        for (int code = 1000; code < 5000; ++code) {
            const auto name = close_code_name(static_cast<CloseCode>(code));
            if (name == "unknown") continue;
            ++count;
            names << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
        }
        QCOMPARE(names.size(), count);
        QVERIFY(count >= 17);
    }
};

QTEST_GUILESS_MAIN(CloseCodesTest)
#include "close_codes_test.moc"
