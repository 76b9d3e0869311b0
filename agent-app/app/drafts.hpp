#pragma once

#include "shared/base/time.hpp"

#include <QHash>
#include <QString>

#include <functional>

namespace tandem::console {

// Half-written texts by conversation. What was typed is saved a second after the first unsaved stroke at
// the latest, so that a crash loses less than two seconds of typing.
class Drafts
{
public:
    using Save = std::function<void(const QString& conversationId, const QString& text)>;

    static constexpr Millis saveAfter{1'000};

    void load(const QHash<QString, QString>& saved) { m_texts = saved; }
    void clear();

    [[nodiscard]] QString text(const QString& conversationId) const
    {
        return m_texts.value(conversationId);
    }
    [[nodiscard]] const QHash<QString, QString>& all() const noexcept { return m_texts; }
    void set(const QString& conversationId, const QString& text, SteadyTime now);

    void tick(SteadyTime now, const Save& save);
    void flush(const Save& save);

private:
    QHash<QString, QString> m_texts;
    QHash<QString, SteadyTime> m_unsaved; // since when
};

} // namespace tandem::console
