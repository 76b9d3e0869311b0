#include "agent-app/settings/language.hpp"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace tandem::console {

namespace {

bool install(QCoreApplication& app, const QLocale& locale, const QString& name, const QString& folder)
{
    auto* translator = new QTranslator(&app);
    if (translator->load(locale, name, QStringLiteral("_"), folder))
        return QCoreApplication::installTranslator(translator);
    delete translator;
    return false;
}

} // namespace

void installLanguage(QCoreApplication& app, const QLocale& locale)
{
    install(app, locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    const auto name = QStringLiteral("tandem-console");
    const auto folder = QStringLiteral(":/translations");
    // English needs its own for the plurals.
    if (!install(app, locale, name, folder)) install(app, QLocale(QLocale::English), name, folder);
}

} // namespace tandem::console
