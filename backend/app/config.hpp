#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace tandem::app {

// Everything an operator can set. Each member's meaning, range and default is in the table in
// config_keys.cpp, from which the reference (installer/configuration.md) is generated.
struct Config
{
    struct Server
    {
        std::string address = "127.0.0.1";
        std::int64_t port = 8080;
        std::vector<std::string> hosts;
        std::vector<std::string> allowed_origins;
        std::vector<std::string> trusted_proxies;
        std::string tls_certificate;
        std::string tls_key;
        std::int64_t connections = 18'000;
        std::int64_t connections_per_address = 200;
        std::int64_t drain_seconds = 25;
        bool demo = true;
    } server;

    struct Storage
    {
        std::string engine = "sqlite";
        std::string folder = "tandem-data";
        std::string postgres_url;
        std::string postgres_password; // only from the environment or a file
        std::string postgres_password_file;
    } storage;

    struct Backplane
    {
        std::string engine = "memory";
        std::string redis_url = "redis://127.0.0.1:6379";
        std::vector<std::string> redis_sentinels;
        std::string redis_master = "mymaster";
        std::string redis_password; // only from the environment or a file
        std::string redis_password_file;
        std::string redis_ca_file;
        std::string redis_prefix = "tandem";
        bool redis_allow_plaintext = false;
    } backplane;

    struct Bot
    {
        std::string name = "Assistant";
        std::int64_t turn_seconds = 20;
        std::int64_t burst_ms = 150;
        double confident = 0.65;
        std::int64_t idle_minutes = 60;
        std::string intents; // a model or examples; empty: none
        std::string flows;   // a file or a folder; empty: none
        std::string tools;   // likewise
    } bot;

    // A server with models: that of [model], and each [[provider]].
    struct Provider
    {
        std::string kind = "openai";
        std::string base_url;
        std::string name;
        std::string api_key; // never from the configuration itself
        std::string api_key_env;
        std::string api_key_file;
        std::string ca_file;
        std::string api_version = "2023-06-01";
        bool newest_names = false;
        std::int64_t max_tokens = 600;
        std::int64_t concurrent = 64;
        std::int64_t waiting = 256;
        std::int64_t waiting_per_customer = 4;
        std::int64_t first_byte_ms = 15'000;
        std::int64_t retries = 2;
        std::int64_t breaker_failures = 5;
        std::int64_t breaker_seconds = 10;
        double input_price = 0;
        double output_price = 0;
    };

    struct Model : Provider
    {
        Model() { kind = "extractive"; }

        bool fallback = false;
        double words_per_second = 40;
        std::int64_t hedge_ms = 0;
        double hedge_share = 0.1;
        double budget_conversation = 0;
        double budget_customer = 0;
        double budget_day = 0;
        bool grounding = true;
        std::vector<std::string> link_hosts;
        std::int64_t cache_entries = 10'000;
        std::int64_t cache_hours = 24;
        bool cache_paraphrases = true;
    } model;

    std::vector<Provider> providers; // asked after that of [model], in this order

    struct Routing
    {
        std::string default_queue = "support";
        std::int64_t disconnect_grace_seconds = 30;
        std::int64_t reopen_hours = 24;
    } routing;

    struct Limits
    {
        std::int64_t message_characters = 4'000;
        double customer_messages_per_minute = 20;
        std::int64_t customer_message_burst = 10;
        double agent_messages_per_minute = 120;
    } limits;

    struct Log
    {
        std::string level = "info";
        std::string file;
    } log;
};

// One key of the file: where it is kept, what it means, and what it may be.
struct ConfigKey
{
    using Target = std::variant<std::string*, std::int64_t*, double*, bool*, std::vector<std::string>*>;

    std::string path; // "server.port"
    Target target;
    std::string meaning;              // a sentence for operators
    double least = 0;                 // of numbers
    double most = 0;                  // 0 and 0: no range
    std::vector<std::string> choices; // of strings; empty: any
    std::string environment;          // name of a variable that overrides it, or empty
    bool in_file = true;              // false: secrets, which come from elsewhere
    bool secret = false;              // never printed
};

// The table over one configuration. The pointers are into `config`.
[[nodiscard]] std::vector<ConfigKey> keys_of(Config& config);

// The same over one [[provider]]; paths begin with "provider.".
[[nodiscard]] std::vector<ConfigKey> keys_of(Config::Provider& provider);

// A sentence for the operator, with file, line and key where there is one.
class ConfigError : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

// Reads a TOML file, then the environment, then secret files. Unknown keys are errors with a suggestion.
// Relative paths are relative to the file's folder. Throws ConfigError.
[[nodiscard]] Config load_config(const std::filesystem::path& file);

// The configuration in effect as TOML, without secrets.
[[nodiscard]] std::string print_config(Config config);

// The reference of all keys as Markdown.
[[nodiscard]] std::string config_reference();

} // namespace tandem::app
