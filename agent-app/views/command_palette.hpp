#pragma once

#include <QFrame>
#include <QIcon>
#include <QList>

#include <functional>

class QLineEdit;
class QListView;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace tandem::console {

class Theme;

// One thing the palette can do. Text may be foreign (names of customers); it is shown as plain text.
struct PaletteEntry
{
    QString text;
    QString detail; // what tells it from others of the same name; is searched too
    QString hint;   // its key, or what it is
    QIcon icon;
    std::function<void()> run;
};

// Everything by name: type a few letters, choose with the arrows, Enter. Floats over its parent; Esc or a
// click beside it closes.
class CommandPalette final : public QFrame
{
    Q_OBJECT

public:
    // The theme must outlive the palette.
    CommandPalette(const Theme& theme, QWidget* parent);

    // `question` stands in the field until something is typed.
    void open(QList<PaletteEntry> entries, const QString& question);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void choose(const QModelIndex& index);
    void move(int by);
    void fitHeight();
    void close();

    const Theme& m_theme;
    QList<PaletteEntry> m_entries;
    QLineEdit* m_field;
    QListView* m_list;
    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_filter;
    QWidget* m_before = nullptr; // had the focus
};

} // namespace tandem::console
