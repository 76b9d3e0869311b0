#pragma once

#include "agent-app/app/desk.hpp"
#include "agent-app/models/roles.hpp"

#include <QPointer>
#include <QWidget>

class QLabel;
class QStackedLayout;

namespace tandem::console {

class ActionCollection;
class Composer;
class ConversationHeader;
class FindBar;
class MessageBar;
class Settings;
class Theme;
class TranscriptModel;
class TranscriptView;
class TransferBar;

// One open conversation: who it is, what was said, and where the answer is written. Errors of this
// conversation show here. With none open it says how to get one.
class ConversationPane final : public QWidget
{
    Q_OBJECT

public:
    // All must outlive the pane.
    ConversationPane(
        Desk& desk,
        Settings& settings,
        const Theme& theme,
        const ActionCollection& actions,
        QWidget* parent = nullptr
    );

    void openConversation(const QString& conversationId); // empty closes
    [[nodiscard]] const QString& conversationId() const { return m_conversation; }

    void refreshHeader();
    void showSeq(quint64 seq);
    void find();
    void transfer();

    [[nodiscard]] Composer* composer() const { return m_composer; }
    [[nodiscard]] TranscriptView* transcript() const { return m_transcript; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildEmptyState(const ActionCollection& actions);
    void connectTranscript();
    void connectDesk();
    void search(const QString& text, bool up, bool again);
    void refreshHeld();
    void reportSeen();
    void openLink(const QString& target);
    void showSource(const SourceLink& source);

    Desk& m_desk;
    const Theme& m_theme;
    QString m_conversation;
    QString m_link; // waits for a yes
    QPointer<TranscriptModel> m_model;
    QStackedLayout* m_stack;
    QWidget* m_empty;
    ConversationHeader* m_header;
    MessageBar* m_error;
    MessageBar* m_linkBar;
    FindBar* m_find;
    TranscriptView* m_transcript;
    QLabel* m_loading;
    TransferBar* m_transfer;
    MessageBar* m_held;
    Composer* m_composer;
};

} // namespace tandem::console
