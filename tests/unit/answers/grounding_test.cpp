#include "backend/bot/answers/grounding.hpp"

#include "backend/bot/knowledge/article_parser.hpp"
#include "backend/bot/models/sentences.hpp"

#include <QDir>
#include <QFile>
#include <QtTest>
#include <algorithm>

using namespace tandem::bot;
using Verdict = Grounding::Verdict;

namespace {

const char* name(Verdict verdict)
{
    switch (verdict) {
    case Verdict::supported:
        return "supported";
    case Verdict::harmless:
        return "harmless";
    case Verdict::unsupported:
        return "unsupported";
    case Verdict::number:
        return "number";
    case Verdict::address:
        return "address";
    case Verdict::citation:
        return "citation";
    case Verdict::denial:
        return "denial";
    case Verdict::deed:
        return "deed";
    }
    return "";
}

Passage passage(const char* id, const char* title, const char* text)
{
    Passage out;
    out.article_id = id;
    out.title = title;
    out.text = text;
    out.locale = "en";
    out.score = 0.9;
    return out;
}

std::vector<Passage> two_passages()
{
    return {
        passage(
            "return-window",
            "How long can I return something?",
            "You can return any unused item within 30 days of delivery. Lamps that were delivered between "
            "1 "
            "November and 24 December can be returned until 31 January. Candles that have been lit cannot "
            "be "
            "returned. The label costs \xE2\x82\xAC"
            "3.95 in Austria, and is free in Germany. See "
            "https://lumen.example/returns or write to help@lumen.example."
        ),
        passage(
            "countries",
            "Where do you deliver?",
            "We deliver to Germany, Austria and Switzerland. We do not deliver to Norway or Iceland. "
            "Express "
            "delivery takes one working day and costs \xE2\x82\xAC"
            "9.95."
        ),
    };
}

Article article_at(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read");
    const auto parsed = parse_article(path.toStdString(), file.readAll().toStdString());
    if (!parsed) qFatal("cannot parse");
    return *parsed;
}

} // namespace

class GroundingTest : public QObject
{
    Q_OBJECT

private slots:
    void verdicts_data()
    {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("verdict");
        const auto row = [](const char* sentence, Verdict verdict) {
            QTest::newRow(sentence) << sentence << name(verdict);
        };
        // What follows from the passages, in other words.
        row("You can return any unused item within 30 days of delivery [1].", Verdict::supported);
        row("Unused items may be returned within thirty days after delivery.", Verdict::supported);
        row("Yes, you can return it within 30 days if it is unused [1].", Verdict::supported);
        row("The label costs 3,95 \xE2\x82\xAC in Austria and is free in Germany.", Verdict::supported);
        row("We don't deliver to Norway [2].", Verdict::supported);
        row("Lit candles cannot be returned.", Verdict::supported);
        row("Express delivery costs \xE2\x82\xAC"
            "9.95 [2].",
            Verdict::supported);
        row("The return label is free in Germany, see https://lumen.example/returns.", Verdict::supported);
        // What claims nothing.
        row("Hello, I am happy to help!", Verdict::harmless);
        row("Which item would you like to return?", Verdict::harmless);
        row("I'm sorry, the sources do not hold the answer.", Verdict::harmless);
        row("Would you like to talk to a person?", Verdict::harmless);
        // Wrong in a number, a date, a place, a word.
        row("You can return any unused item within 60 days of delivery [1].", Verdict::number);
        row("You can return any unused item within ninety days of delivery.", Verdict::number);
        row("Lamps can be returned until 31 March.", Verdict::number);
        row("Express delivery costs \xE2\x82\xAC"
            "3.95.",
            Verdict::unsupported);                  // another passage's price
        row("You have 123 days?", Verdict::number); // a question with a claim
        row("We deliver to Norway [2].", Verdict::denial);
        row("You cannot return unused items within 30 days of delivery.", Verdict::denial);
        row("Candles that have been lit can be returned.", Verdict::denial);
        row("All customers get a gift card with a golden dragon.", Verdict::unsupported);
        row("Our founder owns three restaurants in Paris.", Verdict::number);
        row("Our founder owns restaurants in Paris.", Verdict::unsupported);
        row("The label is free [3].", Verdict::citation);
        row("The label is free [0].", Verdict::citation);
        row("I have cancelled your order.", Verdict::deed);
        row("We've just refunded the delivery.", Verdict::deed);
        row("I refunded it.", Verdict::deed);
        row("Return the item at https://evil.example/login within 30 days.", Verdict::address);
        row("Write to refunds@evil.example about the delivery.", Verdict::address);
        row("[Return the item](https://lumen.example.evil.com) within 30 days.", Verdict::address);
        row("![x](https://lumen.example/returns?d=secret)", Verdict::address);
        row("<a href=x>Return the item</a> within 30 days.", Verdict::address);
        row("See [this](article:secret-article) about returns.", Verdict::address);
    }
    void verdicts()
    {
        QFETCH(QString, sentence);
        QFETCH(QString, verdict);
        const Grounding grounding(two_passages(), "May I send it back?", {});
        const auto judged = grounding.judge(sentence.toStdString());
        QVERIFY2(
            name(judged.verdict) == verdict,
            qPrintable(QString("%1 %2").arg(name(judged.verdict)).arg(judged.support))
        );
    }

