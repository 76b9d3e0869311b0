#include "agent-app/views/delegates/row_heights.hpp"

#include <QRandomGenerator>
#include <QTest>

#include <numeric>
#include <vector>

using tandem::console::RowHeights;

class RowHeightsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unmeasured_rows_count_with_the_estimate();
    void a_point_outside_gives_the_nearest_row();
    void agrees_with_plain_sums_under_random_changes();
};

void RowHeightsTest::unmeasured_rows_count_with_the_estimate()
{
    RowHeights heights(10);
    heights.reset(3);
    heights.setHeight(1, 25);
    QCOMPARE(heights.total(), 45);
    QCOMPARE(heights.top(2), 35);
    QVERIFY(heights.isMeasured(1));
    QVERIFY(!heights.isMeasured(2));
    heights.forget(1);
    QVERIFY(!heights.isMeasured(1));
    QCOMPARE(heights.total(), 45); // as high as it was until it is measured again
}

void RowHeightsTest::a_point_outside_gives_the_nearest_row()
{
    RowHeights heights(10);
    QCOMPARE(heights.rowAt(0), -1);
    heights.reset(2);
    QCOMPARE(heights.rowAt(-5), 0);
    QCOMPARE(heights.rowAt(9), 0);
    QCOMPARE(heights.rowAt(10), 1);
    QCOMPARE(heights.rowAt(500), 1);
}

void RowHeightsTest::agrees_with_plain_sums_under_random_changes()
{
    QRandomGenerator random(7);
    RowHeights heights(30);
    std::vector<int> plain;
    heights.reset(0);
    for (int step = 0; step < 3000; ++step) {
        const int size = int(plain.size());
        switch (random.bounded(5)) {
        case 0:
        case 1: { // at the end, as a conversation grows
            const int count = 1 + random.bounded(3);
            heights.insert(size, count);
            plain.insert(plain.end(), std::size_t(count), 30);
            break;
        }
        case 2: {
            const int at = random.bounded(size + 1);
            heights.insert(at, 1);
            plain.insert(plain.begin() + at, 30);
            break;
        }
        case 3:
            if (size > 0) {
                const int at = random.bounded(size);
                heights.remove(at, 1);
                plain.erase(plain.begin() + at);
            }
            break;
        default:
            if (size > 0) {
                const int at = random.bounded(size);
                const int height = 1 + random.bounded(200);
                heights.setHeight(at, height);
                plain[std::size_t(at)] = height;
            }
        }
        QCOMPARE(heights.count(), int(plain.size()));
        QCOMPARE(heights.total(), std::accumulate(plain.begin(), plain.end(), qint64(0)));
        if (plain.empty()) continue;
        const int row = random.bounded(int(plain.size()));
        const qint64 top = std::accumulate(plain.begin(), plain.begin() + row, qint64(0));
        QCOMPARE(heights.top(row), top);
        QCOMPARE(heights.rowAt(top), row);
        QCOMPARE(heights.rowAt(top + plain[std::size_t(row)] - 1), row);
    }
}

QTEST_APPLESS_MAIN(RowHeightsTest)
#include "row_heights_test.moc"
