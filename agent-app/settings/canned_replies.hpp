#pragma once

#include <QStringList>

namespace tandem::console {

class Settings;

// Texts that a person sends often and has saved, the newest first. Kept with the settings of the person.
class CannedReplies final
{
public:
    static constexpr qsizetype most = 200;
    static constexpr qsizetype mostCharacters = 8000; // of one

    explicit CannedReplies(Settings& settings) : m_settings(settings) {}

    [[nodiscard]] QStringList all() const;

    // A text that is there already comes to the front. False when it is empty or too long; the oldest one
    // goes when there are too many.
    bool add(const QString& text);
    void remove(const QString& text);

private:
    Settings& m_settings;
};

} // namespace tandem::console
