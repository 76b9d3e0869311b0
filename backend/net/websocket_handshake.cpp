#include "backend/net/websocket_handshake.hpp"

#include <algorithm>
#include <array>
#include <openssl/evp.h>
#include <openssl/sha.h>

namespace tandem::net {

namespace {

// 16 bytes in base64: 22 characters and two marks of padding.
bool is_key(std::string_view key)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return key.size() == 24 && key.ends_with("==") &&
           key.substr(0, 22).find_first_not_of(alphabet) == std::string_view::npos;
}

bool any_has_token(const RequestHead& head, std::string_view name, std::string_view token)
{
    return std::ranges::any_of(head.headers, [&](const auto& field) {
        return field.first == name && has_token(field.second, token);
    });
}

} // namespace

int check_handshake(const RequestHead& head)
{
    if (head.method != "GET") return 405;
    if (!any_has_token(head, "upgrade", "websocket")) return 426;
    if (head.count("sec-websocket-version") != 1 || head.header("sec-websocket-version") != "13")
        return 426;
    if (!head.keep_alive || !any_has_token(head, "connection", "upgrade")) return 400;
    if (head.content_length > 0 || head.count("origin") > 1) return 400;
    if (head.count("sec-websocket-key") != 1 || !is_key(head.header("sec-websocket-key"))) return 400;
    return 0;
}

std::string handshake_answer(std::string_view key)
{
    const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    return {encoded.begin(), encoded.begin() + length};
}

} // namespace tandem::net
