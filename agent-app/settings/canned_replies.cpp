#include "agent-app/settings/canned_replies.hpp"

#include "agent-app/settings/settings.hpp"

namespace tandem::console {

QStringList CannedReplies::all() const { return m_settings.get(Setting::CannedReplies).toStringList(); }

bool CannedReplies::add(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > mostCharacters) return false;
    QStringList texts = all();
    texts.removeAll(trimmed);
    texts.prepend(trimmed);
    m_settings.set(Setting::CannedReplies, texts.mid(0, most));
    return true;
}

void CannedReplies::remove(const QString& text)
{
    QStringList texts = all();
    if (texts.removeAll(text) > 0) m_settings.set(Setting::CannedReplies, texts);
}

} // namespace tandem::console
