#include "backend/app/commands.hpp"

#include "backend/app/business.hpp"
#include "backend/app/config.hpp"
#include "backend/app/intents.hpp"
#include "backend/app/node.hpp"
#include "backend/app/stores.hpp"
#include "backend/bot/knowledge/review.hpp"
#include "backend/bot/knowledge/sqlite_knowledge.hpp"
#include "backend/gateway/passwords.hpp"
#include "backend/storage/verify.hpp"
#include "backend/util/date.hpp"
#include "backend/util/log.hpp"
#include "shared/base/random.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/text/clean.hpp"

#include <iomanip>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace tandem::app {

namespace {

constexpr std::size_t shortest_password = 10;

// Runs one asynchronous call to its end; for commands, which have nothing else to do.
template <class T>
T run(Task<Result<T>> task)
{
    // Outlives the call: the store's thread may still be inside the loop that has its result.
    static asio::io_context loop;
    loop.restart();
    std::optional<Result<T>> result;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error, Result<T> value) {
        if (error) std::rethrow_exception(error);
        result.emplace(std::move(value));
    });
    loop.run();
    if (!*result)
        throw std::runtime_error(
            std::string(errc_name(result->error().code)) + " " + result->error().detail
        );
    if constexpr (!std::is_void_v<T>) return std::move(**result);
}

std::unique_ptr<bot::SqliteKnowledge> open_knowledge(const Config& config)
{
    const std::filesystem::path folder = config.storage.folder;
    std::filesystem::create_directories(folder);
    return bot::create_sqlite_knowledge({.file = folder / "knowledge.sqlite"}, system_clock());
}

std::string read_password()
{
    std::string password;
    if (::isatty(STDIN_FILENO) == 0) {
        std::getline(std::cin, password);
    } else {
        std::cerr << "Password: " << std::flush;
        termios before{};
        ::tcgetattr(STDIN_FILENO, &before);
        termios silent = before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &silent);
        std::getline(std::cin, password);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
        std::cerr << "\n";
    }
    if (password.size() < shortest_password) {
        throw std::runtime_error(
            "a password has at least " + std::to_string(shortest_password) + " characters"
        );
    }
    return password;
}

log::Level level_of(const std::string& name)
{
    if (name == "debug") return log::Level::debug;
    if (name == "warning") return log::Level::warning;
    if (name == "error") return log::Level::error;
    return log::Level::info;
}

} // namespace

int serve(const std::filesystem::path& file)
{
    auto config = load_config(file);
    log::start(level_of(config.log.level), config.log.file);
    Node(std::move(config)).run();
    return 0;
}

int agent_add(
    const std::filesystem::path& file,
    const std::string& login,
    const std::string& name,
    const std::string& role
)
{
    const auto parsed = protocol::role_from(role);
    if (!parsed || (*parsed != protocol::Role::agent && *parsed != protocol::Role::supervisor &&
                    *parsed != protocol::Role::admin)) {
        throw std::runtime_error("role must be agent, supervisor or admin");
    }
    if (!is_client_msg_id(login))
        throw std::runtime_error("a login name has 1 to 64 letters, digits, - and _");
    const auto config = load_config(file);
    const auto store = open_store(config, Sharing::beside);
    const auto now = system_clock().wall();
    storage::AgentRecord agent{
        .agent_id = AgentId("agt_" + make_ulid(now, system_random())),
        .login = login,
        .name = text::clean(name),
        .role = *parsed,
        .disabled = false,
        .password_hash = gateway::Passwords::hash(read_password()),
        .created_at = now,
    };
    run(store->directory().add_agent(std::move(agent)));
    std::cout << "added " << role << " " << login << "\n";
    return 0;
}

int agent_list(const std::filesystem::path& file)
{
    const auto store = open_store(load_config(file), Sharing::beside);
    for (const auto& agent : run(store->directory().agents())) {
        std::cout << std::left << std::setw(20) << agent.login << std::setw(12)
                  << protocol::name_of(agent.role) << (agent.disabled ? "disabled  " : "          ")
                  << agent.name << "\n";
    }
    return 0;
}

