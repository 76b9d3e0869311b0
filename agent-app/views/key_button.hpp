#pragma once

#include "agent-app/views/action_collection.hpp"

#include <QPushButton>

namespace tandem::console {

class Theme;

// A push button for an action of the collection, with the action's key drawn behind its words. Follows the
// action's words, keys and whether it is enabled.
class KeyButton final : public QPushButton
{
    Q_OBJECT

public:
    enum class Look { plain, quiet, primary };

    // Theme and actions must outlive the button.
    KeyButton(
        const Theme& theme,
        const ActionCollection& actions,
        ActionId id,
        Look look,
        QWidget* parent = nullptr
    );

    // Words in place of the action's own, where those are too long for a button.
    void setWords(const QString& words);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    [[nodiscard]] QString keyText() const;

    const Theme& m_theme;
    const ActionCollection& m_actions;
    ActionId m_id;
    QString m_words;
};

} // namespace tandem::console
