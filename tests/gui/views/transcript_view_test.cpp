#include "agent-app/views/transcript_view.hpp"

#include "agent-app/theme/theme.hpp"
#include "agent-app/views/delegates/transcript_delegate.hpp"
#include "time_limit.hpp"

#include <QApplication>
#include <QClipboard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QToolButton>

using namespace tandem::console;
using tandem::protocol::ActorKind;

class TranscriptViewTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void begins_at_the_end();
    void follows_the_end_only_while_it_is_there();
    void text_on_the_screen_stays_while_rows_above_are_measured();
    void a_growing_answer_does_not_move_what_is_read();
    void measures_only_what_is_seen();
    void ten_thousand_rows_open_and_stream_in_time();
    void a_cited_row_is_shown();
    void arrows_read_a_message_that_is_higher_than_the_screen();
    void removed_rows_leave_no_trace();
    void copies_the_marked_part_or_the_message();
    void finds_text_upwards_and_around();
    void an_action_under_a_message_is_heard();

private:
    void add(int count, const QString& text = QStringLiteral("Where is my parcel?"));
    [[nodiscard]] int topOf(int row) const { return m_view->visualRect(m_model->index(row, 0)).top(); }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QStandardItemModel> m_model;
    std::unique_ptr<TranscriptView> m_view;
};

void TranscriptViewTest::init()
{
    m_theme = std::make_unique<Theme>();
    m_model = std::make_unique<QStandardItemModel>();
    m_view = std::make_unique<TranscriptView>(*m_theme);
    m_view->resize(600, 400);
    m_view->setModel(m_model.get());
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TranscriptViewTest::cleanup() { m_view.reset(); }

void TranscriptViewTest::add(int count, const QString& text)
{
    QList<QStandardItem*> rows;
    for (int i = 0; i < count; ++i) {
        auto* item = new QStandardItem;
        item->setData(int(TranscriptKind::Message), role(TranscriptRole::Kind));
        item->setData(int(i % 2 ? ActorKind::bot : ActorKind::customer), role(TranscriptRole::ActorKind));
        item->setData(QStringLiteral("Ana"), role(TranscriptRole::ActorName));
        item->setData(
            QString(
                text + QStringLiteral(" ") +
                QStringLiteral("more of it ").repeated(m_model->rowCount() % 40)
            ),
            role(TranscriptRole::Text)
        );
        item->setData(QDateTime(QDate(2026, 3, 2), QTime(14, 2)), role(TranscriptRole::At));
        item->setData(true, role(TranscriptRole::FirstOfGroup));
        item->setData(true, role(TranscriptRole::LastOfGroup));
        m_model->appendRow(item);
    }
    QCoreApplication::processEvents();
}

void TranscriptViewTest::begins_at_the_end()
{
    add(200);
    QVERIFY(m_view->isAtEnd());
    QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
    const QRect last = m_view->visualRect(m_model->index(199, 0));
    QCOMPARE(last.bottom() + 1, m_view->viewport()->height());
}

void TranscriptViewTest::follows_the_end_only_while_it_is_there()
{
    add(100);
    auto* button = m_view->findChild<QToolButton*>(QStringLiteral("newBelow"));
    QVERIFY(button->isHidden());

    m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->value() - 500);
    QVERIFY(!m_view->isAtEnd());
    const int row = m_view->indexAt({10, 10}).row();
    const int top = topOf(row);
    add(3);
    QCOMPARE(topOf(row), top);
    QVERIFY(!button->isHidden());
    QVERIFY(button->text().contains(QLatin1Char('3')));

    button->click();
    QVERIFY(m_view->isAtEnd());
    QVERIFY(button->isHidden());
    add(1);
    QCOMPARE(m_view->visualRect(m_model->index(103, 0)).bottom() + 1, m_view->viewport()->height());
}

void TranscriptViewTest::text_on_the_screen_stays_while_rows_above_are_measured()
{
    add(500);
    // Upwards into rows that were never measured, a little at a time: what was on the screen moves by just
    // that.
    for (int i = 0; i < 200; ++i) {
        const QModelIndex seen = m_view->indexAt({10, 200});
        const int before = topOf(seen.row());
        const int value = m_view->verticalScrollBar()->value();
        if (value < 60) break;
        m_view->verticalScrollBar()->setValue(value - 37);
        QCOMPARE(topOf(seen.row()), before + 37);
    }
}

void TranscriptViewTest::a_growing_answer_does_not_move_what_is_read()
{
    add(100);
    m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum() - 600);
    const int row = m_view->indexAt({10, 10}).row();
    const int top = topOf(row);
    for (int i = 0; i < 30; ++i) {
        QStandardItem* last = m_model->item(99);
        last->setData(
            QString(
                last->data(role(TranscriptRole::Text)).toString() + QStringLiteral("token ").repeated(9)
            ),
            role(TranscriptRole::Text)
        );
        QCoreApplication::processEvents();
        QCOMPARE(topOf(row), top);
    }
    QVERIFY(!m_view->isAtEnd());
}

