#pragma once

#include "agent-app/app/desk.hpp"

#include <QPointer>
#include <QScrollArea>

namespace tandem::console {

class ActionCollection;
class PacketModel;
class SectionBuilder;
class Theme;
struct PacketText;

// Why a conversation is here, what the customer wants, what was tried, who they are, what happened before:
// from top to bottom, each with the messages it rests on. What is not known says what would be there.
class ContextPanel final : public QScrollArea
{
    Q_OBJECT

public:
    // Theme and actions must outlive the panel.
    ContextPanel(const Theme& theme, const ActionCollection& actions, QWidget* parent = nullptr);

    // The model may be null: no conversation is open.
    void setPacket(const PacketModel* packet);
    void setHeader(const Header& header);

Q_SIGNALS:
    void citeActivated(quint64 seq);
    void conversationActivated(const QString& conversationId);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void rebuild();
    void addReason(SectionBuilder& out, const PacketText& packet) const;
    void addSummary(SectionBuilder& out, const PacketText& packet) const;
    void addIntent(SectionBuilder& out, const PacketText& packet) const;
    void addAttempts(SectionBuilder& out, const PacketText& packet) const;
    void addFacts(SectionBuilder& out, const PacketText& packet) const;
    void addCustomer(SectionBuilder& out, const PacketText& packet) const;
    void addEarlier(SectionBuilder& out, const PacketText& packet);

    const Theme& m_theme;
    const ActionCollection& m_actions;
    QPointer<const PacketModel> m_packet;
    Header m_header;
    QWidget* m_ring; // over the content, while the panel itself has the keyboard
};

} // namespace tandem::console
