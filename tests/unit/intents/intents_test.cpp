#include "backend/bot/understanding/intents/background.hpp"
#include "backend/bot/understanding/intents/built_in.hpp"
#include "backend/bot/understanding/intents/intent_trainer.hpp"
#include "backend/bot/understanding/intents/text_features.hpp"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <fstream>

using namespace tandem;
using namespace tandem::bot;

namespace {

std::vector<IntentExample> shop()
{
    std::vector<IntentExample> out;
    const auto add = [&](const char* label, std::initializer_list<const char*> texts) {
        for (const auto* text : texts)
            out.push_back({text, label});
    };
    add("track_order",
        {"where is my parcel",
         "track my order",
         "has my order been sent",
         "when will the parcel arrive",
         "my parcel is late",
         "the tracking shows nothing"});
    add("return_item",
        {"I want to send it back",
         "how do I return a lamp",
         "return label please",
         "can I return an opened item",
         "sending back the rug",
         "how long can I return something"});
    add("pay_invoice",
        {"I need an invoice",
         "send me the invoice again",
         "where do I find my invoice",
         "invoice with VAT number",
         "the invoice has a wrong name",
         "can I pay by invoice"});
    return out;
}

IntentModel trained(const std::vector<IntentExample>& examples, TrainingOptions options = {.folds = 0})
{
    return train_intents(examples, options).value().model;
}

} // namespace

