#pragma once

#include "backend/net/http_server.hpp"

#include <map>

namespace tandem::app {

// The files that the server hands out, by path: the widget, and the demo shop if wanted, each with the
// content security policy it lives under. `page_origins` are the pages that may show the widget's frame.
[[nodiscard]] std::map<std::string, net::StaticFile>
web_files(bool demo, const std::vector<std::string>& page_origins);

} // namespace tandem::app