int agent_disable(const std::filesystem::path& file, const std::string& login, bool disabled)
{
    const auto store = open_store(load_config(file), Sharing::beside);
    const auto agent = run(store->directory().agent_by_login(login));
    run(store->directory().change_agent(agent.agent_id, std::nullopt, disabled));
    std::cout << login << (disabled ? " disabled" : " enabled") << "\n";
    return 0;
}

int agent_password(const std::filesystem::path& file, const std::string& login)
{
    const auto store = open_store(load_config(file), Sharing::beside);
    const auto agent = run(store->directory().agent_by_login(login));
    run(store->directory().change_agent(
        agent.agent_id, gateway::Passwords::hash(read_password()), std::nullopt
    ));
    std::cout << "password of " << login << " changed\n";
    return 0;
}

int knowledge_import(
    const std::filesystem::path& file,
    const std::vector<std::filesystem::path>& sources,
    const bot::ArticleDefaults& defaults
)
{
    const auto config = load_config(file);
    std::vector<bot::IntentExample> examples;
    if (!config.bot.intents.empty() && holds_examples(config.bot.intents)) {
        auto read = bot::read_examples(config.bot.intents);
        if (!read) throw std::runtime_error("bot.intents: " + read.error().detail);
        examples = std::move(*read);
    }
    const auto knowledge = open_knowledge(config);
    const auto report = knowledge->import_from(sources, defaults, examples);
    if (!report) throw std::runtime_error("cannot import: " + report.error().detail);
    for (const auto& skipped : report->skipped)
        std::cerr << skipped << "\n";
    for (const auto& error : report->errors)
        std::cerr << error.file << ":" << error.line << ": " << error.what << "\n";
    if (!report->errors.empty()) {
        std::cerr << "nothing was imported\n";
        return 2;
    }
    std::cout << report->added << " added, " << report->changed << " changed, " << report->removed
              << " removed, " << report->unchanged << " unchanged\n";
    return 0;
}

int knowledge_list(const std::filesystem::path& file)
{
    const auto knowledge = open_knowledge(load_config(file));
    const auto articles = knowledge->list();
    if (!articles) throw std::runtime_error(articles.error().detail);
    for (const auto& article : *articles) {
        std::cout << std::left << std::setw(36) << article.id << std::setw(6) << article.locale
                  << article.title << "\n";
    }
    std::cout << articles->size() << " articles\n";
    return 0;
}

int knowledge_check(const std::filesystem::path& file)
{
    const auto knowledge = open_knowledge(load_config(file));
    const auto articles = knowledge->list();
    if (!articles) throw std::runtime_error(articles.error().detail);
    const auto findings = bot::review(*articles, iso_date(system_clock().wall()));
    for (const auto& finding : findings)
        std::cout << finding.article << ": " << finding.what << "\n";
    std::cout << articles->size() << " articles, " << findings.size() << " findings\n";
    return findings.empty() ? 0 : 1;
}

int config_check(const std::filesystem::path& file)
{
    check_business(load_config(file));
    std::cout << file.string() << " is fine\n";
    return 0;
}

int config_print(const std::filesystem::path& file)
{
    std::cout << print_config(load_config(file));
    return 0;
}

int config_reference_print()
{
    std::cout << config_reference();
    return 0;
}

int verify(const std::filesystem::path& file)
{
    const auto store = open_store(load_config(file), Sharing::beside);
    std::size_t conversations = 0;
    std::size_t events = 0;
    std::size_t findings = 0;
    run(store->archive().for_each([&](const storage::ConversationRecord& record,
                                      const std::vector<protocol::Event>& log) {
        ++conversations;
        events += log.size();
        for (const auto& finding : storage::verify(record, log)) {
            ++findings;
            std::cout << record.conversation_id.value << " seq " << finding.seq << ": " << finding.detail
                      << "\n";
        }
    }));
    std::cout << conversations << " conversations, " << events << " events, " << findings << " findings\n";
    return findings == 0 ? 0 : 3;
}

} // namespace tandem::app
