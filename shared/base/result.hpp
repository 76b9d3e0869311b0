#pragma once

#include "shared/base/errc.hpp"

#include <expected>
#include <source_location>
#include <string>
#include <utility>

namespace tandem {

// An expected failure: what kind it is (callers branch on it, clients are told it), a detail for the log
// (never shown to clients, never message text), and the place where it was born.
struct Error
{
    Errc code = Errc::internal;
    std::string detail;
    std::source_location where;

    Error(Errc c, std::string d = {}, std::source_location w = std::source_location::current())
        : code(c),
          detail(std::move(d)),
          where(w)
    {}

    friend bool operator==(const Error& a, const Error& b) { return a.code == b.code; }
};

// An alias, so that it can change when the standard library's grows `and_then`.
template <class T>
using Result = std::expected<T, Error>;

// `return fail(Errc::not_found, "conversation");`
[[nodiscard]] inline std::unexpected<Error>
fail(Errc code, std::string detail = {}, std::source_location where = std::source_location::current())
{
    return std::unexpected(Error(code, std::move(detail), where));
}

// Passes a failure on: `if (!r) return fail(r);`
template <class T>
[[nodiscard]] std::unexpected<Error> fail(const Result<T>& failed)
{
    return std::unexpected(failed.error());
}

} // namespace tandem
