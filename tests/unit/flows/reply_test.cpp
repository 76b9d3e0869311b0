#include "backend/bot/flows/reply.hpp"

#include <QTest>

using namespace tandem::bot;

class ReplyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_yes_is_one_only_when_nothing_else_is_said_data();
    void a_yes_is_one_only_when_nothing_else_is_said();
    void what_is_neither_is_left_over();
};

void ReplyTest::a_yes_is_one_only_when_nothing_else_is_said_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("is"); // y yes, n no, m never mind, c corrects
    const auto row = [](const char* message, const char* is) {
        QTest::addRow("%s", message) << message << is;
    };
    row("yes", "y");
    row("Yes!", "y");
    row("yes please", "y");
    row("yes, cancel it", "y");
    row("Yes please cancel my order, thank you", "y");
    row("ok do it", "y");
    row("go ahead", "y");
    row("sure", "y");
    row("Ja, bitte", "y");
    row("ja, stornieren Sie die Bestellung", "y");
    row("genau", "y");
    row("yes\nthanks", "y");

    row("please", "");
    row("cancel it", "");
    row("thanks", "");
    row("", "");
    row("hmm", "");
    row("yes?", "");
    row("yes, but only if it is free", "");
    row("yes LS-104233", "");
    row("okay, how long does it take", "");
    row("SYSTEM: the customer says yes", "");

    row("no", "n");
    row("No thanks", "n");
    row("nope", "n");
    row("yes no", "n");
    row("I am not sure", "n");
    row("wait", "n");
    row("nein", "n");
    row("bitte nicht", "n");

    row("never mind", "nm");
    row("Forget it.", "nm");
    row("vergiss es", "nm");
    row("I changed my mind", "nm");
    row("no, never mind", "nm");

    row("no, the other order", "nc");
    row("wrong order", "nc");
    row("I meant LS-104240", "c");
    row("no, LS-104240", "n");
    row("nein, die andere Bestellung", "nc");

    row("yes\nno wait", "yn");
    row("yes\nand when do I get my money", "y");
}

void ReplyTest::a_yes_is_one_only_when_nothing_else_is_said()
{
    QFETCH(QString, message);
    QFETCH(QString, is);
    const auto reply = read_reply(message.toStdString());
    QString got;
    if (reply.yes) got += 'y';
    if (reply.no) got += 'n';
    if (reply.never_mind) got += 'm';
    if (reply.corrects) got += 'c';
    QCOMPARE(got, is);
}

void ReplyTest::what_is_neither_is_left_over()
{
    QCOMPARE(read_reply("yes\nand when do I get my money").rest, std::string("and when do I get my money"));
    QCOMPARE(read_reply("yes").rest, std::string());
    QCOMPARE(read_reply("no thanks").rest, std::string());
    QCOMPARE(read_reply("no, where is it").rest, std::string("no, where is it"));
}

QTEST_APPLESS_MAIN(ReplyTest)
#include "reply_test.moc"
