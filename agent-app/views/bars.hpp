#pragma once

#include <QFrame>
#include <QString>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace tandem::console {

class Theme;

// A line of its own in the pane it belongs to: what is the matter and what can be done about it. Never a
// modal. Hidden until show…() is called. Its text is plain, wherever it comes from.
class MessageBar final : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { error, warning, info };

    // The theme must outlive the bar.
    explicit MessageBar(const Theme& theme, QWidget* parent = nullptr);

    // Replaces what it said, without its actions. Read out by assistive tools.
    void showMessage(Kind kind, const QString& text);

    // A button at the end; `name` is its object name. The caller connects to it.
    QToolButton* addAction(const QString& name, const QString& text);

    [[nodiscard]] QString text() const;
    void setClosable(bool closable);

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Kind m_kind = Kind::info;
    QHBoxLayout* m_row;
    QLabel* m_icon;
    QLabel* m_text;
    QToolButton* m_close;
    QList<QToolButton*> m_actions;
};

// Find in the open conversation.
class FindBar final : public QFrame
{
    Q_OBJECT

public:
    explicit FindBar(const Theme& theme, QWidget* parent = nullptr);

    void open(); // shows it and takes the focus
    void setFound(bool found);

Q_SIGNALS:
    void searched(const QString& text, bool up, bool again);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLineEdit* m_field;
    QLabel* m_result;
};

// Where a conversation is to go, asked in a line above the composer.
class TransferBar final : public QFrame
{
    Q_OBJECT

public:
    explicit TransferBar(const Theme& theme, QWidget* parent = nullptr);

    void open(const QString& currentQueue);

Q_SIGNALS:
    void transferRequested(const QString& queue, const QString& note);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void submit();

    QLineEdit* m_queue;
    QLineEdit* m_note;
};

} // namespace tandem::console
