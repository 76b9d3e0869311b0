// Foreign text must never reach Qt's rich text (it reads local files and can be made to hang or crash). So
// nothing in the console may call what makes rich text, and a label says that it is plain.

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

class LintTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothing_makes_rich_text();
    void labels_say_that_they_are_plain();
    void views_know_no_json_and_no_sql();
    void the_rules_find_what_they_forbid();
};

namespace {

struct SourceFile
{
    QString name;
    QString text;
};

QString withoutComments(QString text)
{
    static const QRegularExpression comment(
        QStringLiteral("//[^\n]*|/\\*.*?\\*/"), QRegularExpression::DotMatchesEverythingOption
    );
    return text.remove(comment);
}

QList<SourceFile> sourcesBelow(const QString& folder)
{
    QList<SourceFile> files;
    const QStringList kinds{QStringLiteral("*.cpp"), QStringLiteral("*.hpp")};
    QDirIterator it(
        QStringLiteral(TANDEM_SOURCE_DIR "/") + folder, kinds, QDir::Files, QDirIterator::Subdirectories
    );
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            files << SourceFile{file.fileName(), withoutComments(QString::fromUtf8(file.readAll()))};
    }
    return files;
}

QString richTextIn(const QString& source)
{
    static const QRegularExpression forbidden(QStringLiteral(
        "\\b(setHtml|setMarkdown|insertHtml|appendHtml|toHtml|fromHtml|QTextBrowser|QTextEdit|"
        "RichText\\s*\\)|Qt::RichText|Qt::MarkdownText|Qt::AutoText|QMessageBox|QErrorMessage|"
        "setOpenExternalLinks)\\b"
    ));
    return forbidden.match(source).captured();
}

// A label needs a plain format unless all it ever gets is a picture: in a file with `new QLabel` as many
// formats must be set as labels get text. Loops over labels count for all of them, so this looks for files
// with none at all.
bool hasUnguardedLabel(const QString& source)
{
    return source.contains(QLatin1String("new QLabel")) && source.contains(QLatin1String("->setText(")) &&
           !source.contains(QLatin1String("Qt::PlainText"));
}

} // namespace

void LintTest::nothing_makes_rich_text()
{
    const QList<SourceFile> files = sourcesBelow(QStringLiteral("agent-app"));
    QVERIFY(files.size() > 40);
    for (const SourceFile& file : files) {
        const QString found = richTextIn(file.text);
        QVERIFY2(found.isEmpty(), qPrintable(QString(file.name + QStringLiteral(": ") + found)));
    }
}

void LintTest::labels_say_that_they_are_plain()
{
    for (const SourceFile& file : sourcesBelow(QStringLiteral("agent-app")))
        QVERIFY2(!hasUnguardedLabel(file.text), qPrintable(file.name));
}

void LintTest::views_know_no_json_and_no_sql()
{
    static const QRegularExpression forbidden(QStringLiteral(
        "QJson|boost/json|QSql|protocol/(messages|codec|events)\\.hpp|QWebSocket|agent-app/(net|store)/"
    ));
    for (const SourceFile& file : sourcesBelow(QStringLiteral("agent-app/views"))) {
        const QString found = forbidden.match(file.text).captured();
        QVERIFY2(found.isEmpty(), qPrintable(QString(file.name + QStringLiteral(": ") + found)));
    }
}

void LintTest::the_rules_find_what_they_forbid()
{
    QVERIFY(!richTextIn(QStringLiteral("view->setHtml(text);")).isEmpty());
    QVERIFY(!richTextIn(QStringLiteral("label->setTextFormat(Qt::RichText);")).isEmpty());
    QVERIFY(richTextIn(QStringLiteral("text.toHtmlEscaped()")).isEmpty());
    QVERIFY(richTextIn(withoutComments(QStringLiteral("// never setHtml\n"))).isEmpty());
    QVERIFY(hasUnguardedLabel(QStringLiteral("auto* l = new QLabel; l->setText(name);")));
}

QTEST_APPLESS_MAIN(LintTest)
#include "lint_test.moc"
