#include "backend/bot/answers/answer_cache.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;
using Match = AnswerCache::Match;

namespace {

CachePlace place(const char* question, const char* scope = "v1", const char* article = "returns")
{
    CachePlace out;
    out.key = question_key(question, "en");
    out.scope = scope;
    out.article = article;
    return out;
}

CachedAnswer answer(const char* text)
{
    CachedAnswer out;
    out.text = text;
    return out;
}

const char* name(Match match)
{
    return match == Match::none ? "none" : match == Match::equal ? "equal" : "similar";
}

} // namespace

class AnswerCacheTest : public QObject
{
    Q_OBJECT

    ManualClock clock_;
    SteadyTime now() const { return clock_.steady(); }

private slots:
    void who_shares_an_answer_data()
    {
        QTest::addColumn<QString>("stored");
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("match");
        const auto row = [](const char* stored, const char* asked, Match match) {
            QTest::addRow("%s|%s", stored, asked) << stored << asked << name(match);
        };
        row("How do I return a lamp?", "how do i return a lamp", Match::equal);
        row("How do I return a lamp?", "Hello! How do I return a LAMP, please?", Match::equal);
        row("How do I return a lamp?", "How can I return lamps?", Match::similar);
        row("How much is the delivery?", "what is the shipping cost", Match::none
        ); // how much is no cost here
        row("Where is my parcel?", "Where is my package?", Match::similar);
        row("How do I return a lamp?", "How do I not return a lamp?", Match::none);
        row("How do I return a lamp?", "When do I return a lamp?", Match::none);
        row("How do I return a lamp?", "How do I return a rug?", Match::none);
        row("Is the warranty 12 months?", "Is the warranty 24 months?", Match::none);
        row("Is it item 1234567?", "Is it item 7654321?", Match::none);
        row("Can I pay before delivery?", "Can I pay after delivery?", Match::none);
        row("From EUR to USD?", "From USD to EUR?", Match::none);
        row("Open on Monday?", "Open on Sunday?", Match::none);
        row("Is a.example yours?", "Is b.example yours?", Match::none);
        row("hi", "hello", Match::none); // nothing is left of either
        row("thanks", "please", Match::none);
    }
    void who_shares_an_answer()
    {
        QFETCH(QString, stored);
        QFETCH(QString, asked);
        QFETCH(QString, match);
        AnswerCache cache({});
        cache.store(place(qPrintable(stored)), answer("a"), now());
        QCOMPARE(QString(name(cache.find(place(qPrintable(asked)), now()).match)), match);
    }

    void only_in_the_same_scope_and_article()
    {
        AnswerCache cache({});
        cache.store(place("How do I return a lamp?"), answer("a"), now());
        QVERIFY(cache.find(place("How do I return a lamp?", "v2"), now()).match == Match::none);
        QVERIFY(cache.find(place("How can I return lamps?", "v1", "other"), now()).match == Match::none);
    }

    void only_the_same_words_share_when_paraphrases_may_not()
    {
        AnswerCache cache({.paraphrases = false});
        cache.store(place("How do I return a lamp?"), answer("a"), now());
        QVERIFY(cache.find(place("How can I return lamps?"), now()).match == Match::none);
        QVERIFY(cache.find(place("how do I return a lamp"), now()).match == Match::equal);
    }

    void answers_grow_old_and_the_longest_unused_goes_first()
    {
        AnswerCache cache({.entries = 2, .keep = Millis(1'000)});
        cache.store(place("first question here"), answer("1"), now());
        cache.store(place("second question here"), answer("2"), now());
        QVERIFY(cache.find(place("first question here"), now()).match == Match::equal);
        cache.store(place("third question here"), answer("3"), now());
        QCOMPARE(cache.size(), 2U);
        QVERIFY(cache.find(place("second question here"), now()).match == Match::none);
        QVERIFY(cache.find(place("first question here"), now()).match == Match::equal);
        clock_.advance(Millis(1'000));
        QVERIFY(cache.find(place("first question here"), now()).match == Match::none);
        QCOMPARE(cache.size(), 1U);
        cache.store(place("third question here"), answer("4"), now());
        QCOMPARE(cache.find(place("third question here"), now()).answer.text, std::string("4"));
    }

    void thousands_of_entries_come_and_go()
    {
        AnswerCache cache({.entries = 50});
        for (int i = 0; i < 5'000; ++i) {
            const auto text = "what about number " + std::to_string(i % 300) + " of them";
            if (cache.find(place(text.c_str()), now()).match == Match::none)
                cache.store(place(text.c_str()), answer("x"), now());
            QVERIFY(cache.size() <= 50);
        }
    }
};

QTEST_GUILESS_MAIN(AnswerCacheTest)
#include "answer_cache_test.moc"
