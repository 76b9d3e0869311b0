#include "backend/app/config.hpp"

namespace tandem::app {

std::vector<ConfigKey> keys_of(Config& c)
{
    constexpr double many = 1'000'000;
    return {
        {.path = "server.address", .target = &c.server.address, .meaning = "Address to listen on. Keep 127.0.0.1 unless a proxy or TLS is in front."},
        {.path = "server.port", .target = &c.server.port, .meaning = "Port for HTTP and WebSocket; 0 lets the system choose (it is printed at start).", .least = 0, .most = 65'535},
        {.path = "server.hosts", .target = &c.server.hosts, .meaning = "Host names that requests may be for; empty accepts any."},
        {.path = "server.allowed_origins", .target = &c.server.allowed_origins, .meaning = "Origins of the pages that may show the widget, e.g. https://shop.example. Empty: only pages of this server itself, such as the demo."},
        {.path = "server.trusted_proxies", .target = &c.server.trusted_proxies, .meaning = "Addresses of proxies whose X-Forwarded-For is believed."},
        {.path = "server.tls_certificate", .target = &c.server.tls_certificate, .meaning = "PEM file with the certificate chain; empty means no TLS."},
        {.path = "server.tls_key", .target = &c.server.tls_key, .meaning = "PEM file with the private key."},
        {.path = "server.connections", .target = &c.server.connections, .meaning = "Open connections at most. Each needs a file descriptor.", .least = 1, .most = many},
        {.path = "server.connections_per_address", .target = &c.server.connections_per_address, .meaning = "Open connections per address at most, loopback and trusted proxies excepted; 0 means no limit.", .least = 0, .most = many},
        {.path = "server.drain_seconds", .target = &c.server.drain_seconds, .meaning = "How long answers in progress may take to finish after SIGTERM.", .least = 0, .most = 600},
        {.path = "server.demo", .target = &c.server.demo, .meaning = "Serve the sample shop's demo page under /demo."},

        {.path = "storage.folder", .target = &c.storage.folder, .meaning = "Folder for the conversations and the knowledge. Relative to the configuration file."},

        {.path = "bot.name", .target = &c.bot.name, .meaning = "What customers see the bot called."},
        {.path = "bot.turn_seconds", .target = &c.bot.turn_seconds, .meaning = "From a customer's message to the end of the answer at most; then a person is asked.", .least = 1, .most = 600},
        {.path = "bot.burst_ms", .target = &c.bot.burst_ms, .meaning = "Messages this close together get one answer.", .least = 0, .most = 5'000},
        {.path = "bot.confident", .target = &c.bot.confident, .meaning = "Score from 0 to 1 that the best passage must reach to be an answer.", .least = 0, .most = 1},
        {.path = "bot.idle_minutes", .target = &c.bot.idle_minutes, .meaning = "A conversation with the bot in which nobody wrote for this long ends, without a survey; 0 means never.", .least = 0, .most = 100'000},

        {.path = "model.kind", .target = &c.model.kind, .meaning = "What answers: extractive (quotes the knowledge, needs no key) or openai (any server with the chat completions API).", .choices = {"extractive", "openai"}},
        {.path = "model.base_url", .target = &c.model.base_url, .meaning = "Base address of the API, e.g. http://127.0.0.1:8000/v1."},
        {.path = "model.name", .target = &c.model.name, .meaning = "Name of the model, as the server knows it."},
        {.path = "model.api_key", .target = &c.model.api_key, .meaning = "Key for the API.", .environment = "TANDEM_MODEL_API_KEY", .in_file = false, .secret = true},
        {.path = "model.api_key_file", .target = &c.model.api_key_file, .meaning = "File with the key, readable by its owner only."},
        {.path = "model.ca_file", .target = &c.model.ca_file, .meaning = "PEM file with further certificates to trust for the API."},
        {.path = "model.max_tokens", .target = &c.model.max_tokens, .meaning = "Length of an answer at most.", .least = 1, .most = 100'000},
        {.path = "model.concurrent", .target = &c.model.concurrent, .meaning = "Answers in progress at the API at most.", .least = 1, .most = 100'000},
        {.path = "model.waiting", .target = &c.model.waiting, .meaning = "Questions that may wait for their turn; beyond it a person is asked.", .least = 0, .most = 100'000},
        {.path = "model.first_byte_ms", .target = &c.model.first_byte_ms, .meaning = "How long the API may stay silent before it counts as failed.", .least = 100, .most = 600'000},
        {.path = "model.fallback", .target = &c.model.fallback, .meaning = "Answer from the knowledge alone when the API fails before its first word, instead of asking a person."},
        {.path = "model.words_per_second", .target = &c.model.words_per_second, .meaning = "Pace at which extractive answers appear; 0 means at once.", .least = 0, .most = 10'000},

        {.path = "routing.default_queue", .target = &c.routing.default_queue, .meaning = "Queue that conversations go to when a person is needed."},
        {.path = "routing.reopen_hours", .target = &c.routing.reopen_hours, .meaning = "A customer who writes within this time after the end goes on in the same conversation.", .least = 0, .most = 8'760},

        {.path = "limits.message_characters", .target = &c.limits.message_characters, .meaning = "Length of one message at most.", .least = 1, .most = 8'000},
        {.path = "limits.customer_messages_per_minute", .target = &c.limits.customer_messages_per_minute, .meaning = "Messages of one customer connection in the long run.", .least = 0.1, .most = many},
        {.path = "limits.customer_message_burst", .target = &c.limits.customer_message_burst, .meaning = "Messages of one customer connection at once.", .least = 1, .most = many},
        {.path = "limits.agent_messages_per_minute", .target = &c.limits.agent_messages_per_minute, .meaning = "Messages of one agent connection in the long run.", .least = 0.1, .most = many},

        {.path = "log.level", .target = &c.log.level, .meaning = "Least important lines that are written.", .choices = {"debug", "info", "warning", "error"}},
        {.path = "log.file", .target = &c.log.file, .meaning = "File to write to; empty means standard error."},
    };
}

} // namespace tandem::app
