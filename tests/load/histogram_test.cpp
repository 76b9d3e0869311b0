#include "tests/load/histogram.hpp"

#include <QtTest>

using namespace tandem::load;
using Micros = Histogram::Micros;

class HistogramTest : public QObject
{
    Q_OBJECT

private slots:
    void an_empty_one_says_zero()
    {
        const Histogram empty;
        QCOMPARE(empty.quantile(0.99).count(), 0);
        QCOMPARE(empty.mean().count(), 0);
    }

    void quantiles_are_exact_to_a_thirty_second_part()
    {
        Histogram histogram;
        for (int i = 1; i <= 100'000; ++i)
            histogram.add(Micros(i));
        for (const double q : {0.01, 0.5, 0.95, 0.99, 1.0}) {
            const double exact = q * 100'000;
            const auto found = double(histogram.quantile(q).count());
            QVERIFY2(found >= exact && found <= exact * 33 / 32, qPrintable(QString::number(q)));
        }
        QCOMPARE(histogram.max().count(), 100'000);
        QCOMPARE(histogram.mean().count(), 50'000);
    }

    void small_values_are_exact_and_absurd_ones_are_kept_in_range()
    {
        Histogram histogram;
        for (const int value : {-5, 0, 1, 63})
            histogram.add(Micros(value));
        QCOMPARE(histogram.quantile(0.5).count(), 0);
        QCOMPARE(histogram.quantile(0.75).count(), 1);
        QCOMPARE(histogram.quantile(1).count(), 63);
        histogram.add(std::chrono::hours(1'000));
        QCOMPARE(histogram.max().count(), 3'600'000'000);
        QCOMPARE(histogram.quantile(1).count(), 3'600'000'000);
    }

    void what_two_have_seen_is_what_one_would_have_seen()
    {
        Histogram one;
        Histogram first;
        Histogram second;
        for (int i = 1; i <= 10'000; ++i) {
            one.add(Micros(i));
            (i % 3 == 0 ? first : second).add(Micros(i));
        }
        first.merge(second);
        QCOMPARE(first.count(), one.count());
        QCOMPARE(first.mean(), one.mean());
        QCOMPARE(first.max(), one.max());
        for (const double q : {0.01, 0.5, 0.99})
            QCOMPARE(first.quantile(q), one.quantile(q));
    }

    void one_stall_shows_in_the_tail()
    {
        Histogram histogram;
        for (int i = 0; i < 980; ++i)
            histogram.add(Micros(1'000));
        for (int i = 0; i < 20; ++i)
            histogram.add(Micros(2'000'000));
        QVERIFY(histogram.quantile(0.95).count() < 1'050);
        QVERIFY(histogram.quantile(0.99).count() >= 2'000'000);
    }
};

QTEST_GUILESS_MAIN(HistogramTest)
#include "histogram_test.moc"
