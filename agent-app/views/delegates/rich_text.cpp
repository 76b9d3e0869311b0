#include "agent-app/views/delegates/rich_text.hpp"

#include "agent-app/theme/tokens.hpp"
#include "shared/text/markdown.hpp"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextBoundaryFinder>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace tandem::console {

namespace {

constexpr qreal paragraphGap = 6;
constexpr qreal itemGap = 2;
constexpr qreal itemIndent = 20;
constexpr qreal codePadding = 8;

struct Link
{
    int from = 0;
    int length = 0;
    QString target;
};

QString shownPart(const QString& text, int& hidden)
{
    if (text.size() <= RichText::shownLimit) return text;
    qsizetype cut = RichText::shownLimit;
    if (text.at(cut - 1).isHighSurrogate()) --cut;
    hidden = int(text.size() - cut);
    return text.left(cut);
}

// Line breaks inside of one layout are line separators.
QString asLayoutText(const QString& text)
{
    QString lines = text;
    lines.replace(QLatin1Char('\n'), QChar::LineSeparator);
    return lines;
}

} // namespace

struct RichText::Block
{
    text::Block::Kind kind = text::Block::Kind::paragraph;
    QString marker; // of a list item
    QFont font;
    std::unique_ptr<QTextLayout> text = std::make_unique<QTextLayout>();
    std::vector<Link> links;
    int start = 0; // where its text begins in the displayed text
    QPointF at;    // of the layout, relative to the whole
    qreal height = 0;
    qreal indent = 0;

    [[nodiscard]] bool isCode() const { return kind == text::Block::Kind::code; }
    [[nodiscard]] bool isItem() const
    {
        return kind == text::Block::Kind::bullet || kind == text::Block::Kind::numbered;
    }
    [[nodiscard]] bool rightToLeft() const { return text->text().isRightToLeft(); }
};

RichText::RichText() = default;
RichText::RichText(RichText&&) noexcept = default;
RichText& RichText::operator=(RichText&&) noexcept = default;
RichText::~RichText() = default;

RichText RichText::fromPlain(const QString& text, const RichTextFonts& fonts)
{
    RichText result;
    int hidden = 0;
    Block block;
    block.font = fonts.body;
    block.text->setText(asLayoutText(shownPart(text, hidden)));
    result.m_blocks.push_back(std::move(block));
    result.finish(hidden);
    return result;
}

RichText RichText::fromMarkdown(const QString& text, const RichTextFonts& fonts)
{
    RichText result;
    int hidden = 0;
    const QByteArray utf8 = shownPart(text, hidden).toUtf8();
    for (const text::Block& parsed : text::parse_markdown({utf8.data(), std::size_t(utf8.size())})) {
        Block block;
        block.kind = parsed.kind;
        block.font = block.isCode() ? fonts.mono : fonts.body;
        if (parsed.kind == text::Block::Kind::heading) block.font.setWeight(QFont::DemiBold);
        if (parsed.kind == text::Block::Kind::bullet) block.marker = QStringLiteral("•");
        if (parsed.kind == text::Block::Kind::numbered)
            block.marker = QStringLiteral("%1.").arg(parsed.number);
        if (block.isItem()) block.indent = itemIndent;
        if (block.isCode()) block.indent = codePadding;

        QString joined;
        QList<QTextLayout::FormatRange> formats;
        for (const text::Span& span : parsed.spans) {
            const QString part =
                asLayoutText(QString::fromUtf8(span.text.data(), qsizetype(span.text.size())));
            QTextCharFormat format;
            if (span.bold) format.setFontWeight(QFont::Bold);
            if (span.italic) format.setFontItalic(true);
            if (span.code) format.setFontFamilies({fonts.mono.family()});
            if (!span.link.empty()) {
                format.setFontUnderline(true);
                format.setAnchor(true);
                block.links.push_back(
                    {int(joined.size()),
                     int(part.size()),
                     QString::fromUtf8(span.link.data(), qsizetype(span.link.size()))}
                );
            }
            if (!format.isEmpty()) formats.push_back({int(joined.size()), int(part.size()), format});
            joined += part;
        }
        block.text->setText(joined);
        block.text->setFormats(formats);
        result.m_blocks.push_back(std::move(block));
    }
    if (result.m_blocks.empty()) {
        // Nothing yet is as high as a line, so that a caret has a place to stand.
        result.m_blocks.emplace_back();
        result.m_blocks.back().font = fonts.body;
    }
    result.finish(hidden);
    return result;
}

