#include "agent-app/views/context_sections.hpp"

#include "agent-app/theme/style.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/elided_label.hpp"
#include "agent-app/views/foreign_text.hpp"
#include "agent-app/views/ink.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tandem::console {

namespace {

constexpr int citeGap = 3;
constexpr int bulletIndent = 14;
constexpr int mostInLabel = 2000; // characters; what is longer is read in the conversation

// The number of a message that something rests on; small, but as high as a line and reachable by keyboard.
class CiteButton final : public QToolButton
{
public:
    CiteButton(const Theme& theme, quint64 seq, QWidget* parent) : QToolButton(parent), m_theme(theme)
    {
        setText(QLocale().toString(seq));
        setFont(theme.font(TextRole::meta));
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::StrongFocus);
        setToolTip(QObject::tr("Show message %1").arg(seq));
        setAccessibleName(toolTip());
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {std::max(18, fontMetrics().horizontalAdvance(text()) + 8), 18};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        drawRounded(
            &painter, rect(), 4, m_theme.color(underMouse() ? ColorRole::selected : ColorRole::bot)
        );
        if (hasFocus()) drawFocusRing(&painter, rect(), 3, m_theme.color(ColorRole::accent));
        painter.setFont(font());
        painter.setPen(m_theme.color(ColorRole::accent));
        painter.drawText(rect(), Qt::AlignCenter, text());
    }

private:
    const Theme& m_theme;
};

// How sure a guess is, as a bar beside its words.
class ConfidenceBar final : public QWidget
{
public:
    ConfidenceBar(const Theme& theme, double share) : m_theme(theme), m_share(std::clamp(share, 0.0, 1.0))
    {
        setFixedHeight(6);
        setAccessibleName(QObject::tr("%L1 % sure").arg(qRound(m_share * 100)));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        drawRounded(&painter, rect(), 3, m_theme.color(ColorRole::line));
        const QRectF filled(0, 0, width() * m_share, height());
        drawRounded(&painter, filled, 3, m_theme.color(ColorRole::accent));
    }

private:
    const Theme& m_theme;
    double m_share;
};

// Words that open something, as wide as the column and aligned with what stands above.
class LinkButton final : public QPushButton
{
public:
    LinkButton(const Theme& theme, const QString& words) : QPushButton(shortLine(words)), m_theme(theme)
    {
        setFlat(true);
        setCursor(Qt::PointingHandCursor);
        setFixedHeight(tokens::target);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        if (underMouse())
            drawRounded(&painter, rect(), tokens::radiusField, m_theme.color(ColorRole::hover));
        if (hasFocus())
            drawFocusRing(&painter, rect(), tokens::radiusField, m_theme.color(ColorRole::accent));
        painter.setPen(m_theme.color(ColorRole::accent));
        const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width() - tokens::gap2);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    }

private:
    const Theme& m_theme;
};

} // namespace

// ---- CitedLabel ----

CitedLabel::CitedLabel(const Theme& theme, const CitedText& cited, bool bullet, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_bullet(bullet),
      m_text(RichText::fromPlain(
          cleanText(cited.text, mostInLabel), {theme.font(TextRole::body), theme.font(TextRole::mono)}
      ))
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(m_text.displayed());
    for (const quint64 seq : cited.cites) {
        auto* cite = new CiteButton(theme, seq, this);
        connect(cite, &QToolButton::clicked, this, [this, seq] { Q_EMIT citeActivated(seq); });
        m_cites << cite;
    }
}

int CitedLabel::place(int width) const
{
    if (width == m_placedFor) return m_placedHeight; // asked often: by the layout, and for each painting
    m_placedFor = width;
    const int left = m_bullet ? bulletIndent : 0;
    const QSizeF size = m_text.layout(std::max(40, width - left));
    const int step = int(std::ceil(m_theme.font(TextRole::body).pixelSize() * tokens::lineHeight));
    QPointF at = m_text.endOfText() + QPointF(left + tokens::gap1, 0);
    for (QWidget* cite : m_cites) {
        const QSize box = cite->sizeHint();
        if (at.x() + box.width() > width) at = QPointF(left, at.y() + step);
        cite->setGeometry(QRect(QPoint(int(at.x()), int(at.y()) + (step - box.height()) / 2), box));
        at.rx() += box.width() + citeGap;
    }
    const int bottom = m_cites.isEmpty() ? 0 : int(at.y()) + step;
    m_placedHeight = std::max(int(std::ceil(size.height())), bottom);
    return m_placedHeight;
}

