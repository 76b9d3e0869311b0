#include "backend/app/commands.hpp"
#include "backend/app/quality_commands.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <vector>

// The subcommands of `tandem`.

namespace {

using namespace tandem::app;

// What is trained and measured without a language model.
void add_quality_commands(CLI::App& cli, int& exit_code)
{
    const auto learning = std::make_shared<TrainCommand>();
    auto* train_app = cli.add_subcommand("train", "Learn to recognise intents from examples");
    train_app->add_option("--examples", learning->examples, "TOML, CSV or TSV file, or a folder of them")
        ->required();
    train_app->add_option("--out", learning->out, "File to write the model to")->required();
    train_app->add_option("--folds", learning->folds, "Parts for cross-validation; 0 for none")
        ->capture_default_str();
    train_app->add_flag("!--no-background", learning->background, "Without the off-topic messages");
    train_app->add_flag("!--no-vectors", learning->vectors, "Without the English word vectors");
    train_app->callback([learning, &exit_code] { exit_code = train(*learning); });

    auto* evaluate =
        cli.add_subcommand("evaluate", "Measure quality on labelled data")->require_subcommand(1);
    const auto intents = std::make_shared<EvaluateIntentsCommand>();
    auto* intents_app = evaluate->add_subcommand("intents", "Accuracy and out-of-scope detection");
    intents_app->add_option("--train", intents->examples, "Files to train on");
    intents_app->add_option("--model", intents->model, "A trained model instead");
    intents_app->add_option("--test", intents->test, "Messages and labels to ask")->required();
    intents_app->add_option("--pred", intents->pred, "File to write label and confidence to");
    intents_app->add_option("--oos", intents->oos, "More files to ask, out of scope");
    intents_app->add_option("--oos-pred", intents->oos_pred, "Files to write for those");
    intents_app->add_option("--dev", intents->dev, "Files to choose thresholds on");
    intents_app->add_option("--threshold", intents->threshold, "Turn away what is less sure");
    intents_app->add_flag("!--no-background", intents->background, "Without the off-topic messages");
    intents_app->add_flag("!--no-vectors", intents->vectors, "Without the English word vectors");
    intents_app->callback([intents, &exit_code] { exit_code = evaluate_intents(*intents); });

    const auto retrieval = std::make_shared<EvaluateRetrievalCommand>();
    auto* retrieval_app = evaluate->add_subcommand("retrieval", "How often the right article is found");
    retrieval_app->add_option("--kb", retrieval->articles, "Articles, a line of JSON each")->required();
    retrieval_app->add_option("--queries", retrieval->queries, "Queries and ids of articles")->required();
    retrieval_app->add_option("--ranking", retrieval->ranking, "File to write the found ids to");
    retrieval_app->callback([retrieval, &exit_code] { exit_code = evaluate_retrieval(*retrieval); });

    const auto talks = std::make_shared<EvaluateConversationsCommand>();
    auto* talks_app = evaluate->add_subcommand("conversations", "What the bot does in whole conversations");
    talks_app->add_option("--kb", talks->articles, "Articles, a line of JSON each")->required();
    talks_app->add_option("--conversations", talks->conversations, "Conversations, a line of JSON each")
        ->required();
    talks_app->add_option(
        "--intents", talks->intents, "Examples or a model of intents named like the articles"
    );
    talks_app->add_option("--out", talks->out, "File to write what the bot did to")->required();
    talks_app->add_option("--confident", talks->confident, "Instead of the default of bot.confident");
    talks_app->callback([talks, &exit_code] { exit_code = evaluate_conversations(*talks); });
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App cli("Tandem: customer support in which a bot and a person work one conversation.", "tandem");
    cli.require_subcommand(1);

    std::string config = "tandem.toml";
    std::string login;
    std::string name;
    std::string role = "agent";
    std::vector<std::filesystem::path> sources;
    tandem::bot::ArticleDefaults defaults;
    bool password_stdin = false;
    bool enable = false;
    int exit_code = 0;

    const auto with_config = [&](CLI::App* command) {
        command->add_option("--config", config, "Configuration file")->capture_default_str();
        return command;
    };
    const auto with_login = [&](CLI::App* command) {
        with_config(command)->add_option("--login", login, "Login name")->required();
        return command;
    };

    with_config(cli.add_subcommand("serve", "Serve customers and agents"))->callback([&] {
        exit_code = serve(config);
    });

    auto* agent = cli.add_subcommand("agent", "Who may sign in at the console")->require_subcommand(1);
    auto* add =
        with_login(agent->add_subcommand("add", "Add an agent; the password is read from standard input"));
    add->add_option("--name", name, "Name that customers see")->required();
    add->add_option("--role", role, "agent, supervisor or admin")->capture_default_str();
    add->add_flag("--password-stdin", password_stdin, "Do not ask, just read one line");
    add->callback([&] { exit_code = agent_add(config, login, name, role); });
    with_config(agent->add_subcommand("list", "List agents"))->callback([&] {
        exit_code = agent_list(config);
    });
    auto* disable = with_login(agent->add_subcommand("disable", "End an agent's access"));
    disable->add_flag("--enable", enable, "Give it back instead");
    disable->callback([&] { exit_code = agent_disable(config, login, !enable); });
    auto* password =
        with_login(agent->add_subcommand("password", "Set a new password from standard input"));
    password->add_flag("--password-stdin", password_stdin, "Do not ask, just read one line");
    password->callback([&] { exit_code = agent_password(config, login); });

    auto* knowledge = cli.add_subcommand("knowledge", "What the bot knows")->require_subcommand(1);
    auto* import = with_config(
        knowledge->add_subcommand("import", "Make the knowledge equal to what files and folders hold")
    );
    import->add_option("source", sources, "Markdown, HTML, text, PDF, CSV, or folders of them")->required();
    import->add_option("--locale", defaults.locale, "Language of what does not say its own");
    import->add_option("--topic", defaults.topic, "Topic of what does not say its own");
    import->add_option("--visibility", defaults.visibility, "public, or internal: known to agents only")
        ->check(CLI::IsMember({"public", "internal"}));
    import->callback([&] { exit_code = knowledge_import(config, sources, defaults); });
    with_config(knowledge->add_subcommand("check", "Report stale, doubled and contradicting articles"))
        ->callback([&] { exit_code = knowledge_check(config); });
    with_config(knowledge->add_subcommand("list", "List articles"))->callback([&] {
        exit_code = knowledge_list(config);
    });

    auto* configuration = cli.add_subcommand("config", "The configuration file")->require_subcommand(1);
    with_config(configuration->add_subcommand("check", "Say what is wrong with it"))->callback([&] {
        exit_code = config_check(config);
    });
    with_config(configuration->add_subcommand("print", "Show what is in effect"))->callback([&] {
        exit_code = config_print(config);
    });
    configuration->add_subcommand("reference", "Every key, as Markdown")->callback([&] {
        exit_code = config_reference_print();
    });

    add_quality_commands(cli, exit_code);
    with_config(cli.add_subcommand("verify", "Walk every log and compare it with what is stored beside it"))
        ->callback([&] { exit_code = verify(config); });
    cli.add_subcommand("version", "Print the version")->callback([] {
        std::cout << "tandem " TANDEM_VERSION "\n";
    });

    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return cli.exit(error);
    } catch (const std::exception& error) {
        std::cerr << "tandem: " << error.what() << "\n";
        return 1;
    }
    return exit_code;
}
