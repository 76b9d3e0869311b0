#include "backend/bot/embedding/embedder.hpp"
#include "backend/bot/embedding/sentence_encoder.hpp"
#include "backend/bot/embedding/vector_table.hpp"
#include "backend/bot/embedding/word_pieces.hpp"
#include "backend/util/embedded.hpp"

#include <QtTest>

using namespace tandem::bot;

class EmbeddingTest : public QObject
{
    Q_OBJECT

    static float between(const char* a, const char* b)
    {
        return likeness(english_embedder().embed(a), english_embedder().embed(b));
    }

private slots:
    void text_is_cut_into_the_likeliest_pieces()
    {
        // Six that stand for no text, then the list.
        std::vector<WordPieces::Piece> list(6);
        for (const auto& piece : {
                 WordPieces::Piece{"\xE2\x96\x81", -5},
                 {"\xE2\x96\x81lamp", -3},
                 {"\xE2\x96\x81la", -4},
                 {"mp", -4},
                 {"s", -2},
             })
            list.push_back(piece);
        const WordPieces pieces(list);
        QCOMPARE(pieces.cut("lamps", 9), (std::vector<std::uint32_t>{7, 10}));
        QCOMPARE(pieces.cut("  lamp\n lamp ", 9), (std::vector<std::uint32_t>{7, 7}));
        // A run of what is in no piece is one unknown; the limit cuts.
        QCOMPARE(pieces.cut("\xE7\x81\xAF\xE7\x81\xAFs", 9), (std::vector<std::uint32_t>{6, 0, 10}));
        QCOMPARE(pieces.cut("lamp lamp lamp", 2), (std::vector<std::uint32_t>{7, 7}));
        QVERIFY(pieces.cut("", 9).empty());
        QVERIFY(WordPieces().cut("s", 9) == std::vector<std::uint32_t>{0});
    }

    void texts_that_mean_the_same_point_alike()
    {
        QCOMPARE(english_embedder().dimensions(), 512U);
        // To two digits what the package gives that the encoder was made from.
        QVERIFY(std::abs(between("where is my package", "my parcel was not delivered") - 0.66F) < 0.03F);
        QVERIFY(std::abs(between("get my money back", "refund policy") - 0.57F) < 0.03F);
        QVERIFY(between("how do i cancel my order", "what is the capital of france") < 0.25F);
        QVERIFY(between("reset my password", "I forgot my password") > 0.7F);
        const auto once = english_embedder().embed("where is my package");
        QCOMPARE(once, english_embedder().embed("where is my package"));
        QVERIFY(std::abs(likeness(once, once) - 1) < 1e-4F);
    }

    void what_it_does_not_know_has_no_direction()
    {
        for (const char* text :
             {"",
              "   ",
              "\xD0\x93\xD0\xB4\xD0\xB5 \xD0\xBC\xD0\xBE\xD0\xB9 \xD0\xB7\xD0\xB0\xD0\xBA\xD0\xB0\xD0\xB7"})
            QVERIFY(english_embedder().embed(text).empty());
        QCOMPARE(likeness({}, english_embedder().embed("lamp")), 0.0F);
        // Long texts end somewhere.
        QCOMPARE(english_embedder().embed(std::string(200'000, 'a')).size(), 512U);
    }

    void a_damaged_file_is_no_encoder()
    {
        const auto files = tandem::embedded::embedding();
        const auto whole = files.front().content;
        QVERIFY(create_sentence_encoder(whole) != nullptr);
        QVERIFY(create_sentence_encoder({}) == nullptr);
        QVERIFY(create_sentence_encoder("tandem-encoder 1 99999999999\n") == nullptr);
        QVERIFY(create_sentence_encoder(whole.substr(0, whole.size() - 1)) == nullptr);
        QVERIFY(create_sentence_encoder(whole.substr(0, 1000)) == nullptr);
        QVERIFY(create_sentence_encoder(std::string(whole) + "x") == nullptr);
    }

    void a_table_gives_the_best_of_each_group()
    {
        VectorTable table;
        table.add(0, to_bytes({1, 0}));
        table.add(0, to_bytes({0.6F, 0.8F}));
        table.add(1, to_bytes({0, -1}));
        table.add(7, to_bytes({0, 1}));
        table.add(1, to_bytes({1, 0, 0})); // of another kind
        std::vector<float> best(3, 0.0F);
        table.raise_to_best({0, 1}, best);
        QVERIFY(std::abs(best[0] - 0.8F) < 0.01F);
        QCOMPARE(best[1], 0.0F); // less than what was there
        QCOMPARE(best[2], 0.0F);
        table.raise_to_best({}, best);
        table.raise_to_best({1, 0, 0}, best);
        QVERIFY(std::abs(best[0] - 0.8F) < 0.01F);
    }
};

QTEST_GUILESS_MAIN(EmbeddingTest)
#include "embedding_test.moc"
