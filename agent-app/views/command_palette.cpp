#include "agent-app/views/command_palette.hpp"

#include "agent-app/theme/style.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/foreign_text.hpp"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace tandem::console {

namespace {

constexpr int paletteWidth = 560;
constexpr int paletteHeight = 420;
constexpr int hintRole = Qt::UserRole + 1;
constexpr int entryRole = Qt::UserRole + 2;
constexpr int detailRole = Qt::UserRole + 3;

// Words in any order: "res next" finds "Resolve, and go to the next".
class WordFilter final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QString& text)
    {
        m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        invalidateFilter();
    }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        const QString text = index.data().toString() + QLatin1Char(' ') + index.data(detailRole).toString();
        return std::ranges::all_of(m_words, [&text](const QString& word) {
            return text.contains(word, Qt::CaseInsensitive);
        });
    }

private:
    QStringList m_words;
};

class EntryDelegate final : public QStyledItemDelegate
{
public:
    EntryDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    void
    paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QRect row = option.rect.adjusted(tokens::gap1, 0, -tokens::gap1, 0);
        if (option.state & QStyle::State_Selected)
            drawRounded(painter, row, tokens::radiusField, m_theme.color(ColorRole::selected));
        QRect inside = row.adjusted(tokens::gap2, 0, -tokens::gap2, 0);
        const QIcon icon = index.data(Qt::DecorationRole).value<QIcon>();
        icon.paint(
            painter, QRect(inside.left(), inside.center().y() - 8, tokens::iconSmall, tokens::iconSmall)
        );
        inside.setLeft(inside.left() + tokens::iconSmall + tokens::gap2);

        painter->setLayoutDirection(Qt::LayoutDirectionAuto);
        const QString hint = index.data(hintRole).toString();
        painter->setFont(m_theme.font(TextRole::meta));
        painter->setPen(m_theme.color(ColorRole::muted));
        painter->drawText(inside, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, hint);
        inside.setRight(inside.right() - painter->fontMetrics().horizontalAdvance(hint) - tokens::gap3);

        painter->setFont(m_theme.font(TextRole::body));
        painter->setPen(m_theme.color(ColorRole::text));
        const QString text =
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, inside.width());
        painter->drawText(inside, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);

        inside.setLeft(inside.left() + painter->fontMetrics().horizontalAdvance(text) + tokens::gap2);
        painter->setFont(m_theme.font(TextRole::meta));
        painter->setPen(m_theme.color(ColorRole::muted));
        const QString detail = index.data(detailRole).toString();
        painter->drawText(
            inside,
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            painter->fontMetrics().elidedText(detail, Qt::ElideRight, inside.width())
        );
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {200, tokens::target + tokens::gap1};
    }

private:
    const Theme& m_theme;
};

} // namespace

CommandPalette::CommandPalette(const Theme& theme, QWidget* parent)
    : QFrame(parent),
      m_theme(theme),
      m_field(new QLineEdit),
      m_list(new QListView),
      m_model(new QStandardItemModel(this)),
      m_filter(new WordFilter(this))
{
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Do something"));
    m_field->setObjectName(QStringLiteral("paletteField"));
    m_field->setAccessibleName(tr("What to do"));
    m_field->installEventFilter(this);
    m_filter->setSourceModel(m_model);
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new EntryDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setAccessibleName(tr("What can be done"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(tokens::gap3, tokens::gap3, tokens::gap3, tokens::gap3);
    column->addWidget(m_field);
    column->addWidget(m_list, 1);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        static_cast<WordFilter*>(m_filter)->setWords(text);
        m_list->setCurrentIndex(m_filter->index(0, 0));
        fitHeight();
    });
    connect(m_list, &QListView::clicked, this, &CommandPalette::choose);
    hide();
}

void CommandPalette::open(QList<PaletteEntry> entries, const QString& question)
{
    m_field->setPlaceholderText(question);
    m_entries = std::move(entries);
    m_before = QApplication::focusWidget();
    m_model->clear();
    for (int i = 0; i < m_entries.size(); ++i) {
        auto* item = new QStandardItem(m_entries[i].icon, shortLine(m_entries[i].text));
        item->setData(m_entries[i].hint, hintRole);
        item->setData(shortLine(m_entries[i].detail), detailRole);
        item->setData(i, entryRole);
        item->setData(
            QStringList{item->text(), item->data(detailRole).toString(), m_entries[i].hint}.join(
                QLatin1Char(' ')
            ),
            Qt::AccessibleTextRole
        );
        m_model->appendRow(item);
    }
    m_field->clear();
    static_cast<WordFilter*>(m_filter)->setWords({});
    m_list->setCurrentIndex(m_filter->index(0, 0));
    const QWidget* around = parentWidget();
    const int width = std::min(paletteWidth, around->width() - 2 * tokens::gap5);
    setGeometry((around->width() - width) / 2, around->height() / 8, width, paletteHeight);
    fitHeight();
    show();
    raise();
    m_field->setFocus();
}

void CommandPalette::close()
{
    const QPointer<QWidget> before = m_before;
    hide();
    if (before && before->isVisible()) before->setFocus();
}

void CommandPalette::choose(const QModelIndex& index)
{
    if (!index.isValid()) return;
    const std::function<void()> run = m_entries.at(index.data(entryRole).toInt()).run;
    close();
    if (run) run();
}

void CommandPalette::fitHeight()
{
    // As much as there is to choose from; one row's place when there is nothing.
    const int most = std::min(paletteHeight, parentWidget()->height() - 2 * tokens::gap5);
    const int rows = std::max(1, m_filter->rowCount()) * (tokens::target + tokens::gap1);
    const int rest = m_field->sizeHint().height() + layout()->spacing() + 2 * tokens::gap3;
    resize(width(), std::min(most, rows + rest));
}

void CommandPalette::move(int by)
{
    const int rows = m_filter->rowCount();
    if (rows == 0) return;
    const int row = (m_list->currentIndex().row() + by + rows) % rows;
    m_list->setCurrentIndex(m_filter->index(row, 0));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut && isVisible()) {
        const auto reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason) hide();
    }
    if (event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Escape:
            close();
            return true;
        case Qt::Key_Up:
            move(-1);
            return true;
        case Qt::Key_Down:
            move(1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose(m_list->currentIndex());
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawRounded(
        &painter,
        rect(),
        tokens::radiusCard,
        m_theme.color(ColorRole::raised),
        m_theme.color(ColorRole::control)
    );
}

} // namespace tandem::console
