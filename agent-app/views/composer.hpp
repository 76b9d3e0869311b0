#pragma once

#include <QFrame>
#include <QSet>
#include <QTimer>

class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace tandem::console {

class ActionCollection;
class Desk;
class ElidedLabel;
class KeyButton;
class Settings;
class Theme;

// Where a reply or a note is written. The switch also changes the ground, so that nobody sends a note by
// mistake; while the conversation is somebody else's only a note can be written. Drafts belong to their
// conversation.
class Composer final : public QFrame
{
    Q_OBJECT

public:
    enum class Mode { reply, note };

    // All must outlive the composer.
    Composer(
        Desk& desk,
        Settings& settings,
        const Theme& theme,
        const ActionCollection& actions,
        QWidget* parent = nullptr
    );

    void setConversation(const QString& conversationId); // empty: nothing can be written
    void refresh();                                      // after the conversation's header has changed

    // Chooses what to write and takes the focus; a reply falls back to a note where none is allowed.
    void write(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }

    // Text that may be taken with Tab, shown in grey while the field is empty.
    void setSuggestion(const QString& text);

    // Puts text at the cursor.
    void insert(const QString& text);
    void send();
    [[nodiscard]] QString text() const;

    [[nodiscard]] QPlainTextEdit* field() const { return m_field; }

Q_SIGNALS:
    void sent();
    void cannedRepliesWanted(); // "/" in an empty reply

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setMode(Mode mode);
    void rememberMode();
    void refreshLook();
    void refreshHint();
    void fitHeight();
    void onTextChanged();
    void onDraftChanged(const QString& conversationId);
    void stopTyping();
    bool onKey(const QKeyEvent& event);

    Desk& m_desk;
    Settings& m_settings;
    const Theme& m_theme;
    QString m_conversation;
    QString m_suggestion;
    QSet<QString> m_noteDrafts; // conversations whose draft is a note
    Mode m_mode = Mode::reply;
    bool m_canReply = false;
    bool m_loading = false; // text is set by us, not typed
    bool m_typing = false;
    QToolButton* m_reply;
    QToolButton* m_note;
    ElidedLabel* m_who;
    QPlainTextEdit* m_field;
    QWidget* m_bottom;
    QLabel* m_hint;
    KeyButton* m_send;
    QTimer m_typingEnds;
};

} // namespace tandem::console
