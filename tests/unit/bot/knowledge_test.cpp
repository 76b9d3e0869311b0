#include "backend/bot/knowledge/article_examples.hpp"
#include "backend/bot/knowledge/ranking.hpp"
#include "backend/bot/knowledge/sqlite_knowledge.hpp"
#include "backend/bot/knowledge/terms.hpp"
#include "tests/unit/bot/run_task.hpp"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

using namespace tandem;
using namespace tandem::bot;
using tandem::test::run_task;

namespace {

constexpr auto returns =
    "---\nid: returns\ntitle: How do I return an item?\ntopic: returns\nlocale: en\nvisibility: public\n"
    "updated: 2026-11-01\nexamples:\n  - send my order back\n---\n\nRegister the return in your account. "
    "You have 30 days.\n\n## Costs\n\nThe label is free in Germany.\n";
constexpr auto shipping = "---\nid: shipping\ntitle: How long does delivery take?\ntopic: "
                          "shipping\nlocale: en\nvisibility: public\n"
                          "updated: 2026-11-01\n---\n\nDelivery takes 1-2 working days.\n";

std::string joined(const std::vector<std::string>& list)
{
    std::string out;
    for (const auto& item : list)
        out.append(out.empty() ? "" : " ").append(item);
    return out;
}

} // namespace

class KnowledgeTest : public QObject
{
    Q_OBJECT

    QTemporaryDir folder_;
    ManualClock clock_{1'795'478'400'000}; // 24 November 2026
    asio::io_context loop_;

    void write(const QString& name, std::string_view text)
    {
        std::ofstream(folder_.filePath(name).toStdString(), std::ios::binary) << text;
    }

    std::filesystem::path path(const char* name) { return folder_.filePath(name).toStdString(); }

    std::vector<std::string> ask(KnowledgeIndex& index, std::string query, std::string language = "en")
    {
        std::vector<std::string> ids;
        auto found =
            run_task(loop_, index.search({.query = std::move(query), .language = std::move(language)}));
        if (!found) return {"error"};
        for (const auto& passage : *found)
            ids.push_back(passage.article_id);
        return ids;
    }

private slots:
    void words_are_normalised_and_stemmed()
    {
        QCOMPARE(
            joined(words("E-mail: I'm R\xC3\xBC"
                         "cksendung, 2FA & order LS-104233!")),
            std::string("email im rucksendung twofactor order ls")
        );
        QCOMPARE(stem("returning", "en"), stem("returned", "en"));
        QCOMPARE(stem("ruecksendungen", "de"), stem("rucksendung", "de"));
        QCOMPARE(joined(stems("how do I return it", "en")), std::string("return"));
    }

    void typing_errors_are_counted_up_to_a_limit()
    {
        QCOMPARE(typing_errors("retrun", "return", 2), 1U); // a swap
        QCOMPARE(typing_errors("shiping", "shipping", 2), 1U);
        QCOMPARE(typing_errors("parcel", "pencil", 2), 3U); // more than two
        QCOMPARE(typing_errors("", "abc", 2), 3U);
        QCOMPARE(typing_errors("same", "same", 0), 0U);
    }

    void an_article_is_read_whole()
    {
        const auto article = parse_article("returns.md", returns);
        QVERIFY(article.has_value());
        QCOMPARE(article->id, std::string("returns"));
        QCOMPARE(article->examples.size(), 1U);
        const auto chunks = chunk_body(article->body);
        QCOMPARE(chunks.size(), 2U);
        QCOMPARE(chunks[1], (Chunk{"Costs", "The label is free in Germany."}));
    }

