#include "agent-app/app/desk.hpp"
#include "agent-app/net/web_socket_transport.hpp"
#include "agent-app/settings/language.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/store/store.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/views/main_window.hpp"
#include "agent-app/views/sign_in_view.hpp"
#include "shared/base/random.hpp"

#include <QApplication>
#include <QCommandLineParser>
#include <QLocale>
#include <QNetworkInformation>
#include <QTimer>

using namespace tandem::console;

namespace {

struct Options
{
    QString server;
    QString login;
};

Options parse(const QApplication& app)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("The console for agents of Tandem."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption server(
        QStringLiteral("server"), QStringLiteral("Address of the server."), QStringLiteral("url")
    );
    const QCommandLineOption login(
        QStringLiteral("login"), QStringLiteral("Login name."), QStringLiteral("name")
    );
    parser.addOptions({server, login});
    parser.process(app);
    return {parser.value(server), parser.value(login)};
}

// A network that came back is a reason not to wait for the next try.
void watchNetwork(Desk& desk)
{
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability)) return;
    QObject::connect(
        QNetworkInformation::instance(),
        &QNetworkInformation::reachabilityChanged,
        &desk,
        [&desk](QNetworkInformation::Reachability now) {
            if (now == QNetworkInformation::Reachability::Online) desk.networkChanged();
        }
    );
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Tandem"));
    QCoreApplication::setApplicationName(QStringLiteral("tandem-console"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TANDEM_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Tandem"));

    installLanguage(app, QLocale());
    Settings settings;
    const Options options = parse(app);
    if (!options.server.isEmpty()) settings.set(Setting::ServerUrl, serverUrl(options.server).toString());
    if (!options.login.isEmpty()) settings.set(Setting::LoginName, options.login);

    Desk desk({
        .clock = tandem::system_clock(),
        .random = tandem::system_random(),
        .sockets = [] { return std::make_unique<WebSocketTransport>(); },
        .stores = [](const QUrl& server, const QString& login
                  ) { return std::make_unique<Store>(Store::pathFor(server, login)); },
        .clientName = QStringLiteral("tandem-console " TANDEM_VERSION),
    });
    QTimer pulse;
    QObject::connect(&pulse, &QTimer::timeout, &desk, &Desk::tick);
    pulse.start(250);
    watchNetwork(desk);

    Theme theme;
    theme.install(app);
    MainWindow window(desk, settings, theme);
    window.show();
    window.start();
    return QApplication::exec();
}
