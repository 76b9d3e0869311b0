#pragma once

class QCoreApplication;
class QLocale;

namespace tandem::console {

// Makes the application speak the language of `locale`: Tandem's own texts and Qt's. English where there is
// no translation. Once, before the first window; on the GUI thread.
void installLanguage(QCoreApplication& app, const QLocale& locale);

} // namespace tandem::console
