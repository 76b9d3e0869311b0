#pragma once

#include "shared/base/result.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::net {

// Incremental reader of one HTTP/1.1 response, interim answers (1xx) skipped. Beast's parser behind it;
// fields after the header (trailers) are dropped. What it cannot take yet stays with the caller, whose
// bounded buffer thereby limits heads, chunk extensions and trailers (requirement S-2).
class ResponseParser
{
public:
    using Sink = std::function<bool(std::string_view piece)>; // false: give up

    ResponseParser(std::size_t body_limit, bool answers_head_request);
    ~ResponseParser();

    // How much was taken from the front of `bytes`; body pieces went to `sink`. Errors, with "head" or
    // "body" as detail: too_large (a limit), unavailable (no HTTP, or not what we asked for), cancelled
    // (the sink gave up).
    [[nodiscard]] Result<std::size_t> put(std::string_view bytes, const Sink& sink);

    // The peer has closed. Error: unavailable when something is missing.
    [[nodiscard]] Result<void> end();

    [[nodiscard]] bool head_done() const;
    [[nodiscard]] bool done() const;
    [[nodiscard]] bool keep_alive() const; // when done

    [[nodiscard]] int status() const;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> take_headers(); // names in lower case

private:
    class Parser;
    void start();

    std::size_t body_limit_;
    bool answers_head_request_;
    int interim_answers_ = 0;
    std::unique_ptr<Parser> parser_;
};

} // namespace tandem::net