void TranscriptViewTest::measures_only_what_is_seen()
{
    // A model that counts who is asked for text.
    class Counting final : public QStandardItemModel
    {
    public:
        mutable QSet<int> asked;
        QVariant data(const QModelIndex& index, int which) const override
        {
            if (which == role(TranscriptRole::Text)) asked.insert(index.row());
            return QStandardItemModel::data(index, which);
        }
    };
    Counting counting;
    for (int i = 0; i < 10'000; ++i)
        counting.appendRow(new QStandardItem);
    m_view->setModel(&counting);
    QCoreApplication::processEvents();
    m_view->viewport()->repaint();
    QVERIFY2(counting.asked.size() < 60, qPrintable(QString::number(counting.asked.size())));
    m_view->setModel(m_model.get());
}

void TranscriptViewTest::ten_thousand_rows_open_and_stream_in_time()
{
    add(10'000);
    const qint64 opening = fastestMs([this] {
        m_view->setModel(nullptr);
        m_view->setModel(m_model.get());
        m_view->viewport()->repaint();
    });
    QVERIFY2(opening < 200, qPrintable(QString::number(opening)));

    // A delta costs one row, whatever stands above it.
    const qint64 hundredDeltas = fastestMs([this] {
        for (int i = 0; i < 100; ++i) {
            QStandardItem* last = m_model->item(9'999);
            last->setData(QStringLiteral("token ").repeated(i), role(TranscriptRole::Text));
            QCoreApplication::processEvents();
            m_view->viewport()->repaint();
        }
    });
    QVERIFY2(hundredDeltas < 1'600, qPrintable(QString::number(hundredDeltas)));
}

void TranscriptViewTest::a_cited_row_is_shown()
{
    add(400);
    m_view->showRow(12);
    QCOMPARE(m_view->currentIndex().row(), 12);
    const QRect rect = m_view->visualRect(m_model->index(12, 0));
    QVERIFY(m_view->viewport()->rect().contains(rect));
    QVERIFY(!m_view->isAtEnd());
    m_view->showRow(-1);
    QCOMPARE(m_view->currentIndex().row(), 12);
}

void TranscriptViewTest::arrows_read_a_message_that_is_higher_than_the_screen()
{
    add(2);
    add(1, QStringLiteral("a very long story ").repeated(300));
    add(2);
    m_view->showRow(1);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(m_view->currentIndex().row(), 2);
    const int top = topOf(2);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(m_view->currentIndex().row(), 2);
    QVERIFY(topOf(2) < top);
    for (int i = 0; i < 100 && m_view->currentIndex().row() == 2; ++i)
        QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(m_view->currentIndex().row(), 3);
}

void TranscriptViewTest::removed_rows_leave_no_trace()
{
    add(50);
    m_model->removeRows(10, 5);
    m_model->removeRows(44, 1);
    QCoreApplication::processEvents();
    QCOMPARE(m_view->visualRect(m_model->index(43, 0)).bottom() + 1, m_view->viewport()->height());
    m_model->removeRows(0, m_model->rowCount());
    QCoreApplication::processEvents();
    m_view->viewport()->repaint();
    QVERIFY(!m_view->indexAt({10, 10}).isValid());
}

void TranscriptViewTest::copies_the_marked_part_or_the_message()
{
    add(1, QStringLiteral("Where is it?"));
    m_view->setCurrentIndex(m_model->index(0, 0));
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("Where is it?")));

    const auto* delegate = static_cast<TranscriptDelegate*>(m_view->itemDelegate());
    const TranscriptLayout& layout = delegate->layoutFor(m_model->index(0, 0), m_view->viewport()->width());
    const QPoint from = QPoint(0, topOf(0)) + layout.textRect.topLeft().toPoint() + QPoint(1, 8);
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, from);
    QMouseEvent move(
        QEvent::MouseMove,
        QPointF(from.x() + 2000, from.y()),
        m_view->viewport()->mapToGlobal(QPointF(from.x() + 2000, from.y())),
        Qt::NoButton,
        Qt::LeftButton,
        {}
    );
    QApplication::sendEvent(m_view->viewport(), &move);
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, from + QPoint(200, 0));
    QCOMPARE(m_view->textToCopy().trimmed(), QStringLiteral("Where is it?"));
}

void TranscriptViewTest::finds_text_upwards_and_around()
{
    add(5);
    add(1, QStringLiteral("The NEEDLE"));
    add(5);
    QCOMPARE(m_view->findRow(QStringLiteral("needle"), 10, true), 5);
    QCOMPARE(m_view->findRow(QStringLiteral("needle"), 3, true), 5); // around the beginning
    QCOMPARE(m_view->findRow(QStringLiteral("needle"), 6, false), 5);
    QCOMPARE(m_view->findRow(QStringLiteral("haystack"), 0, false), -1);
}

void TranscriptViewTest::an_action_under_a_message_is_heard()
{
    add(1);
    m_model->item(0)->setData(int(Delivery::Failed), role(TranscriptRole::Delivery));
    m_model->item(0)->setData(QStringLiteral("msg1"), role(TranscriptRole::ClientMsgId));
    QCoreApplication::processEvents();
    QSignalSpy retried(m_view.get(), &TranscriptView::retryRequested);
    const auto* delegate = static_cast<TranscriptDelegate*>(m_view->itemDelegate());
    const HotText hot = delegate->layoutFor(m_model->index(0, 0), m_view->viewport()->width()).hot.front();
    QTest::mouseClick(
        m_view->viewport(), Qt::LeftButton, {}, QPoint(0, topOf(0)) + hot.rect.center().toPoint()
    );
    QCOMPARE(retried.count(), 1);
    QCOMPARE(retried.first().first().toString(), QStringLiteral("msg1"));
}

QTEST_MAIN(TranscriptViewTest)
#include "transcript_view_test.moc"
