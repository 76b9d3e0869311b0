// Shows the console with sample conversations, without a server: for looking at it, and for pictures of it.
//
//   tandem-console-gallery [--shot out.png] [--size 1280x800] [--dark] [--scene
//   many|one|empty|names|languages|long|
//                          signin|offline|streaming|interrupted|note|palette|canned|held|keys|context]

#include "sample_desk.hpp"

#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/settings/canned_replies.hpp"
#include "agent-app/settings/language.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/composer.hpp"
#include "agent-app/views/conversation_pane.hpp"
#include "agent-app/views/main_window.hpp"
#include "agent-app/views/sign_in_view.hpp"
#include "agent-app/views/transcript_view.hpp"
#include "agent-app/views/workspace.hpp"

#include <QAction>
#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QPixmap>
#include <QPlainTextEdit>
#include <QStandardPaths>
#include <QTimer>

using namespace tandem::console;

namespace {

// Lets answers of the sample server arrive and animations end.
void settle(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

sample::Scene sceneFor(const QString& name)
{
    sample::Scene scene;
    if (name == QLatin1String("empty")) scene = {.waiting = 0, .mine = 0, .withBot = 0, .others = 0};
    if (name == QLatin1String("one")) scene = {.waiting = 1, .mine = 0, .withBot = 0, .others = 0};
    if (name == QLatin1String("names")) scene.longNames = true;
    if (name == QLatin1String("languages")) scene.languages = true;
    if (name == QLatin1String("long"))
        scene = {.waiting = 40, .mine = 8, .withBot = 2000, .others = 30, .extraMessages = 10'000};
    return scene;
}

void arrange(const QString& name, MainWindow& window, sample::SampleDesk& sample, Settings& settings)
{
    Desk& desk = sample.desk();
    sample::Server& server = sample.server();
    const auto* list = desk.conversations();
    ConversationPane* pane = window.workspace()->pane();
    const auto open = [&](Section section, int n) {
        const QString id = list->idAt(section, n);
        if (!id.isEmpty()) window.workspace()->openConversation(id);
        settle(100);
        return id;
    };
    if (name == QLatin1String("empty")) return;
    if (name == QLatin1String("one")) {
        open(Section::Waiting, 0);
        return;
    }
    if (name == QLatin1String("streaming") || name == QLatin1String("interrupted")) {
        const QString id = open(Section::WithBot, 0);
        server.customerWrites(id, "So when will it be here?");
        server.botStarts(id);
        server.botSays(id, "Your parcel left our warehouse on Monday and ");
        settle(100);
        if (name == QLatin1String("streaming")) return;
        desk.takeOver(id);
        settle(200);
        pane->composer()->write(Composer::Mode::reply);
        return;
    }
    const QString id = open(Section::Mine, 0);
    server.customerWrites(list->idAt(Section::Mine, 1), "Are you still there?");
    desk.setDraft(list->idAt(Section::Mine, 1), QStringLiteral("Let me have a look at the"));
    settle(50);
    if (name == QLatin1String("offline")) {
        server.cutConnection();
        desk.sendReply(id, QStringLiteral("I will write to you as soon as I know more."));
    } else if (name == QLatin1String("note")) {
        pane->composer()->write(Composer::Mode::note);
        pane->composer()->insert(QStringLiteral("Customer is a regular, be generous."));
    } else if (name == QLatin1String("palette")) {
        window.actions()->action(ActionId::palette)->trigger();
    } else if (name == QLatin1String("canned")) {
        CannedReplies replies(settings);
        replies.add(
            QStringLiteral("Thank you for waiting.\nI have looked into it and will write again today.")
        );
        replies.add(
            QStringLiteral("Please send a picture of the label: ") + QString(200, QLatin1Char('x'))
        );
        window.actions()->action(ActionId::cannedReplies)->trigger();
    } else if (name == QLatin1String("held")) {
        desk.conversations()->setHolding(true);
        server.newWaiting("Nora Quick", "Wants a refund");
        server.newWaiting("Omar Late", "The lamp is broken");
    } else if (name == QLatin1String("keys")) {
        window.actions()->action(ActionId::shortcuts)->trigger();
    } else if (name == QLatin1String("context")) {
        window.actions()->action(ActionId::toggleContext)->trigger();
    } else {
        pane->composer()->field()->setFocus();
    }
    settle(200);
}

} // namespace

int main(int argc, char** argv)
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("tandem-gallery"));
    QApplication app(argc, argv);
    QCommandLineParser options;
    options.addHelpOption();
    options.addOptions({
        {QStringLiteral("shot"), QStringLiteral("Save a picture and end."), QStringLiteral("file")},
        {QStringLiteral("size"),
         QStringLiteral("Size of the window."),
         QStringLiteral("WxH"),
         QStringLiteral("1280x800")},
        {QStringLiteral("scene"),
         QStringLiteral("What to show."),
         QStringLiteral("name"),
         QStringLiteral("many")},
        {QStringLiteral("font"),
         QStringLiteral("Font family."),
         QStringLiteral("family"),
         QStringLiteral("Noto Sans")},
        {QStringLiteral("locale"),
         QStringLiteral("Language, and how dates are written."),
         QStringLiteral("name"),
         QStringLiteral("en_GB")},
        {QStringLiteral("dark"), QStringLiteral("Dark scheme.")},
    });
    options.process(app);
    QFont font(options.value(QStringLiteral("font")));
    font.setPixelSize(14);
    app.setFont(font);
    QLocale::setDefault(QLocale(options.value(QStringLiteral("locale"))));
    installLanguage(app, QLocale());

    Theme theme;
    theme.install(app);
    Settings settings;
    const bool dark = options.isSet(QStringLiteral("dark"));
    settings.set(Setting::ColorScheme, int(dark ? SchemeChoice::dark : SchemeChoice::light));
    for (const Setting each :
         {Setting::ColumnWidths,
          Setting::WindowGeometry,
          Setting::CollapsedSections,
          Setting::CannedReplies,
          Setting::ContextColumnVisible})
        settings.reset(each);

    const QString name = options.value(QStringLiteral("scene"));
    sample::SampleDesk sample(sceneFor(name));
    MainWindow window(sample.desk(), settings, theme);
    const QStringList size = options.value(QStringLiteral("size")).split(QLatin1Char('x'));
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.show();
    if (name == QLatin1String("signin")) {
        window.signIn()->showError(QStringLiteral("The name or the password is not right."));
    } else {
        if (!sample.signIn()) return 1;
        settle(50);
        arrange(name, window, sample, settings);
    }
    if (!options.isSet(QStringLiteral("shot"))) return QApplication::exec();
    settle(150);
    QWidget* shown = &window;
    for (QWidget* top : QApplication::topLevelWidgets())
        if (top->isVisible() && top->objectName() == QLatin1String("shortcutsDialog")) shown = top;
    return shown->grab().save(options.value(QStringLiteral("shot"))) ? 0 : 1;
}
