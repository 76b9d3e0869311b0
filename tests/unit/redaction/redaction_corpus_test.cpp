#include "backend/bot/understanding/redaction/redaction.hpp"

#include "shared/base/random.hpp"

#include <QDir>
#include <QFile>
#include <QtTest>
#include <array>
#include <functional>
#include <map>

using namespace tandem;
using namespace tandem::bot;

namespace {

constexpr int items_per_kind = 334; // six kinds: 2,000 items

std::string digits(Random& random, int count)
{
    std::string out;
    for (int i = 0; i < count; ++i)
        out.push_back(char('0' + random.below(10)));
    return out;
}

std::string letters(Random& random, int count)
{
    std::string out;
    for (int i = 0; i < count; ++i)
        out.push_back(char('a' + random.below(26)));
    return out;
}

template <std::size_t size>
std::string pick(Random& random, const std::array<const char*, size>& from)
{
    return from.at(random.below(size));
}

std::string grouped(const std::string& text, std::size_t group, const std::string& by)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && i % group == 0) out += by;
        out.push_back(text[i]);
    }
    return out;
}

std::string card(Random& random)
{
    std::string number = pick(random, std::array{"4", "51", "55", "37", "6011", "35"});
    const std::size_t length = number == "37" ? 15 : 16;
    number += digits(random, int(length - number.size() - 1));
    int sum = 0;
    for (std::size_t i = 0; i < number.size(); ++i) {
        int value = number[number.size() - 1 - i] - '0';
        if (i % 2 == 0) value = value > 4 ? value * 2 - 9 : value * 2;
        sum += value;
    }
    number.push_back(char('0' + (10 - sum % 10) % 10));
    return grouped(
        number, pick(random, std::array{"a", "b"}) == "a" ? 4 : 20, pick(random, std::array{" ", "-"})
    );
}

std::string iban(Random& random)
{
    struct Country
    {
        const char* code;
        int length;
        bool letters;
    };
    constexpr std::array<Country, 6> countries{
        {{"DE", 22, false},
         {"NL", 18, true},
         {"FR", 27, false},
         {"ES", 24, false},
         {"IT", 27, true},
         {"PL", 28, false}}
    };
    const Country& country = countries.at(random.below(countries.size()));
    std::string account = country.letters ? "ABNA" : digits(random, 4);
    account += digits(random, country.length - 8);
    unsigned rest = 0;
    for (const char c : account + country.code + "00") {
        const unsigned value = c >= 'A' ? unsigned(c - 'A' + 10) : unsigned(c - '0');
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    const auto check = std::to_string(98 - rest);
    const std::string whole = country.code + std::string(check.size() == 1 ? "0" : "") + check + account;
    return grouped(whole, random.below(2) == 0 ? 4 : 100, " ");
}

std::string email(Random& random)
{
    return letters(random, 2 + int(random.below(8))) + pick(random, std::array{"", ".", "_", "+", "-"}) +
           letters(random, 1 + int(random.below(6))) + "@" + letters(random, 3 + int(random.below(8))) +
           pick(random, std::array{".com", ".de", ".co.uk", ".example", ".io"});
}

std::string phone(Random& random)
{
    switch (random.below(6)) {
    case 0:
        return "+49 " + digits(random, 3) + " " + digits(random, 7);
    case 1:
        return "+33 6 " + grouped(digits(random, 8), 2, " ");
    case 2:
        return "06" + digits(random, 8);
    case 3:
        return "(" + std::to_string(200 + random.below(700)) + ") " + digits(random, 3) + "-" +
               digits(random, 4);
    case 4:
        return "0" + digits(random, 3) + "/" + digits(random, 7);
    default:
        return "+1-" + std::to_string(200 + random.below(700)) + "-" + digits(random, 3) + "-" +
               digits(random, 4);
    }
}

std::string paper(Random& random)
{
    if (random.below(2) == 0) {
        return "1" + digits(random, 2) + "-1" + digits(random, 1) + "-1" + digits(random, 3);
    }
    const std::string number = digits(random, 8);
    return number + std::string("TRWAGMYFPDXBNJZSQVHLCKE")[std::stoul(number) % 23];
}

std::string key(Random& random)
{
    return pick(random, std::array{"sk-", "ghp_", "sk_live_", "xoxb-", "AKIA"}) + letters(random, 10) +
           digits(random, 12);
}

const std::map<QString, std::function<std::string(Random&)>>& makers()
{
    static const std::map<QString, std::function<std::string(Random&)>> all{
        {"card", card}, {"iban", iban}, {"email", email}, {"phone", phone}, {"id", paper}, {"key", key}
    };
    return all;
}

constexpr std::array<const char*, 6> before{
    "Hello, please note: ",
    "Guten Tag, hier ist ",
    "Bonjour, voici ",
    "Hola, esto es ",
    "Goedemiddag, dit is ",
    "Buongiorno, ecco "
};
constexpr std::array<const char*, 6> after{
    ", thanks!", ". Danke", " merci", " gracias.", ", bedankt", " grazie!"
};

std::string disguised(Random& random, const std::string& value)
{
    std::string out;
    const auto how = random.below(3);
    for (const char c : value) {
        if (how == 0 && c >= '0' && c <= '9') { // full width
            out += "\xEF\xBC";
            out.push_back(char(0x90 + (c - '0')));
        } else {
            out.push_back(c);
            if (how == 1) out += "\u200b";
        }
    }
    if (how == 2) return QByteArray::fromStdString(value).toBase64().toStdString();
    return out;
}

} // namespace

