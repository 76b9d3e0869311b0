#include "agent-app/app/drafts.hpp"

namespace tandem::console {

void Drafts::clear()
{
    m_texts.clear();
    m_unsaved.clear();
}

void Drafts::set(const QString& conversationId, const QString& text, SteadyTime now)
{
    if (m_texts.value(conversationId) == text) return;
    if (text.isEmpty())
        m_texts.remove(conversationId);
    else
        m_texts.insert(conversationId, text);
    if (!m_unsaved.contains(conversationId)) m_unsaved.insert(conversationId, now);
}

void Drafts::tick(SteadyTime now, const Save& save)
{
    for (auto it = m_unsaved.begin(); it != m_unsaved.end();) {
        if (now - it.value() < saveAfter) {
            ++it;
            continue;
        }
        save(it.key(), m_texts.value(it.key()));
        it = m_unsaved.erase(it);
    }
}

void Drafts::flush(const Save& save)
{
    for (auto it = m_unsaved.cbegin(); it != m_unsaved.cend(); ++it)
        save(it.key(), m_texts.value(it.key()));
    m_unsaved.clear();
}

} // namespace tandem::console
