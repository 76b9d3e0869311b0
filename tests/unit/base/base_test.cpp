#include "shared/base/encoding.hpp"
#include "shared/base/errc.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/random.hpp"
#include "shared/base/result.hpp"
#include "shared/base/time.hpp"

#include <QCryptographicHash>
#include <QtTest>

using namespace tandem;

class BaseTest : public QObject
{
    Q_OBJECT

private slots:
    void base64url_knows_the_vectors_of_the_rfc_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        for (const auto& [bytes, expected] :
             {std::pair("", ""),
              std::pair("f", "Zg"),
              std::pair("fo", "Zm8"),
              std::pair("foo", "Zm9v"),
              std::pair("foob", "Zm9vYg"),
              std::pair("fooba", "Zm9vYmE"),
              std::pair("foobar", "Zm9vYmFy")})
            QTest::addRow("'%s'", bytes) << QByteArray(bytes) << QByteArray(expected);
        QTest::addRow("the URL alphabet") << QByteArray("\xFB\xEF\xFF") << QByteArray("--__");
    }
    void base64url_knows_the_vectors_of_the_rfc()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(base64url(bytes.toStdString())), expected);
    }

    void base64url_agrees_with_another_encoder_on_random_bytes()
    {
        SeededRandom random(1);
        for (std::size_t size = 0; size < 300; ++size) {
            std::string bytes(size, '\0');
            random.fill(std::as_writable_bytes(std::span(bytes)));
            const auto options = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
            QCOMPARE(
                QByteArray::fromStdString(base64url(bytes)),
                QByteArray::fromStdString(bytes).toBase64(options)
            );
            QCOMPARE(QByteArray::fromStdString(hex(bytes)), QByteArray::fromStdString(bytes).toHex());
            QCOMPARE(
                QByteArray::fromStdString(sha256_hex(bytes)),
                QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256)
                    .toHex()
            );
        }
    }

    void sha256_knows_the_vectors_of_the_standard()
    {
        QCOMPARE(
            sha256_hex(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        );
        QCOMPARE(
            sha256_hex("abc"),
            std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        );
        QCOMPARE(
            sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            std::string("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        );
    }

    void secrets_compare_by_content()
    {
        QVERIFY(equal_constant_time("", ""));
        QVERIFY(equal_constant_time("token", "token"));
        QVERIFY(!equal_constant_time("token", "tokem"));
        QVERIFY(!equal_constant_time("token", "toke"));
    }

    void error_names_are_unique_and_the_range_says_whether_to_retry()
    {
        QSet<QString> names;
        int known = 0;
        for (int code = 0; code < 3000; ++code) {
            const auto errc = static_cast<Errc>(code);
            const auto name = errc_name(errc);
            if (name == errc_name(Errc::internal) && errc != Errc::internal) continue;
            ++known;
            QVERIFY(is_client_msg_id(name));
            names << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
            QCOMPARE(retryable(errc), code >= 1500);
        }
        QCOMPARE(known, 21);
        QCOMPARE(names.size(), known);
    }

    void client_message_ids_are_short_and_plain()
    {
        QVERIFY(is_client_msg_id("a"));
        QVERIFY(is_client_msg_id("m_7Qf0-sW1a9Zk2"));
        QVERIFY(is_client_msg_id(std::string(64, 'x')));
        for (const char* bad : {"", " ", "a b", "a.b", "a\n", "\xC3\xBC", "a/b"})
            QVERIFY(!is_client_msg_id(bad));
        QVERIFY(!is_client_msg_id(std::string(65, 'x')));
        QVERIFY(!is_client_msg_id(std::string_view("a\0b", 3)));
    }

    void ulids_sort_by_time_and_differ_within_a_millisecond()
    {
        SeededRandom random(2);
        std::string last;
        for (WallTime at :
             {WallTime(0),
              WallTime(1),
              WallTime(31),
              WallTime(32),
              WallTime(1'700'000'000'000),
              WallTime(1'700'000'000'001),
              (WallTime(1) << 48) - 1}) {
            const std::string ulid = make_ulid(at, random);
            QCOMPARE(ulid.size(), 26U);
            QVERIFY(ulid > last);
            QVERIFY(is_client_msg_id(ulid));
            last = ulid;
        }
        QSet<QString> same_moment;
        for (int i = 0; i < 10'000; ++i)
            same_moment << QString::fromStdString(make_ulid(5, random));
        QCOMPARE(same_moment.size(), 10'000);
        // 01ARYZ6S41 is the time of the specification's example.
        QCOMPARE(make_ulid(1'469'918'176'385, random).substr(0, 10), std::string("01ARYZ6S41"));
    }

    void tokens_carry_the_bytes_they_were_asked_for()
    {
        QCOMPARE(make_token(32, system_random()).size(), 43U);
        QVERIFY(make_token(32, system_random()) != make_token(32, system_random()));
    }

    void seeded_chance_repeats_and_spreads()
    {
        SeededRandom one(9), two(9);
        int buckets[10] = {};
        for (int i = 0; i < 10'000; ++i) {
            const auto value = one.below(10);
            QCOMPARE(two.below(10), value);
            ++buckets[value];
        }
        for (const int count : buckets)
            QVERIFY(count > 850 && count < 1150);
        QCOMPARE(one.below(0), 0U);
        QCOMPARE(one.below(1), 0U);
        for (int i = 0; i < 1000; ++i) {
            const double unit = one.unit();
            QVERIFY(unit >= 0 && unit < 1);
        }
    }

    void a_manual_clock_moves_only_when_told()
    {
        ManualClock clock(1000);
        const SteadyTime start = clock.steady();
        QCOMPARE(clock.wall(), 1000);
        clock.advance(Millis(250));
        QCOMPARE(clock.wall(), 1250);
        QVERIFY(clock.steady() - start == Millis(250));
    }

    void the_system_clock_goes_forward()
    {
        const Clock& clock = system_clock();
        const SteadyTime before = clock.steady();
        QVERIFY(clock.wall() > 1'700'000'000'000);
        QVERIFY(clock.steady() >= before);
    }

    void a_failure_remembers_where_it_was_born()
    {
        const Result<int> failed = fail(Errc::not_found, "conversation");
        const Result<std::string> passed_on = fail(failed);
        QCOMPARE(int(passed_on.error().code), int(Errc::not_found));
        QCOMPARE(passed_on.error().where.line(), failed.error().where.line());
        QVERIFY(std::string_view(passed_on.error().where.file_name()).ends_with("base_test.cpp"));
    }
};

QTEST_GUILESS_MAIN(BaseTest)
#include "base_test.moc"