int CitedLabel::heightForWidth(int width) const { return place(width); }

QSize CitedLabel::sizeHint() const { return {220, place(std::max(220, width()))}; }

void CitedLabel::resizeEvent(QResizeEvent*) { place(width()); }

void CitedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QColor ink = m_theme.color(ColorRole::text);
    place(width());
    const RichTextColors colors{ink, m_theme.color(ColorRole::accent), {}, {}, {}};
    m_text.draw(&painter, QPointF(m_bullet ? bulletIndent : 0, 0), colors);
    if (!m_bullet) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(m_theme.color(ColorRole::muted));
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(
        QPointF(5, m_theme.font(TextRole::body).pixelSize() * tokens::lineHeight / 2), 2, 2
    );
}

// ---- SectionBuilder ----

SectionBuilder::SectionBuilder(const Theme& theme, QVBoxLayout& column, SeqHandler onCite)
    : m_theme(theme),
      m_column(column),
      m_onCite(std::move(onCite))
{}

void SectionBuilder::title(const QString& text)
{
    if (!m_first) {
        gap(tokens::gap3);
        auto* rule = new QFrame;
        rule->setFixedHeight(1);
        rule->setAutoFillBackground(true);
        rule->setBackgroundRole(QPalette::Mid);
        m_column.addWidget(rule);
        gap(tokens::gap3);
    }
    m_first = false;
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    QFont font = m_theme.font(TextRole::meta);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    setInk(label, m_theme.color(ColorRole::muted));
    m_column.addWidget(label);
    gap(tokens::gap1);
}

void SectionBuilder::small(const QString& text, bool indented)
{
    this->text(text, ColorRole::muted);
    auto* label = static_cast<QLabel*>(m_column.itemAt(m_column.count() - 1)->widget());
    label->setFont(m_theme.font(TextRole::meta));
    label->setContentsMargins(indented ? bulletIndent : 0, 0, 0, tokens::gap1);
}

void SectionBuilder::text(const QString& text, ColorRole ink, bool strong)
{
    auto* label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setText(cleanText(text, mostInLabel));
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFont(m_theme.font(strong ? TextRole::strong : TextRole::body));
    setInk(label, m_theme.color(ink));
    m_column.addWidget(label);
}

void SectionBuilder::cited(const CitedText& cited, bool bullet)
{
    auto* label = new CitedLabel(m_theme, cited, bullet);
    QObject::connect(label, &CitedLabel::citeActivated, label, m_onCite);
    m_column.addWidget(label);
    gap(2);
}

void SectionBuilder::pair(const QString& name, const QString& value, quint64 source)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(tokens::gap2);
    auto* key = new ElidedLabel;
    key->setText(name);
    key->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    key->setFixedWidth(96);
    setInk(key, m_theme.color(ColorRole::muted));
    key->setFixedHeight(int(std::ceil(m_theme.font(TextRole::body).pixelSize() * tokens::lineHeight)));
    row->addWidget(key, 0, Qt::AlignTop);
    if (source > 0) {
        auto* label = new CitedLabel(m_theme, {value, {source}}, false);
        QObject::connect(label, &CitedLabel::citeActivated, label, m_onCite);
        row->addWidget(label, 1);
    } else {
        auto* label = new CitedLabel(m_theme, {value, {}}, false);
        row->addWidget(label, 1);
    }
    m_column.addLayout(row);
    gap(2);
}

void SectionBuilder::confidence(const IntentText& intent)
{
    auto* row = new QHBoxLayout;
    auto* label = new ElidedLabel;
    label->setText(intent.label);
    auto* sure = new QLabel(QObject::tr("%L1 % sure").arg(qRound(intent.confidence * 100)));
    sure->setTextFormat(Qt::PlainText);
    sure->setFont(m_theme.font(TextRole::meta));
    setInk(sure, m_theme.color(ColorRole::muted));
    row->addWidget(label, 1);
    row->addWidget(sure);
    m_column.addLayout(row);
    m_column.addWidget(new ConfidenceBar(m_theme, intent.confidence));
    gap(tokens::gap1);
}

QAbstractButton* SectionBuilder::link(const QString& words)
{
    auto* button = new LinkButton(m_theme, words);
    m_column.addWidget(button);
    return button;
}

void SectionBuilder::gap(int height) { m_column.addSpacing(height); }

} // namespace tandem::console
