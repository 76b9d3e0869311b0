#include "backend/app/config.hpp"

#include "backend/app/config_text.hpp"
#include "backend/backplane/redis/server.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sys/stat.h>
#include <toml++/toml.h>

namespace tandem::app {

namespace {

constexpr std::size_t most_providers = 16;

// Number of single-letter edits between two words (Levenshtein), for suggestions.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

class Loader
{
public:
    explicit Loader(std::filesystem::path file) : file_(std::move(file)), keys_(keys_of(config_)) {}

    Config load()
    {
        read_file();
        read_environment();
        resolve_paths();
        read_key("model", config_.model);
        for (Config::Provider& provider : config_.providers)
            read_key("provider", provider);
        read_secret(
            "storage.postgres_password_file",
            config_.storage.postgres_password_file,
            config_.storage.postgres_password
        );
        read_secret(
            "backplane.redis_password_file",
            config_.backplane.redis_password_file,
            config_.backplane.redis_password
        );
        check_together();
        return config_;
    }

private:
    [[noreturn]] void refuse(const std::string& key, const std::string& why, std::uint32_t line = 0) const
    {
        std::string text = file_.string();
        if (line > 0) text += ":" + std::to_string(line);
        text += ": ";
        if (!key.empty()) text += key + ": ";
        throw ConfigError(text + why);
    }

    void read_file()
    {
        toml::table table;
        try {
            table = toml::parse_file(file_.string());
        } catch (const toml::parse_error& error) {
            const auto line = static_cast<std::uint32_t>(error.source().begin.line);
            refuse({}, std::string(error.description()), line);
        }
        for (const auto& [section, node] : table) {
            if (section.str() == "provider") {
                read_providers(node);
                continue;
            }
            const auto* inner = node.as_table();
            if (inner == nullptr)
                refuse(std::string(section.str()), "belongs into a [section]", node.source().begin.line);
            for (const auto& [name, value] : *inner) {
                set(keys_, std::string(section.str()) + "." + std::string(name.str()), value);
            }
        }
    }

    void read_providers(const toml::node& node)
    {
        const auto* list = node.as_array();
        if (list == nullptr || !list->is_array_of_tables())
            refuse("provider", "is written as [[provider]]", node.source().begin.line);
        if (list->size() > most_providers)
            refuse(
                "provider",
                "may be there " + number_text(double(most_providers)) + " times at most",
                node.source().begin.line
            );
        for (const auto& element : *list) {
            const auto* table = element.as_table();
            Config::Provider& provider = config_.providers.emplace_back();
            const auto keys = keys_of(provider);
            for (const auto& [name, value] : *table)
                set(keys, "provider." + std::string(name.str()), value);
            check_provider("provider", provider, element.source().begin.line);
        }
    }

    void set(const std::vector<ConfigKey>& keys, const std::string& path, const toml::node& value)
    {
        const auto line = value.source().begin.line;
        const auto key = std::ranges::find(keys, path, &ConfigKey::path);
        if (key == keys.end()) {
            const auto nearest = std::ranges::min_element(keys, {}, [&](const ConfigKey& k) {
                return distance(k.path, path);
            });
            refuse(path, "there is no such key; did you mean " + nearest->path + "?", line);
        }
        if (!key->in_file)
            refuse(path, "is a secret and does not belong into this file; set " + key->environment, line);
        std::visit([&](auto* target) { assign(*key, *target, value, line); }, key->target);
    }

    void assign(const ConfigKey& key, std::string& to, const toml::node& value, std::uint32_t line)
    {
        const auto text = value.value<std::string>();
        if (!value.is_string() || !text) refuse(key.path, "must be a string", line);
        check_choice(key, *text, line);
        to = *text;
    }
    void assign(const ConfigKey& key, std::int64_t& to, const toml::node& value, std::uint32_t line)
    {
        if (!value.is_integer()) refuse(key.path, "must be a whole number", line);
        to = *value.value<std::int64_t>();
        check_range(key, double(to), line);
    }
    void assign(const ConfigKey& key, double& to, const toml::node& value, std::uint32_t line)
    {
        if (!value.is_number()) refuse(key.path, "must be a number", line);
        to = *value.value<double>();
        check_range(key, to, line);
    }
    void assign(const ConfigKey& key, bool& to, const toml::node& value, std::uint32_t line)
    {
        if (!value.is_boolean()) refuse(key.path, "must be true or false", line);
        to = *value.value<bool>();
    }
    void
    assign(const ConfigKey& key, std::vector<std::string>& to, const toml::node& value, std::uint32_t line)
    {
        const auto* array = value.as_array();
        if (array == nullptr) refuse(key.path, "must be an array of strings", line);
        to.clear();
        for (const auto& element : *array) {
            if (!element.is_string())
                refuse(key.path, "must be an array of strings", element.source().begin.line);
            to.push_back(*element.value<std::string>());
        }
    }

    void check_range(const ConfigKey& key, double value, std::uint32_t line) const
    {
        if (key.least == 0 && key.most == 0) return;
        if (value < key.least || value > key.most) {
            refuse(
                key.path, "must be from " + number_text(key.least) + " to " + number_text(key.most), line
            );
        }
    }

    void check_choice(const ConfigKey& key, const std::string& value, std::uint32_t line) const
    {
        if (key.choices.empty() || std::ranges::find(key.choices, value) != key.choices.end()) return;
        std::string all;
        for (const auto& choice : key.choices)
            all += (all.empty() ? "" : ", ") + choice;
        refuse(key.path, "must be one of " + all, line);
    }

