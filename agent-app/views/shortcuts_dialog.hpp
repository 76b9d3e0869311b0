#pragma once

#include "agent-app/views/action_collection.hpp"

#include <QDialog>
#include <QMap>

class QKeySequenceEdit;
class QLabel;

namespace tandem::console {

class Settings;
class Theme;

// All keys, where they can be changed; two actions on one key say so beside them.
class ShortcutsDialog final : public QDialog
{
    Q_OBJECT

public:
    // All must outlive the dialog.
    ShortcutsDialog(
        ActionCollection& actions, Settings& settings, const Theme& theme, QWidget* parent = nullptr
    );

private:
    void addGroup(class QGridLayout& grid, ActionGroup group);
    void refresh();

    struct Line
    {
        QKeySequenceEdit* keys = nullptr;
        QLabel* remark = nullptr;
    };

    ActionCollection& m_actions;
    const Theme& m_theme;
    QMap<ActionId, Line> m_lines;
};

} // namespace tandem::console