class IntentsTest : public QObject
{
    Q_OBJECT

private slots:
    void words_never_seen_together_are_recognised_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("label");
        QTest::newRow("order") << "Where's my ORDER?!" << "track_order";
        QTest::newRow("mistake") << "were is my parcell" << "track_order";
        QTest::newRow("inflected") << "returning two lamps" << "return_item";
        QTest::newRow("full width") << "ｉｎｖｏｉｃｅ again please" << "pay_invoice";
        QTest::newRow("another word for it") << "has the package been shipped" << "track_order";
    }

    void words_never_seen_together_are_recognised()
    {
        QFETCH(QString, message);
        QFETCH(QString, label);
        const auto classifier = create_intent_classifier(trained(shop()));
        const auto found = classifier->classify(message.toStdString());
        QCOMPARE(QString::fromStdString(found.label), label);
        QCOMPARE(found.alternatives.size(), 2U);
        QVERIFY(found.alternatives[0].confidence >= found.alternatives[1].confidence);
        QVERIFY(found.confidence >= found.alternatives[0].confidence);
    }

    void off_topic_messages_are_less_sure_than_any_on_topic_one()
    {
        const auto classifier = create_intent_classifier(trained(shop()));
        double least = 1;
        for (const auto* message :
             {"is my parcel on its way", "how can I send back a lamp", "the invoice please"})
            least = std::min(least, classifier->classify(message).confidence);
        for (const auto* message :
             {"who won the election", "tell me a riddle about cats", "zzgk", "4711 0815"}) {
            const auto found = classifier->classify(message);
            QVERIFY2(found.confidence < least, message);
            QVERIFY2(!found.in_scope, message);
        }
    }

    void what_the_operator_marks_is_out_of_scope()
    {
        auto examples = shop();
        const auto before = create_intent_classifier(trained(examples))->classify("is my parcel insured");
        for (const auto* text : {"is the parcel insured", "insurance for my parcel", "is my order insured"})
            examples.push_back({text, std::string(out_of_scope)});
        const auto classifier = create_intent_classifier(trained(examples));
        const auto after = classifier->classify("is my parcel insured");
        QVERIFY(after.confidence < before.confidence);
        QVERIFY(!after.in_scope);
        QCOMPARE(
            classifier->labels(), (std::vector<std::string>{"pay_invoice", "return_item", "track_order"})
        );
    }

    void a_background_message_that_is_like_an_example_is_left_out()
    {
        const auto all = background_for(shop());
        QVERIFY(all.size() > 300);
        const auto& message = off_topic_messages().front();
        auto examples = shop();
        examples.push_back({message, "geography"});
        const auto less = background_for(examples);
        QVERIFY(std::ranges::find(all, message) != all.end());
        QVERIFY(std::ranges::find(less, message) == less.end());
    }

    void any_message_gets_a_finite_answer_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("blank") << QByteArray(" \n\t ");
        QTest::newRow("marks alone") << QByteArray("?! ...");
        QTest::newRow("ill-formed") << QByteArray("\xFF\xC3 parcel \xE2\x82");
        QTest::newRow("emoji") << QByteArray("📦❓");
        QTest::newRow("one endless word") << QByteArray(100'000, 'a');
        QTest::newRow("very long") << QByteArray("parcel ").repeated(50'000);
    }

    void any_message_gets_a_finite_answer()
    {
        QFETCH(QByteArray, message);
        const auto classifier = create_intent_classifier(trained(shop()));
        const auto found = classifier->classify({message.data(), static_cast<std::size_t>(message.size())});
        QVERIFY(std::isfinite(found.confidence));
        QVERIFY(found.confidence >= 0 && found.confidence <= 1);
        if (found.label.empty()) QVERIFY(!found.in_scope);
    }

    void the_same_examples_give_the_same_file()
    {
        QCOMPARE(to_bytes(trained(shop())), to_bytes(trained(shop())));
    }

    void a_saved_model_answers_as_before()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("shop.intents").toStdString();
        const auto model = train_intents(shop(), {.folds = 3}).value().model;
        QVERIFY(save_model(model, file).has_value());
        auto loaded = load_model(file);
        QVERIFY(loaded.has_value());
        QCOMPARE(to_bytes(*loaded), to_bytes(model));
        const auto before = create_intent_classifier(model);
        const auto after = create_intent_classifier(std::move(*loaded));
        for (const auto* message : {"where is it", "I return this", "hello"}) {
            QCOMPARE(after->classify(message).confidence, before->classify(message).confidence);
            QCOMPARE(after->classify(message).label, before->classify(message).label);
        }
    }

    void a_damaged_file_is_refused_wherever_it_is_damaged()
    {
        const auto bytes = to_bytes(trained(shop(), {.background = false, .vectors = false, .folds = 0}));
        QVERIFY(from_bytes(bytes).has_value());
        for (std::size_t i = 0; i < 40; ++i) {
            auto damaged = bytes;
            const std::size_t at = i * (bytes.size() - 1) / 39;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
            QVERIFY2(!from_bytes(damaged).has_value(), qPrintable(QString::number(at)));
            QVERIFY(!from_bytes(std::string_view(bytes).substr(0, at)).has_value());
        }
        QVERIFY(!from_bytes(bytes + "x").has_value());
    }

    void foreign_files_and_other_versions_have_their_own_errors()
    {
        QCOMPARE(from_bytes("SQLite format 3").error().code, Errc::bad_request);
        auto newer = to_bytes(trained(shop()));
        newer[std::string_view("tandem-intents\n").size()] = 9;
        QCOMPARE(from_bytes(newer).error().code, Errc::unsupported_version);
        QCOMPARE(load_model("/nowhere/at/all").error().code, Errc::not_found);
    }

    void training_needs_two_intents()
    {
        const std::vector<IntentExample> one{{"hello", "greet"}, {"hi", "greet"}, {"what", "oos"}};
        QCOMPARE(train_intents(one, {}).error().code, Errc::bad_request);
        QCOMPARE(train_intents({}, {}).error().code, Errc::bad_request);
    }

    void the_report_counts_each_example_once_and_names_what_is_confused()
    {
        auto examples = shop();
        // Two intents that nothing tells apart.
        for (const auto* text : {"open the door", "door open please", "please open", "open it now"}) {
            examples.push_back({text, "open_a"});
            examples.push_back({text, "open_b"});
        }
        const auto report = train_intents(examples, {.folds = 4}).value().report;
        QCOMPARE(report.examples, examples.size());
        QCOMPARE(report.all.asked, examples.size());
        std::size_t asked = 0;
        for (const auto& [label, count] : report.by_label)
            asked += count.asked;
        QCOMPARE(asked, examples.size());
        QVERIFY(!report.confusions.empty());
        QVERIFY(report.confusions.front().label.starts_with("open_"));
        QVERIFY(report.confusions.front().taken_for.starts_with("open_"));
    }

    void long_numbers_are_alike_and_short_ones_are_not()
    {
        QCOMPARE(features_of("order 104233").words, features_of("order 998877").words);
        QVERIFY(features_of("size 40").words != features_of("size 42").words);
        QCOMPARE(features_of("Café’s").words, std::vector<std::string>{"cafes"});
    }
};

QTEST_APPLESS_MAIN(IntentsTest)
#include "intents_test.moc"
