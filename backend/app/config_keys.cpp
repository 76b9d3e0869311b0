#include "backend/app/config.hpp"

#include <algorithm>
#include <iterator>

namespace tandem::app {

namespace {

constexpr double many = 1'000'000;

// What [model] and [[provider]] have in common.
std::vector<ConfigKey> provider_keys(const std::string& section, Config::Provider& p)
{
    return {
        {.path = section + ".base_url",
         .target = &p.base_url,
         .meaning = "Base address of the API, e.g. http://127.0.0.1:8000/v1 (openai) or "
                    "https://api.anthropic.com (anthropic)."},
        {.path = section + ".name",
         .target = &p.name,
         .meaning = "Name of the model, as the server knows it."},
        {.path = section + ".api_key_env",
         .target = &p.api_key_env,
         .meaning = "Name of an environment variable that holds the key."},
        {.path = section + ".api_key_file",
         .target = &p.api_key_file,
         .meaning = "File with the key, readable by its owner only."},
        {.path = section + ".ca_file",
         .target = &p.ca_file,
         .meaning = "PEM file with further certificates to trust for the API."},
        {.path = section + ".api_version",
         .target = &p.api_version,
         .meaning = "Version of the API, for anthropic."},
        {.path = section + ".newest_names",
         .target = &p.newest_names,
         .meaning = "For openai: say max_completion_tokens and developer instead of max_tokens and system, "
                    "as OpenAI's own newer models want. Other servers know only the older names."},
        {.path = section + ".max_tokens",
         .target = &p.max_tokens,
         .meaning = "Length of an answer at most.",
         .least = 1,
         .most = 100'000},
        {.path = section + ".concurrent",
         .target = &p.concurrent,
         .meaning = "Answers in progress at the API at most.",
         .least = 1,
         .most = 100'000},
        {.path = section + ".waiting",
         .target = &p.waiting,
         .meaning =
             "Questions that may wait for their turn; beyond it, and when one would not be answered in "
             "time, the next API or a person is asked.",
         .least = 0,
         .most = 100'000},
        {.path = section + ".waiting_per_customer",
         .target = &p.waiting_per_customer,
         .meaning = "Of them by one customer.",
         .least = 1,
         .most = 100'000},
        {.path = section + ".first_byte_ms",
         .target = &p.first_byte_ms,
         .meaning = "How long the API may stay silent before it counts as failed.",
         .least = 100,
         .most = 600'000},
        {.path = section + ".retries",
         .target = &p.retries,
         .meaning = "Further tries, before the first word only, of what may pass.",
         .least = 0,
         .most = 10},
        {.path = section + ".breaker_failures",
         .target = &p.breaker_failures,
         .meaning = "Failures in a row after which the API is left alone for a while.",
         .least = 1,
         .most = 10'000},
        {.path = section + ".breaker_seconds",
         .target = &p.breaker_seconds,
         .meaning = "How long. It doubles, up to two minutes, each time that a try afterwards fails too.",
         .least = 1,
         .most = 120},
        {.path = section + ".input_price",
         .target = &p.input_price,
         .meaning = "Price of a million tokens of a prompt, in any one currency.",
         .least = 0,
         .most = many},
        {.path = section + ".output_price",
         .target = &p.output_price,
         .meaning = "Price of a million tokens of an answer.",
         .least = 0,
         .most = many},
    };
}

} // namespace

std::vector<ConfigKey> keys_of(Config::Provider& provider)
{
    std::vector<ConfigKey> keys{
        {.path = "provider.kind",
         .target = &provider.kind,
         .meaning = "What API it has.",
         .choices = {"openai", "anthropic"}},
    };
    std::ranges::move(provider_keys("provider", provider), std::back_inserter(keys));
    return keys;
}

std::vector<ConfigKey> keys_of(Config& c)
{
    std::vector<ConfigKey> keys{
        {.path = "server.address",
         .target = &c.server.address,
         .meaning = "Address to listen on. Keep 127.0.0.1 unless a proxy or TLS is in front."},
        {.path = "server.port",
         .target = &c.server.port,
         .meaning = "Port for HTTP and WebSocket; 0 lets the system choose (it is printed at start).",
         .least = 0,
         .most = 65'535},
        {.path = "server.hosts",
         .target = &c.server.hosts,
         .meaning = "Host names that requests may be for; empty accepts any."},
        {.path = "server.allowed_origins",
         .target = &c.server.allowed_origins,
         .meaning = "Origins of the pages that may show the widget, e.g. https://shop.example. Empty: only "
                    "pages of this server itself, such as the demo."},
        {.path = "server.trusted_proxies",
         .target = &c.server.trusted_proxies,
         .meaning = "Addresses of proxies whose X-Forwarded-For is believed."},
        {.path = "server.tls_certificate",
         .target = &c.server.tls_certificate,
         .meaning = "PEM file with the certificate chain; empty means no TLS."},
        {.path = "server.tls_key", .target = &c.server.tls_key, .meaning = "PEM file with the private key."
        },
        {.path = "server.connections",
         .target = &c.server.connections,
         .meaning = "Open connections at most. Each needs a file descriptor.",
         .least = 1,
         .most = many},
        {.path = "server.connections_per_address",
         .target = &c.server.connections_per_address,
         .meaning = "Open connections per address at most, loopback and trusted proxies excepted; 0 means "
                    "no limit.",
         .least = 0,
         .most = many},
        {.path = "server.drain_seconds",
         .target = &c.server.drain_seconds,
         .meaning = "How long answers in progress may take to finish after SIGTERM.",
         .least = 0,
         .most = 600},
        {.path = "server.demo",
         .target = &c.server.demo,
         .meaning = "Serve the sample shop's demo page under /demo."},

        {.path = "storage.engine",
         .target = &c.storage.engine,
         .meaning =
             "Where conversations and agents are kept: sqlite (a file in the folder, for one node) or "
             "postgres (a database, for one node or, with backplane.engine = \"redis\", many).",
         .choices = {"sqlite", "postgres"}},
        {.path = "storage.folder",
         .target = &c.storage.folder,
         .meaning = "Folder for the conversations and the knowledge. Relative to the configuration file."},
        {.path = "storage.postgres_url",
         .target = &c.storage.postgres_url,
         .meaning = "The PostgreSQL database, version 13 or newer, without a password, e.g. "
                    "postgresql://tandem@db.example/tandem?sslmode=verify-full."},
        {.path = "storage.postgres_password",
         .target = &c.storage.postgres_password,
         .meaning = "Password for the database.",
         .environment = "TANDEM_POSTGRES_PASSWORD",
         .in_file = false,
         .secret = true},
        {.path = "storage.postgres_password_file",
         .target = &c.storage.postgres_password_file,
         .meaning = "File with the password, readable by its owner only."},

        {.path = "backplane.engine",
         .target = &c.backplane.engine,
         .meaning = "How nodes hear of each other: memory (there is one node) or redis (many nodes on one "
                    "PostgreSQL database).",
         .choices = {"memory", "redis"}},
        {.path = "backplane.redis_url",
         .target = &c.backplane.redis_url,
         .meaning = "The Redis server, version 6 or newer, without a password: "
                    "redis://[user@]host[:port][/database], with rediss for TLS. With Sentinels, host and "
                    "port are theirs to say."},
        {.path = "backplane.redis_sentinels",
         .target = &c.backplane.redis_sentinels,
         .meaning = "Sentinels as host[:port] that say which server is the primary; empty: none."},
        {.path = "backplane.redis_master",
         .target = &c.backplane.redis_master,
         .meaning = "Name that the Sentinels know the primary by."},
        {.path = "backplane.redis_password",
         .target = &c.backplane.redis_password,
         .meaning = "Password for Redis.",
         .environment = "TANDEM_REDIS_PASSWORD",
         .in_file = false,
         .secret = true},
        {.path = "backplane.redis_password_file",
         .target = &c.backplane.redis_password_file,
         .meaning = "File with the password, readable by its owner only."},
        {.path = "backplane.redis_ca_file",
         .target = &c.backplane.redis_ca_file,
         .meaning = "PEM file with further certificates to trust for Redis."},
        {.path = "backplane.redis_prefix",
         .target = &c.backplane.redis_prefix,
         .meaning = "First part of every key and channel, so that installations can share a server. The "
                    "same on all nodes."},
        {.path = "backplane.redis_allow_plaintext",
         .target = &c.backplane.redis_allow_plaintext,
         .meaning = "Whether a Redis on another machine may be used without TLS. Messages of customers "
                    "pass through it."},

        {.path = "bot.name", .target = &c.bot.name, .meaning = "What customers see the bot called."},
        {.path = "bot.turn_seconds",
         .target = &c.bot.turn_seconds,
         .meaning = "From a customer's message to the end of the answer at most; then a person is asked.",
         .least = 1,
         .most = 600},
        {.path = "bot.burst_ms",
         .target = &c.bot.burst_ms,
         .meaning = "Messages this close together get one answer.",
         .least = 0,
         .most = 5'000},
        {.path = "bot.confident",
         .target = &c.bot.confident,
         .meaning =
             "How likely the best article has to be the answer, from 0 to 1. Below it the bot asks what "
             "was meant.",
         .least = 0,
         .most = 1},
        {.path = "bot.intents",
         .target = &c.bot.intents,
         .meaning =
             "What messages are about, for the people they are handed to: a model that `tandem train` "
             "wrote, or examples (a TOML, CSV or TSV file or a folder of them), which are learnt at "
             "start. Relative to the configuration file; empty: the intent is the article's."},
        {.path = "bot.flows",
         .target = &c.bot.flows,
         .meaning =
             "Routine matters that are settled step by step, without a model: a TOML file or a folder of "
             "them, see resources/knowledge/flows. Relative to the configuration file; empty: none."},
        {.path = "bot.tools",
         .target = &c.bot.tools,
         .meaning = "What flows may look up and do in your shop: a TOML file or a folder of them, see "
                    "resources/knowledge/tools. Relative to the configuration file."},
        {.path = "bot.idle_minutes",
         .target = &c.bot.idle_minutes,
         .meaning = "A conversation with the bot in which nobody wrote for this long ends, without a "
                    "survey; 0 means never.",
         .least = 0,
         .most = 100'000},

        {.path = "model.kind",
         .target = &c.model.kind,
         .meaning =
             "What answers: extractive (quotes the knowledge, needs no key), openai (any server with "
             "the chat completions API) or anthropic (the messages API).",
         .choices = {"extractive", "openai", "anthropic"}},
        {.path = "model.fallback",
         .target = &c.model.fallback,
         .meaning =
             "Answer from the knowledge alone when every API fails before its first word, instead of "
             "asking a person."},
        {.path = "model.words_per_second",
         .target = &c.model.words_per_second,
         .meaning = "Pace at which extractive answers appear; 0 means at once.",
         .least = 0,
         .most = 10'000},
        {.path = "model.hedge_ms",
         .target = &c.model.hedge_ms,
         .meaning =
             "When the API has said nothing for this long, the first [[provider]] is asked as well (or "
             "the same API again when there is none), and who speaks first answers; 0 means never.",
         .least = 0,
         .most = 600'000},
        {.path = "model.hedge_share",
         .target = &c.model.hedge_share,
         .meaning = "Such second requests per request at most, in the long run.",
         .least = 0,
         .most = 1},
        {.path = "model.budget_conversation",
         .target = &c.model.budget_conversation,
         .meaning =
             "What models may cost in one conversation, in the currency of the prices; 0 means no cap. "
             "What is above a cap is not asked. Kept in memory: a restart forgets what was spent.",
         .least = 0,
         .most = many},
        {.path = "model.budget_customer",
         .target = &c.model.budget_customer,
         .meaning = "Likewise for one customer on one day (UTC).",
         .least = 0,
         .most = many},
        {.path = "model.budget_day",
         .target = &c.model.budget_day,
         .meaning = "Likewise for everybody on one day (UTC).",
         .least = 0,
         .most = many},
        {.path = "model.grounding",
         .target = &c.model.grounding,
         .meaning =
             "Say only what the articles support: a sentence of a model whose words, numbers, dates or "
             "links stand in none is left out, and a person is offered. Switch it off for models that "
             "are to talk freely."},
        {.path = "model.link_hosts",
         .target = &c.model.link_hosts,
         .meaning = "Hosts, with their sub-domains, that a model's links may lead to, beside those in the "
                    "articles."},
        {.path = "model.cache_entries",
         .target = &c.model.cache_entries,
         .meaning =
             "Answers kept for the next customer who asks the same at the beginning of a conversation, "
             "without anything personal; 0 means none. A change of the articles makes them void.",
         .least = 0,
         .most = many},
        {.path = "model.cache_hours",
         .target = &c.model.cache_hours,
         .meaning = "How long they are kept at most.",
         .least = 1,
         .most = 8'760},
        {.path = "model.cache_paraphrases",
         .target = &c.model.cache_paraphrases,
         .meaning =
             "Give another wording of the same question the same answer, when the same article answers "
             "both and no number, name or telling word differs."},

        {.path = "routing.default_queue",
         .target = &c.routing.default_queue,
         .meaning = "Queue that conversations go to when a person is needed."},
        {.path = "routing.disconnect_grace_seconds",
         .target = &c.routing.disconnect_grace_seconds,
         .meaning = "An agent whose console is gone for this time loses the conversations in which the "
                    "customer waits to the queue.",
         .least = 1,
         .most = 3'600},
        {.path = "routing.reopen_hours",
         .target = &c.routing.reopen_hours,
         .meaning =
             "A customer who writes within this time after the end goes on in the same conversation.",
         .least = 0,
         .most = 8'760},

        {.path = "limits.message_characters",
         .target = &c.limits.message_characters,
         .meaning = "Length of one message at most.",
         .least = 1,
         .most = 8'000},
        {.path = "limits.customer_messages_per_minute",
         .target = &c.limits.customer_messages_per_minute,
         .meaning = "Messages of one customer connection in the long run.",
         .least = 0.1,
         .most = many},
        {.path = "limits.customer_message_burst",
         .target = &c.limits.customer_message_burst,
         .meaning = "Messages of one customer connection at once.",
         .least = 1,
         .most = many},
        {.path = "limits.agent_messages_per_minute",
         .target = &c.limits.agent_messages_per_minute,
         .meaning = "Messages of one agent connection in the long run.",
         .least = 0.1,
         .most = many},

        {.path = "log.level",
         .target = &c.log.level,
         .meaning = "Least important lines that are written.",
         .choices = {"debug", "info", "warning", "error"}},
        {.path = "log.file",
         .target = &c.log.file,
         .meaning = "File to write to; empty means standard error."},
    };
    // Behind model.kind.
    auto provider = provider_keys("model", c.model);
    provider.insert(
        provider.begin() + 2,
        {.path = "model.api_key",
         .target = &c.model.api_key,
         .meaning = "Key for the API.",
         .environment = "TANDEM_MODEL_API_KEY",
         .in_file = false,
         .secret = true}
    );
    keys.insert(
        std::next(std::ranges::find(keys, std::string("model.kind"), &ConfigKey::path)),
        std::make_move_iterator(provider.begin()),
        std::make_move_iterator(provider.end())
    );
    return keys;
}

} // namespace tandem::app
