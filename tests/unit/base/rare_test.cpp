#include "shared/base/rare.hpp"

#include <QTest>
#include <array>
#include <string>

using tandem::Rare;
using Text = Rare<std::string>;

class RareTest : public QObject
{
    Q_OBJECT

private slots:
    void empty_it_is_as_small_as_a_pointer()
    {
        QCOMPARE(sizeof(Rare<std::array<char, 1'000>>), sizeof(void*));
        QVERIFY(!Text().has_value());
        QVERIFY(!Text(std::nullopt));
    }

    void a_copy_is_a_value_of_its_own()
    {
        Text one = std::string("one");
        Text two = one;
        *two = "two";
        QCOMPARE(*one, std::string("one"));
        one = two;
        QVERIFY(one == two);
        two.reset();
        QVERIFY(one != two);
        QVERIFY(one.has_value());
        one = Text();
        QVERIFY(one == two);
    }

    void what_is_not_there_cannot_be_had()
    {
        QVERIFY_THROWS_EXCEPTION(std::bad_optional_access, static_cast<void>(Text().value()));
        Text text;
        text.emplace() = "here";
        QCOMPARE(text.value(), std::string("here"));
        QCOMPARE(text->size(), std::size_t(4));
    }
};

QTEST_GUILESS_MAIN(RareTest)
#include "rare_test.moc"