    void what_the_customer_said_may_be_repeated_but_proves_nothing()
    {
        const Grounding grounding(
            two_passages(),
            "Is the window 90 days for LS-104233? I am ann@example.com, see http://evil.example",
            {}
        );
        const auto verdict = [&](const char* sentence) {
            return QString(name(grounding.judge(sentence).verdict));
        };
        QCOMPARE(
            verdict("You can return any unused item of LS-104233 within 30 days of delivery."),
            QString("supported")
        );
        QCOMPARE(verdict("Yes, you can return any item within 90 days of delivery."), QString("number"));
        QCOMPARE(verdict("Items can be returned, see http://evil.example."), QString("address"));
        QVERIFY(verdict("We deliver to Germany for ann@example.com.") != QString("address"));
        QCOMPARE(verdict("We deliver to Germany, write to ann@example.com."), QString("address"));
    }

    void allowed_hosts_have_their_sub_domains()
    {
        const Grounding grounding(two_passages(), "", {.hosts = {"shop.example"}});
        const auto verdict = [&](const char* sentence) {
            return QString(name(grounding.judge(sentence).verdict));
        };
        QCOMPARE(
            verdict("Any unused item can be returned at https://shop.example/a."), QString("supported")
        );
        QCOMPARE(
            verdict("Any unused item can be returned at https://www.shop.example/a."), QString("supported")
        );
        QCOMPARE(
            verdict("Any unused item can be returned at https://evilshop.example/a."), QString("address")
        );
    }

    void without_passages_only_courtesies_pass()
    {
        const Grounding grounding({}, "hello", {});
        QCOMPARE(QString(name(grounding.judge("Hello, how can I help?").verdict)), QString("harmless"));
        QCOMPARE(QString(name(grounding.judge("You can return it.").verdict)), QString("unsupported"));
        QCOMPARE(QString(name(grounding.judge("You have 30 days.").verdict)), QString("number"));
    }

    // Every sentence of the sample shop beside its own article passes; with another number, beside another
    // article, or denied, nearly none does.
    void rates_over_the_sample_shop()
    {
        const QDir folder(TANDEM_SOURCE_DIR "/resources/knowledge/articles");
        std::vector<Passage> all;
        for (const auto& file : folder.entryList({"*.md"})) {
            if (file.endsWith("-de.md")) continue;
            const auto article = article_at(folder.filePath(file));
            Passage one;
            one.article_id = article.id;
            one.title = article.title;
            one.text = article.body;
            one.locale = article.locale;
            all.push_back(one);
        }
        int own = 0, own_passed = 0, other = 0, other_passed = 0, changed = 0, changed_passed = 0,
            denied = 0, denied_passed = 0, swapped = 0, swapped_passed = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Grounding ground({all[i]}, all[i].title, {});
            const Grounding elsewhere({all[(i + 17) % all.size()]}, all[i].title, {});
            for (const auto& quote : quotes(all[i].text)) {
                const QString text = QString::fromStdString(quote.text);
                const auto passes = [&](const Grounding& g, const QString& t) {
                    return g.judge(t.toStdString()).verdict == Verdict::supported;
                };
                ++own;
                // An article asks, too: "Is it already packed?"
                const auto verdict = ground.judge(quote.text).verdict;
                own_passed += verdict == Verdict::supported || verdict == Verdict::harmless ? 1 : 0;
                ++other;
                other_passed += passes(elsewhere, text) ? 1 : 0;
                const QRegularExpression number("\\d+");
                if (const auto match = number.match(text); match.hasMatch()) {
                    QString wrong = text;
                    wrong.replace(
                        match.capturedStart(),
                        match.capturedLength(),
                        QString::number(match.captured().toLongLong() + 41)
                    );
                    ++changed;
                    changed_passed += passes(ground, wrong) ? 1 : 0;
                }
                // A number that stands elsewhere in the article.
                if (const auto match = number.match(text); match.hasMatch()) {
                    auto others = number.globalMatch(QString::fromStdString(all[i].text));
                    while (others.hasNext()) {
                        const auto another = others.next().captured();
                        if (text.contains(another)) continue;
                        QString wrong = text;
                        wrong.replace(match.capturedStart(), match.capturedLength(), another);
                        ++swapped;
                        swapped_passed += passes(ground, wrong) ? 1 : 0;
                        break;
                    }
                }
                if (text.contains(" can ")) {
                    ++denied;
                    denied_passed += passes(ground, QString(text).replace(" can ", " cannot ")) ? 1 : 0;
                }
            }
        }
        qInfo(
            "own %d/%d, other article %d/%d, number changed %d/%d, denied %d/%d, number of another "
            "sentence %d/%d",
            own_passed,
            own,
            other_passed,
            other,
            changed_passed,
            changed,
            denied_passed,
            denied,
            swapped_passed,
            swapped
        );
        QVERIFY(own > 800);
        QVERIFY(own_passed * 100 >= own * 95);
        QVERIFY(other_passed * 100 <= other * 3);
        QVERIFY(changed_passed * 100 <= changed * 1);
        QVERIFY(denied_passed * 100 <= denied * 10);
    }
};

QTEST_GUILESS_MAIN(GroundingTest)
#include "grounding_test.moc"
