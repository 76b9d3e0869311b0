#include "backend/app/web_files.hpp"

#include "backend/util/embedded.hpp"
#include "shared/base/encoding.hpp"

namespace tandem::app {

namespace {

std::string content_type(std::string_view path)
{
    static const std::map<std::string_view, std::string_view> types{
        {"html", "text/html; charset=utf-8"},
        {"css", "text/css; charset=utf-8"},
        {"js", "text/javascript; charset=utf-8"},
        {"svg", "image/svg+xml"},
        {"png", "image/png"},
        {"json", "application/json"},
        {"md", "text/plain; charset=utf-8"},
    };
    const auto found = types.find(path.substr(path.rfind('.') + 1));
    return std::string(found == types.end() ? "application/octet-stream" : found->second);
}

net::StaticFile file_of(const embedded::File& file)
{
    return {
        .content_type = content_type(file.path),
        .body = std::string(file.content),
        .etag = "\"" + sha256_hex(file.content).substr(0, 16) + "\"",
        .content_security_policy = {},
    };
}

constexpr std::string_view page_policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
                                         "'self' data:; frame-src 'self'; connect-src 'self'; "
                                         "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string frame_policy(const std::vector<std::string>& page_origins)
{
    std::string ancestors = "'self'";
    for (const auto& origin : page_origins)
        ancestors += " " + origin;
    return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' "
           "data:; "
           "base-uri 'none'; form-action 'none'; frame-ancestors " +
           ancestors;
}

} // namespace

std::map<std::string, net::StaticFile> web_files(bool demo, const std::vector<std::string>& page_origins)
{
    std::map<std::string, net::StaticFile> files;
    for (const auto& embedded : embedded::widget()) {
        auto file = file_of(embedded);
        if (file.content_type.starts_with("text/html")) {
            file.content_security_policy = frame_policy(page_origins);
            file.frameable = true;
        }
        files.emplace("/widget/" + std::string(embedded.path), std::move(file));
    }
    if (!demo) return files;
    for (const auto& embedded : embedded::demo()) {
        auto file = file_of(embedded);
        if (file.content_type.starts_with("text/html")) file.content_security_policy = page_policy;
        if (embedded.path == "index.html") {
            files.emplace("/demo", file);
            files.emplace("/demo/", file);
        }
        files.emplace("/demo/" + std::string(embedded.path), std::move(file));
    }
    return files;
}

} // namespace tandem::app
