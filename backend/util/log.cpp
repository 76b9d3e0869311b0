#include "backend/util/log.hpp"

#include <memory>
#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace tandem::log {

namespace {

constexpr std::size_t value_limit = 2'048; // one field, in bytes

std::shared_ptr<spdlog::logger>& logger()
{
    static std::shared_ptr<spdlog::logger> instance = spdlog::default_logger();
    return instance;
}

spdlog::level::level_enum to_spdlog(Level level)
{
    switch (level) {
    case Level::debug:
        return spdlog::level::debug;
    case Level::info:
        return spdlog::level::info;
    case Level::warning:
        return spdlog::level::warn;
    case Level::error:
        return spdlog::level::err;
    }
    return spdlog::level::info;
}

// Control characters and quotes are escaped, so no value can forge a line or a field.
void append_json(std::string& out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out.push_back('"');
    for (const char c : text.substr(0, value_limit)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f) {
            out.push_back(c);
            continue;
        }
        out += "\\u00";
        out.push_back(digits[byte >> 4U]);
        out.push_back(digits[byte & 15U]);
    }
    out.push_back('"');
}

} // namespace

void start(Level level, const std::string& file)
{
    // A full queue drops the oldest lines rather than holding up a conversation.
    spdlog::init_thread_pool(8'192, 1);
    std::shared_ptr<spdlog::sinks::sink> sink;
    if (file.empty())
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    logger() = std::make_shared<spdlog::async_logger>(
        "tandem", std::move(sink), spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest
    );
    logger()->set_level(to_spdlog(level));
    logger()->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})");
    logger()->flush_on(spdlog::level::warn);
    spdlog::flush_every(std::chrono::seconds(1));
}

void write(Level level, std::string_view message, Fields fields)
{
    if (!logger()->should_log(to_spdlog(level))) return;
    std::string line = "\"message\":";
    append_json(line, message);
    for (const Field& field : fields) {
        line.push_back(',');
        append_json(line, field.key);
        line.push_back(':');
        append_json(line, field.value);
    }
    logger()->log(to_spdlog(level), line);
}

} // namespace tandem::log
