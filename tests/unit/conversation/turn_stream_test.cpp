#include "backend/conversation/turn_stream.hpp"

#include "shared/base/random.hpp"
#include "shared/text/code_points.hpp"

#include <QTest>

using tandem::conversation::TurnStream;

class TurnStreamTest : public QObject
{
    Q_OBJECT

private slots:
    void shows_nothing_before_the_question_is_durable();
    void offsets_count_code_points();
    void shows_nothing_after_it_is_sealed();
    void sealing_tells_what_was_shown_and_what_was_not();
    void deltas_joined_are_always_what_was_shown();
};

void TurnStreamTest::shows_nothing_before_the_question_is_durable()
{
    TurnStream stream;
    stream.feed("Your parcel");
    QVERIFY(!stream.take());
    stream.open();
    const auto delta = stream.take();
    QVERIFY(delta.has_value());
    QCOMPARE(delta->text, std::string("Your parcel"));
    QVERIFY(!stream.take());
}

void TurnStreamTest::offsets_count_code_points()
{
    TurnStream stream;
    stream.open();
    stream.feed("Grüße 🎁");
    QCOMPARE(stream.take()->offset, std::uint64_t(0));
    stream.feed("!");
    QCOMPARE(stream.take()->offset, std::uint64_t(7));
}

void TurnStreamTest::shows_nothing_after_it_is_sealed()
{
    TurnStream stream;
    stream.open();
    stream.feed("one ");
    QVERIFY(stream.take());
    stream.seal();
    stream.feed("two");
    QVERIFY(!stream.take());
    QCOMPARE(stream.all(), std::string("one "));
}

void TurnStreamTest::sealing_tells_what_was_shown_and_what_was_not()
{
    TurnStream stream;
    stream.open();
    stream.feed("shown ");
    QVERIFY(stream.take());
    stream.feed("unsent");
    const auto sealed = stream.seal();
    QCOMPARE(sealed.shown, std::string("shown "));
    QCOMPARE(sealed.offset, std::uint64_t(6));
    QCOMPARE(sealed.rest, std::string("unsent"));
    QVERIFY(stream.seal() == sealed);
}

void TurnStreamTest::deltas_joined_are_always_what_was_shown()
{
    const std::string pieces[] = {"a", "ü", "🎁", " word", "\n"};
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        tandem::SeededRandom random(seed);
        TurnStream stream;
        std::string joined;
        bool opened = false;
        for (int step = 0; step < 40; ++step) {
            switch (random.below(4)) {
            case 0:
            case 1:
                stream.feed(pieces[random.below(std::size(pieces))]);
                break;
            case 2:
                stream.open();
                opened = true;
                break;
            default:
                if (const auto delta = stream.take()) {
                    QVERIFY(opened);
                    QCOMPARE(delta->offset, std::uint64_t(tandem::text::count_code_points(joined)));
                    joined += delta->text;
                }
            }
            QCOMPARE(std::string(stream.shown()), joined);
        }
        QCOMPARE(stream.seal().shown, joined);
    }
}

QTEST_GUILESS_MAIN(TurnStreamTest)
#include "turn_stream_test.moc"