    void read_environment()
    {
        for (const ConfigKey& key : keys_) {
            if (key.environment.empty()) continue;
            if (const char* value = std::getenv(key.environment.c_str()))
                *std::get<std::string*>(key.target) = value;
        }
    }

    void resolve_paths()
    {
        const auto folder = std::filesystem::absolute(file_).parent_path();
        std::vector<std::string*> paths{
            &config_.storage.folder,
            &config_.bot.intents,
            &config_.bot.flows,
            &config_.bot.tools,
            &config_.storage.postgres_password_file,
            &config_.backplane.redis_password_file,
            &config_.backplane.redis_ca_file,
            &config_.server.tls_certificate,
            &config_.server.tls_key,
            &config_.model.api_key_file,
            &config_.model.ca_file,
            &config_.log.file
        };
        for (Config::Provider& provider : config_.providers) {
            paths.push_back(&provider.api_key_file);
            paths.push_back(&provider.ca_file);
        }
        for (std::string* path : paths) {
            if (!path->empty()) *path = (folder / *path).lexically_normal().string();
        }
    }

    // The first line of a file into a secret that nothing else has set.
    void read_secret(const std::string& key, const std::string& path, std::string& secret) const
    {
        if (path.empty() || !secret.empty()) return;
        struct stat info{};
        if (::stat(path.c_str(), &info) != 0) refuse(key, "cannot be read: " + path);
        if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
            refuse(key, "may be readable by its owner only (chmod 600 " + path + ")");
        std::ifstream in(path);
        std::getline(in, secret);
    }

    void check_storage() const
    {
        const auto& url = config_.storage.postgres_url;
        if (config_.storage.engine == "postgres" && url.empty())
            refuse("storage.postgres_url", "is needed for storage.engine = \"postgres\"");
        // postgresql://USER:PASSWORD@HOST, or among the parameters.
        const auto scheme = url.find("://");
        const auto authority =
            scheme == std::string::npos
                ? std::string()
                : url.substr(scheme + 3, url.find_first_of("/?", scheme + 3) - scheme - 3);
        const auto at = authority.rfind('@');
        const bool in_authority = at != std::string::npos && authority.find(':') < at;
        if (in_authority || url.find("password") != std::string::npos) {
            refuse(
                "storage.postgres_url",
                "must not hold the password; set TANDEM_POSTGRES_PASSWORD or storage.postgres_password_file"
            );
        }
    }

    void check_backplane() const
    {
        const auto& c = config_.backplane;
        if (c.engine != "redis") return;
        if (!backplane::redis::parse_url(c.redis_url)) {
            refuse(
                "backplane.redis_url",
                "must be redis://[user@]host[:port][/database] or rediss://…; a password does not belong "
                "into it, set TANDEM_REDIS_PASSWORD or backplane.redis_password_file"
            );
        }
        for (const auto& sentinel : c.redis_sentinels) {
            if (!backplane::redis::parse_sentinel(sentinel))
                refuse("backplane.redis_sentinels", "must be host or host:port: " + sentinel);
        }
        if (!c.redis_sentinels.empty() && c.redis_master.empty())
            refuse("backplane.redis_master", "is needed with backplane.redis_sentinels");
        if (c.redis_prefix.empty() || c.redis_prefix.size() > 64 ||
            !std::ranges::all_of(c.redis_prefix, [](unsigned char l) {
                return std::isalnum(l) != 0 || l == '-' || l == '_';
            }))
            refuse("backplane.redis_prefix", "must be 1 to 64 letters, digits, - or _");
    }

    void check_together() const
    {
        if (config_.server.tls_certificate.empty() != config_.server.tls_key.empty()) {
            refuse("server.tls_certificate", "and server.tls_key go together");
        }
        check_storage();
        check_backplane();
        check_models();
    }

    void check_provider(
        const std::string& section, const Config::Provider& provider, std::uint32_t line = 0
    ) const
    {
        const std::string why = "is needed for " + section + ".kind = \"" + provider.kind + "\"";
        if (provider.base_url.empty()) refuse(section + ".base_url", why, line);
        if (provider.name.empty()) refuse(section + ".name", why, line);
    }

    void check_models() const
    {
        const auto& model = config_.model;
        if (model.kind == "extractive") {
            if (!config_.providers.empty()) refuse("provider", "needs a model.kind other than extractive");
            return;
        }
        check_provider("model", model);
        const bool capped =
            model.budget_conversation > 0 || model.budget_customer > 0 || model.budget_day > 0;
        const auto has_price = [](const Config::Provider& p) {
            return p.input_price > 0 || p.output_price > 0;
        };
        if (capped && !(has_price(model) && std::ranges::all_of(config_.providers, has_price)))
            refuse("model.budget_day", "and the other caps need the prices of every API");
    }

    // A key from the environment or a file, unless there is one already.
    void read_key(const std::string& section, Config::Provider& provider) const
    {
        if (!provider.api_key_env.empty() && provider.api_key.empty()) {
            const char* value = std::getenv(provider.api_key_env.c_str());
            if (value == nullptr)
                refuse(section + ".api_key_env", "there is no variable " + provider.api_key_env);
            provider.api_key = value;
        }
        read_secret(section + ".api_key_file", provider.api_key_file, provider.api_key);
    }

    std::filesystem::path file_;
    Config config_;
    std::vector<ConfigKey> keys_;
};

} // namespace

Config load_config(const std::filesystem::path& file)
{
    if (!std::filesystem::exists(file)) throw ConfigError(file.string() + ": no such file");
    return Loader(file).load();
}

} // namespace tandem::app