    void a_bad_article_names_its_line_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("no front matter") << "hello" << 1;
        QTest::newRow("not closed") << "---\nid: a\n" << 2;
        QTest::newRow("misspelt key") << "---\nid: a\ntitel: b\n---\nx" << 3;
        QTest::newRow("twice") << "---\nid: a\nid: b\n---\nx" << 3;
        QTest::newRow("bad date") << "---\nid: a\ntitle: b\nlocale: en\nvalid_until: tomorrow\n---\nx" << 5;
        QTest::newRow("bad id") << "---\nid: A b\n---\nx" << 2;
        QTest::newRow("stray item") << "---\nid: a\n- x\n---\nx" << 3;
        QTest::newRow("no body") << "---\nid: a\ntitle: b\nlocale: en\n---\n" << 5;
    }
    void a_bad_article_names_its_line()
    {
        QFETCH(QString, text);
        QFETCH(int, line);
        const auto article = parse_article("x.md", text.toStdString());
        QVERIFY(!article.has_value());
        QCOMPARE(article.error().line, line);
        QCOMPARE(article.error().file, std::string("x.md"));
    }

    void import_counts_what_changed_and_is_all_or_nothing()
    {
        QDir(folder_.path()).mkdir("a");
        auto index = create_sqlite_knowledge({path("a.sqlite"), 1}, clock_);
        write("a/returns.md", returns);
        write("a/shipping.md", shipping);
        auto report = index->import_from({path("a")}, {});
        QVERIFY(report.has_value());
        QCOMPARE(report->added, 2U);
        const auto version = index->version();
        QVERIFY(!version.empty());
        QCOMPARE(index->article_count(), 2U);

        report = index->import_from({path("a")}, {});
        QCOMPARE(report->unchanged, 2U);
        QCOMPARE(index->version(), version);

        write("a/broken.md", "---\nid: broken\n");
        report = index->import_from({path("a")}, {});
        QCOMPARE(report->errors.size(), 1U);
        QCOMPARE(index->version(), version);
        QCOMPARE(ask(*index, "how long does delivery take").front(), std::string("shipping"));

        QFile::remove(folder_.filePath("a/broken.md"));
        QFile::remove(folder_.filePath("a/shipping.md"));
        report = index->import_from({path("a")}, {});
        QCOMPARE(report->removed, 1U);
        QVERIFY(index->version() != version);
        QVERIFY(
            ask(*index, "how long does delivery take").empty() ||
            ask(*index, "how long does delivery take").front() != "shipping"
        );
        QVERIFY(!index->import_from({path("absent")}, {}).has_value());
    }

    void an_import_by_another_process_is_noticed()
    {
        QDir(folder_.path()).mkdir("b");
        auto server = create_sqlite_knowledge({path("b.sqlite"), 2}, clock_);
        QVERIFY(ask(*server, "return").empty());
        write("b/returns.md", returns);
        auto tool = create_sqlite_knowledge({path("b.sqlite"), 1}, clock_);
        QVERIFY(tool->import_from({path("b")}, {}).has_value());
        QCOMPARE(ask(*server, "how do I return something").front(), std::string("returns"));
        QCOMPARE(server->version(), tool->version());
    }

    void hidden_and_expired_articles_are_not_found()
    {
        QDir(folder_.path()).mkdir("c");
        write(
            "c/internal.md",
            "---\nid: internal\ntitle: Margin of the pendant\nlocale: en\nvisibility: internal\n---\nForty "
            "percent.\n"
        );
        write(
            "c/old.md",
            "---\nid: old\ntitle: Summer sale dates\nlocale: en\nvalid_until: 2026-11-23\n---\nUntil "
            "Monday.\n"
        );
        write(
            "c/today.md",
            "---\nid: today\ntitle: Winter sale dates\nlocale: en\nvalid_until: 2026-11-24\n---\nUntil "
            "tonight.\n"
        );
        auto index = create_sqlite_knowledge({path("c.sqlite"), 1}, clock_);
        QVERIFY(index->import_from({path("c")}, {}).has_value());
        QCOMPARE(
            ask(*index, "margin of the pendant"), std::vector<std::string>{"today"}
        ); // and hardly likely
        QCOMPARE(ask(*index, "summer or winter sale dates"), std::vector<std::string>{"today"});
        clock_.advance(std::chrono::hours(24));
        QVERIFY(ask(*index, "winter sale dates").empty());
        QCOMPARE(index->list()->size(), 3U);
    }

    void an_article_is_found_by_its_meaning_its_spelling_and_its_title()
    {
        QDir(folder_.path()).mkdir("e");
        write("e/returns.md", returns);
        write("e/shipping.md", shipping);
        auto index = create_sqlite_knowledge({path("e.sqlite"), 1}, clock_);
        QVERIFY(index->import_from({path("e")}, {}).has_value());
        const auto first = [&](const char* query) { return ask(*index, query).front(); };
        QCOMPARE(first("what is the waiting time"), std::string("shipping"));      // no word of it
        QCOMPARE(first("retruning somthing I dont want"), std::string("returns")); // hardly a word of it
        const auto chosen =
            run_task(loop_, index->search({.query = "How long does delivery take", .language = "en"}));
        QCOMPARE(chosen->front().article_id, std::string("shipping"));
        QVERIFY(chosen->front().score > 0.98);
        double all = 0;
        for (const auto& passage : *chosen)
            all += passage.score;
        QVERIFY(all <= 1.001);
    }

    void a_hint_decides_between_articles_that_fit_alike()
    {
        std::vector<Article> articles(2);
        for (const char* id : {"a", "b"}) {
            auto& article = articles[id[0] == 'a' ? 0 : 1];
            article.id = std::string("card-") + id;
            article.title = "Cards";
            article.locale = "en";
            article.visibility = "public";
            article.body = "All about cards.";
        }
        auto index = create_sqlite_knowledge({path("f.sqlite"), 1}, clock_);
        KnowledgeStore(path("f.sqlite")).replace_all(articles, "f");
        const auto best = [&](std::vector<ArticleHint> hints) {
            return run_task(
                       loop_,
                       index->search({.query = "what about the cards", .language = "en", .hints = hints})
            )
                ->front();
        };
        const auto plain = best({});
        QCOMPARE(best({{"card_b", 0.9}, {"card_a", 0.05}}).article_id, std::string("card-b"));
        QCOMPARE(best({{"card_a", 0.9}, {"card_b", 0.05}}).article_id, std::string("card-a"));
        QVERIFY(best({{"card_b", 0.95}}).score > best({{"card_b", 0.2}}).score);
        QCOMPARE(best({{"nothing_of_ours", 0.9}}).score, plain.score);
    }

    void examples_of_intents_hang_on_the_articles_of_their_name()
    {
        std::vector<Article> articles(2);
        articles[0].id = "track-order";
        articles[0].examples = {"where is it"};
        articles[1].id = "other";
        std::vector<IntentExample> examples{{"track my\nparcel", "track_order"}, {"hello", "greeting"}};
        for (int i = 0; i < 100; ++i)
            examples.push_back({"other " + std::to_string(i), "other"});
        attach_examples(articles, examples);
        QCOMPARE(articles[0].examples, (std::vector<std::string>{"where is it", "track my parcel"}));
        QCOMPARE(articles[1].examples.size(), 30U);
        QCOMPARE(articles[1].examples.front(), std::string("other 0"));
        QCOMPARE(articles[1].examples.back(), std::string("other 96"));
    }

    void operators_of_the_index_are_only_text()
    {
        QDir(folder_.path()).mkdir("d");
        write("d/returns.md", returns);
        auto index = create_sqlite_knowledge({path("d.sqlite"), 1}, clock_);
        QVERIFY(index->import_from({path("d")}, {}).has_value());
        for (const char* query :
             {"\"",
              "return AND (",
              "title:return*",
              "NEAR(return, 2)",
              "'; DROP TABLE article; --",
              "",
              "\xFF\xFE"}) {
            QVERIFY2(ask(*index, query) != std::vector<std::string>{"error"}, query);
        }
        QCOMPARE(index->list()->size(), 1U);
    }

    void a_question_with_a_story_around_it_is_found()
    {
        const auto parts =
            search_parts("Hi, it was a birthday present for my mother. The glass is broken! What can I do?"
            );
        QVERIFY(parts.size() >= 3);
        QCOMPARE(
            parts.front().size(),
            std::string("Hi, it was a birthday present for my mother. The glass is broken! What can I do?")
                .size()
        );
    }
};

QTEST_GUILESS_MAIN(KnowledgeTest)
#include "knowledge_test.moc"
