#pragma once

#include "agent-app/models/packet_model.hpp"
#include "agent-app/theme/palette.hpp"
#include "agent-app/views/delegates/rich_text.hpp"

#include <QFrame>

#include <functional>

class QAbstractButton;
class QVBoxLayout;

namespace tandem::console {

class Theme;

// A sentence with numbered buttons behind it, one for each message that it rests on. The text is plain.
class CitedLabel final : public QWidget
{
    Q_OBJECT

public:
    // The theme must outlive the label. `bullet` puts a dot in front.
    CitedLabel(const Theme& theme, const CitedText& cited, bool bullet, QWidget* parent = nullptr);

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void citeActivated(quint64 seq);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int place(int width) const; // lays out text and numbers; returns the height

    const Theme& m_theme;
    bool m_bullet;
    mutable RichText m_text;
    mutable int m_placedFor = -1; // width
    mutable int m_placedHeight = 0;
    QList<QWidget*> m_cites;
};

// Builds one titled section of the context column from top to bottom.
class SectionBuilder final
{
public:
    using SeqHandler = std::function<void(quint64)>;

    // Appends to `column`; what it makes belongs to the column's widget.
    SectionBuilder(const Theme& theme, QVBoxLayout& column, SeqHandler onCite);

    void title(const QString& text);
    void text(const QString& text, ColorRole ink = ColorRole::text, bool strong = false);
    void small(const QString& text, bool indented); // belongs to the line above it
    void empty(const QString& text) { this->text(text, ColorRole::muted); }
    void cited(const CitedText& cited, bool bullet = false);
    void pair(const QString& name, const QString& value, quint64 source = 0);
    void confidence(const IntentText& intent);
    [[nodiscard]] QAbstractButton* link(const QString& words); // opens what the caller connects it to
    void gap(int height);

private:
    const Theme& m_theme;
    QVBoxLayout& m_column;
    SeqHandler m_onCite;
    bool m_first = true;
};

} // namespace tandem::console
