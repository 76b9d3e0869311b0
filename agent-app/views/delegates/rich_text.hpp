#pragma once

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QSizeF>
#include <QString>

#include <memory>
#include <vector>

class QPainter;
class QTextLayout;

namespace tandem::console {

// Fonts of one body of text; colours are given when it is drawn, so a change of scheme needs no new layout.
struct RichTextFonts
{
    QFont body;
    QFont mono;
};

struct RichTextColors
{
    QColor text;
    QColor link;
    QColor codeGround;
    QColor selection;
    QColor selectedText;
};

// A range of a text's displayed characters (UTF-16), as the pointer selected it. Empty when both are equal.
struct TextRange
{
    int from = 0;
    int to = 0;
    [[nodiscard]] bool isEmpty() const { return from == to; }
    friend bool operator==(const TextRange&, const TextRange&) = default;
};

// Foreign text, laid out by us: Markdown subset or plain, never HTML, so nothing can be fetched, run or
// nested without end. Shows at most `shownLimit` characters and says with hiddenCharacters() how many more
// there are.
class RichText final
{
public:
    static constexpr int shownLimit = 8000;

    static RichText fromMarkdown(const QString& text, const RichTextFonts& fonts);
    static RichText fromPlain(const QString& text, const RichTextFonts& fonts);

    RichText();
    RichText(RichText&&) noexcept;
    RichText& operator=(RichText&&) noexcept;
    ~RichText();

    // Breaks lines at `width` and returns what it needs, which may be narrower.
    QSizeF layout(qreal width);
    [[nodiscard]] QSizeF size() const { return m_size; }

    void draw(QPainter* painter, const QPointF& at, const RichTextColors& colors, TextRange selection = {})
        const;

    // Points are relative to where the text is drawn.
    [[nodiscard]] int positionAt(const QPointF& point) const;
    [[nodiscard]] QString linkAt(const QPointF& point
    ) const;                                 // empty, or a target as parse_markdown lets it through
    [[nodiscard]] QPointF endOfText() const; // where a caret stands: top of the last line's end
    [[nodiscard]] TextRange wordAt(int position) const;

    [[nodiscard]] const QString& displayed() const { return m_displayed; }
    [[nodiscard]] QString displayed(TextRange range) const;
    [[nodiscard]] int hiddenCharacters() const { return m_hidden; }

private:
    struct Block;

    void finish(int hidden);

    std::vector<Block> m_blocks;
    QString m_displayed; // blocks joined by line feeds
    QSizeF m_size;
    int m_hidden = 0;
};

} // namespace tandem::console