void RichText::finish(int hidden)
{
    m_hidden = hidden;
    for (Block& block : m_blocks) {
        if (&block != &m_blocks.front()) m_displayed += QLatin1Char('\n');
        block.start = int(m_displayed.size());
        QString text = block.text->text();
        text.replace(QChar::LineSeparator, QLatin1Char('\n'));
        m_displayed += text;

        block.text->setFont(block.font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        option.setTextDirection(block.rightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
        block.text->setTextOption(option);
        block.text->setCacheEnabled(true);
    }
}

QSizeF RichText::layout(qreal width)
{
    const auto breakLines = [this](qreal available) {
        qreal y = 0;
        qreal widest = 0;
        for (Block& block : m_blocks) {
            if (&block != &m_blocks.front())
                y += block.isItem() && (&block)[-1].isItem() ? itemGap : paragraphGap;
            const qreal padding = block.isCode() ? codePadding : 0;
            const qreal inner = std::max(1.0, available - block.indent - padding);
            block.at = QPointF(block.rightToLeft() ? padding : block.indent, y + padding);
            const qreal step =
                std::max(block.font.pixelSize() * tokens::lineHeight, QFontMetricsF(block.font).height());

            qreal lineTop = 0;
            block.text->beginLayout();
            for (QTextLine line = block.text->createLine(); line.isValid();
                 line = block.text->createLine()) {
                line.setLineWidth(inner);
                // A line with a taller script in it may need more than the usual step.
                const qreal height = std::max(step, line.height());
                line.setPosition({0, lineTop + (height - line.height()) / 2});
                lineTop += height;
                widest = std::max(widest, line.naturalTextWidth() + block.indent + padding);
            }
            block.text->endLayout();
            block.height = lineTop + 2 * padding;
            y += block.height;
        }
        m_size = QSizeF(std::min(available, std::ceil(widest)), std::ceil(y));
    };
    breakLines(width);
    // Text that is aligned at the right must be aligned within what is really used.
    const bool anyRightToLeft =
        std::ranges::any_of(m_blocks, [](const Block& b) { return b.rightToLeft(); });
    if (anyRightToLeft && m_size.width() < width) breakLines(m_size.width());
    return m_size;
}

void RichText::draw(QPainter* painter, const QPointF& at, const RichTextColors& colors, TextRange selection)
    const
{
    const auto [from, to] = std::minmax(selection.from, selection.to);
    for (const Block& block : m_blocks) {
        const QPointF origin = at + block.at;
        if (block.isCode()) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(colors.codeGround);
            const QRectF ground(at.x(), origin.y() - codePadding, m_size.width(), block.height);
            painter->drawRoundedRect(ground, tokens::radiusField, tokens::radiusField);
        }
        painter->setPen(colors.text);
        if (!block.marker.isEmpty() && block.text->lineCount() > 0) {
            painter->setFont(block.font);
            const QTextLine first = block.text->lineAt(0);
            const qreal base = origin.y() + first.y() + first.ascent();
            const qreal x = block.rightToLeft() ? at.x() + m_size.width() - itemIndent + 6 : at.x() + 4;
            painter->drawText(QPointF(x, base), block.marker);
        }

        QList<QTextLayout::FormatRange> overlays;
        for (const Link& link : block.links) {
            QTextCharFormat format;
            format.setForeground(colors.link);
            overlays.push_back({link.from, link.length, format});
        }
        const int length = int(block.text->text().size());
        const int first = std::clamp(from - block.start, 0, length);
        const int last = std::clamp(to - block.start, 0, length);
        if (first < last) {
            QTextCharFormat format;
            format.setBackground(colors.selection);
            format.setForeground(colors.selectedText);
            overlays.push_back({first, last - first, format});
        }
        block.text->draw(painter, origin, overlays);
    }
}

int RichText::positionAt(const QPointF& point) const
{
    for (const Block& block : m_blocks) {
        const bool isLast = &block == &m_blocks.back();
        if (point.y() > block.at.y() + block.height && !isLast) continue;
        const QPointF inside = point - block.at;
        for (int i = 0; i < block.text->lineCount(); ++i) {
            const QTextLine line = block.text->lineAt(i);
            const bool lastLine = i + 1 == block.text->lineCount();
            if (inside.y() < line.y() + line.height() + 2 || lastLine)
                return block.start + line.xToCursor(inside.x());
        }
        return block.start;
    }
    return 0;
}

QString RichText::linkAt(const QPointF& point) const
{
    for (const Block& block : m_blocks) {
        const QPointF inside = point - block.at;
        for (int i = 0; i < block.text->lineCount(); ++i) {
            const QTextLine line = block.text->lineAt(i);
            if (!line.naturalTextRect().contains(inside)) continue;
            const int position = line.xToCursor(inside.x(), QTextLine::CursorOnCharacter);
            for (const Link& link : block.links)
                if (position >= link.from && position < link.from + link.length) return link.target;
        }
    }
    return {};
}

QPointF RichText::endOfText() const
{
    if (m_blocks.empty() || m_blocks.back().text->lineCount() == 0) return {};
    const Block& block = m_blocks.back();
    const QTextLine line = block.text->lineAt(block.text->lineCount() - 1);
    return block.at + QPointF(line.cursorToX(line.textStart() + line.textLength()), line.y());
}

TextRange RichText::wordAt(int position) const
{
    if (position < 0 || position >= m_displayed.size()) return {position, position};
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, m_displayed);
    finder.setPosition(position);
    const int from = finder.isAtBoundary() ? position : int(finder.toPreviousBoundary());
    finder.setPosition(position);
    const int to = int(finder.toNextBoundary());
    return {from, to < 0 ? int(m_displayed.size()) : to};
}

QString RichText::displayed(TextRange range) const
{
    const auto [from, to] = std::minmax(range.from, range.to);
    return m_displayed.mid(from, to - from);
}

} // namespace tandem::console
