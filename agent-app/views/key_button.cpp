#include "agent-app/views/key_button.hpp"

#include "agent-app/theme/style.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"

#include <QAction>
#include <QStyleOptionButton>
#include <QStylePainter>

namespace tandem::console {

namespace {

constexpr int padding = tokens::gap3;
constexpr int keyPadding = 5;

} // namespace

KeyButton::KeyButton(
    const Theme& theme, const ActionCollection& actions, ActionId id, Look look, QWidget* parent
)
    : QPushButton(parent),
      m_theme(theme),
      m_actions(actions),
      m_id(id)
{
    const QAction* action = actions.action(id);
    setObjectName(action->objectName());
    setAutoDefault(false);
    setDefault(look == Look::primary);
    setFlat(look == Look::quiet);
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, this, &KeyButton::refresh);
    connect(&actions, &ActionCollection::shortcutsChanged, this, &KeyButton::refresh);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void KeyButton::setWords(const QString& words)
{
    m_words = words;
    refresh();
}

void KeyButton::refresh()
{
    const QAction* action = m_actions.action(m_id);
    setText(m_words.isEmpty() ? m_actions.name(m_id) : m_words);
    setEnabled(action->isEnabled());
    setToolTip(m_actions.nameWithKey(m_id));
    setAccessibleName(m_actions.name(m_id));
    setAccessibleDescription(keyText());
    updateGeometry();
    update();
}

QString KeyButton::keyText() const { return m_actions.shortcut(m_id).toString(QKeySequence::NativeText); }

QSize KeyButton::sizeHint() const
{
    const QFontMetrics words(font());
    const QFontMetrics keys(m_theme.font(TextRole::meta));
    const QString key = keyText();
    int width = 2 * padding + words.horizontalAdvance(text());
    if (!key.isEmpty()) width += tokens::gap2 + keys.horizontalAdvance(key) + 2 * keyPadding;
    return {width, tokens::target + tokens::gap1};
}

void KeyButton::paintEvent(QPaintEvent*)
{
    QStyleOptionButton option;
    initStyleOption(&option);
    QStylePainter painter(this);
    painter.drawControl(QStyle::CE_PushButtonBevel, option);

    const bool filled = isDefault() && isEnabled();
    const ColorRole ink = !isEnabled() ? ColorRole::control
                          : filled     ? ColorRole::onAccent
                                       : ColorRole::text;
    const QRect inside = rect().adjusted(padding, 0, -padding, 0);
    painter.setFont(font());
    painter.setPen(m_theme.color(ink));
    painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text());

    const QString key = keyText();
    if (key.isEmpty()) return;
    const QFont keyFont = m_theme.font(TextRole::meta);
    const int keyWidth = QFontMetrics(keyFont).horizontalAdvance(key) + 2 * keyPadding;
    const QRect cap(inside.right() + 1 - keyWidth + tokens::gap1, (height() - 18) / 2, keyWidth, 18);
    const QColor frame = filled ? m_theme.color(ColorRole::onAccent) : m_theme.color(ColorRole::line);
    drawRounded(&painter, cap, 4, {}, frame);
    painter.setFont(keyFont);
    painter.setPen(filled ? m_theme.color(ColorRole::onAccent) : m_theme.color(ColorRole::muted));
    painter.drawText(cap, Qt::AlignCenter | Qt::TextSingleLine, key);
}

} // namespace tandem::console
