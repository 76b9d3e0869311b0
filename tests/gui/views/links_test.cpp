#include "agent-app/views/links.hpp"

#include "agent-app/views/ink.hpp"
#include "agent-app/views/sign_in_view.hpp"

#include <QTest>

using namespace tandem::console;

class LinksTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void only_https_and_mailto_open_data();
    void only_https_and_mailto_open();
    void the_host_is_shown_as_it_is_sent();
    void a_tool_tip_is_never_taken_for_rich_text();
    void a_server_is_what_people_type_data();
    void a_server_is_what_people_type();
};

void LinksTest::only_https_and_mailto_open_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<bool>("opens");
    QTest::newRow("https") << "https://shop.example/a?b=c#d" << true;
    QTest::newRow("mailto") << "mailto:help@shop.example" << true;
    QTest::newRow("upper case") << "HTTPS://shop.example/" << true;
    QTest::newRow("http") << "http://shop.example/" << false;
    QTest::newRow("file") << "file:///etc/passwd" << false;
    QTest::newRow("script") << "javascript:alert(1)" << false;
    QTest::newRow("data") << "data:text/html,x" << false;
    QTest::newRow("article") << "article:shipping-times" << false;
    QTest::newRow("user name") << "https://bank.example@evil.example/" << false;
    QTest::newRow("no host") << "https:///x" << false;
    QTest::newRow("relative") << "//shop.example/" << false;
    QTest::newRow("mailto without address") << "mailto:?subject=x" << false;
    QTest::newRow("empty") << "" << false;
    QTest::newRow("share") << "\\\\host\\share" << false;
}

void LinksTest::only_https_and_mailto_open()
{
    QFETCH(QString, target);
    QFETCH(bool, opens);
    QCOMPARE(!openableLink(target).isEmpty(), opens);
}

void LinksTest::the_host_is_shown_as_it_is_sent()
{
    // The first letter is Cyrillic.
    QCOMPARE(
        hostToShow(openableLink(QStringLiteral("https://аpple.example/"))),
        QStringLiteral("xn--pple-43d.example")
    );
    QCOMPARE(
        hostToShow(openableLink(QStringLiteral("https://shop.example:8443/x"))),
        QStringLiteral("shop.example:8443")
    );
    QCOMPARE(hostToShow(openableLink(QStringLiteral("mailto:a@b.example"))), QStringLiteral("a@b.example"));
}

void LinksTest::a_tool_tip_is_never_taken_for_rich_text()
{
    const QStringList hostile{
        QStringLiteral("<img src='file:///etc/passwd'>"),
        QStringLiteral("&lt;b> and more"),
        QStringLiteral("a <b>name</b>"),
    };
    for (const QString& text : hostile) {
        QVERIFY2(Qt::mightBeRichText(text), qPrintable(text)); // else this would prove nothing
        QVERIFY2(!Qt::mightBeRichText(plainToolTip(text)), qPrintable(text));
    }
    QCOMPARE(plainToolTip(QStringLiteral("Bed & Bath, 3 < 4")), QStringLiteral("Bed & Bath, 3 < 4"));
}

void LinksTest::a_server_is_what_people_type_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("url");
    QTest::newRow("name") << "desk.example" << "wss://desk.example";
    QTest::newRow("local with port") << "127.0.0.1:8080" << "ws://127.0.0.1:8080";
    QTest::newRow("https") << "https://desk.example" << "wss://desk.example";
    QTest::newRow("http") << " http://localhost:8080 " << "ws://localhost:8080";
    QTest::newRow("whole") << "ws://127.0.0.1:8080" << "ws://127.0.0.1:8080";
    QTest::newRow("other scheme") << "ftp://desk.example" << "";
    QTest::newRow("spaces inside") << "desk example" << "";
    QTest::newRow("empty") << "" << "";
}

void LinksTest::a_server_is_what_people_type()
{
    QFETCH(QString, typed);
    QFETCH(QString, url);
    QCOMPARE(serverUrl(typed).toString(), url);
}

QTEST_APPLESS_MAIN(LinksTest)
#include "links_test.moc"
