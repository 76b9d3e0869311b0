#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::backplane::redis {

// One answer of Redis.
struct Reply
{
    enum class Kind : std::uint8_t { nil, integer, text, error, array };
    Kind kind = Kind::nil;
    std::int64_t integer = 0;
    std::string text; // of text, which also stands for a status, and of error
    std::vector<Reply> elements;

    [[nodiscard]] bool is_text(std::string_view expected) const
    {
        return kind == Kind::text && text == expected;
    }

    friend bool operator==(const Reply&, const Reply&) = default;
};

// The kind of an error reply: its first word, "READONLY"; short, of capital letters, else "?". The rest may
// quote what we sent and does not belong into a log.
[[nodiscard]] std::string error_code_of(const Reply& reply);

// hiredis's parser with bounds of our own, for bytes from a server that cannot be trusted to be one: a
// length that it announces takes no memory before the bytes are there. RESP2 only.
class ReplyReader
{
public:
    static constexpr std::size_t most_bytes = 2 * 1024 * 1024; // of one reply
    static constexpr std::size_t most_elements = 4'096;        // of one reply, nested ones included

    ReplyReader();
    ~ReplyReader();
    ReplyReader(const ReplyReader&) = delete;
    ReplyReader& operator=(const ReplyReader&) = delete;

    // Takes more bytes. False when too many wait for the end of a reply; the reader is broken then.
    [[nodiscard]] bool feed(std::string_view bytes);

    // The next whole reply, or nothing yet. Nothing ever again once broken().
    [[nodiscard]] std::optional<Reply> next();

    [[nodiscard]] bool broken() const { return broken_; }

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
    bool broken_ = false;
};

} // namespace tandem::backplane::redis