class RedactionCorpusTest : public QObject
{
    Q_OBJECT

    static void kinds()
    {
        QTest::addColumn<double>("least");
        QTest::addRow("card") << 0.99;
        QTest::addRow("iban") << 0.99;
        QTest::addRow("email") << 0.99;
        QTest::addRow("key") << 0.99;
        QTest::addRow("phone") << 0.95;
        QTest::addRow("id") << 0.95;
    }

    static double recall(const QString& kind, bool disguise)
    {
        SeededRandom random(std::hash<QString>()(kind) % 1'000);
        int found = 0;
        for (int i = 0; i < items_per_kind; ++i) {
            std::string value = makers().at(kind)(random);
            if (disguise) value = disguised(random, value);
            const auto language = std::size_t(i) % before.size();
            Redaction redaction;
            const auto out = redaction.redact(before.at(language) + value + after.at(language));
            if (!out.contains(value) && redaction.size() == 1 && out.contains("_1]")) ++found;
        }
        return double(found) / items_per_kind;
    }

private slots:
    void recall_data() { kinds(); }
    void recall()
    {
        QFETCH(double, least);
        const double found = recall(QTest::currentDataTag(), false);
        qInfo("%s: recall %.4f", QTest::currentDataTag(), found);
        QVERIFY(found >= least);
    }

    void recall_of_what_is_disguised_data() { kinds(); }
    void recall_of_what_is_disguised()
    {
        const double found = recall(QTest::currentDataTag(), true);
        qInfo("%s, disguised: recall %.4f", QTest::currentDataTag(), found);
        QVERIFY(found >= 0.9);
    }

    // Our own articles hold prices, sizes, dates, hours and codes, and one address of the shop.
    void sentences_without_anything_personal_stay_as_they_are()
    {
        const QDir folder(TANDEM_SOURCE_DIR "/resources/knowledge/articles");
        int sentences = 0;
        int touched = 0;
        for (const auto& name : folder.entryList({"*.md"})) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (const auto& line :
                 QString::fromUtf8(file.readAll()).split(QRegularExpression("[\\n.!?] *"))) {
                if (line.trimmed().isEmpty() || line.contains('@') ||
                    line.contains(QRegularExpression("LS-|RT-")))
                    continue;
                ++sentences;
                Redaction redaction;
                if (redaction.redact(line.toStdString()) != line.toStdString()) {
                    ++touched;
                    qInfo("%s", qPrintable(line));
                }
            }
        }
        qInfo("%d of %d touched", touched, sentences);
        QVERIFY(sentences > 1'000);
        QVERIFY(touched * 100 <= sentences);
    }

    // Real questions to banks and assistants, where the data is at hand: numbers, and talk of passwords.
    void real_questions_stay_as_they_are()
    {
        QFile file(TANDEM_SOURCE_DIR "/../shared/data/intents/banking77/train.tsv");
        QFile more(TANDEM_SOURCE_DIR "/../shared/data/intents/clinc150/train.tsv");
        if (!file.open(QIODevice::ReadOnly) || !more.open(QIODevice::ReadOnly)) QSKIP("no data");
        int all = 0;
        int touched = 0;
        for (const auto& line : file.readAll().split('\n') + more.readAll().split('\n')) {
            const auto text = line.split('\t').front().toStdString();
            ++all;
            Redaction redaction;
            if (redaction.redact(text) == text) continue;
            ++touched;
            if (touched < 10) qInfo("%s", redaction.redact(text).c_str());
        }
        qInfo("%d of %d touched", touched, all);
        QVERIFY(all > 10'000);
        QVERIFY(touched * 100 <= all);
    }
};

QTEST_GUILESS_MAIN(RedactionCorpusTest)
#include "redaction_corpus_test.moc"
