#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tandem::bot {

// What is kept from a provider.
enum class Personal { email, phone, card, iban, id, key, password, order, return_number, gift_card };

struct Detected
{
    Personal kind = Personal::email;
    std::size_t begin = 0;
    std::size_t end = 0;
    friend bool operator==(const Detected&, const Detected&) = default;
};

// All that is found in a shadow text, in order, without overlaps: what is more certain goes first. Cards
// need their Luhn digit, IBANs their country's length and check digits, e-mail addresses a domain;
// passwords, numbers of papers and of orders are recognised by what is said before them. '\x1E' is white
// space. Pure, linear but for a bounded search inside runs of digits.
[[nodiscard]] std::vector<Detected> detect_personal(std::string_view shadow);

// One detector each; internal, for detect_personal and its tests.
using Detections = std::vector<Detected>;
void detect_emails(std::string_view shadow, Detections& out);
void detect_cards(std::string_view shadow, Detections& out);
void detect_ibans(std::string_view shadow, Detections& out);
void detect_phones(std::string_view shadow, Detections& out);
void detect_keys(std::string_view shadow, Detections& out);
void detect_ids(std::string_view shadow, Detections& out);
void detect_announced(std::string_view shadow, Detections& out); // passwords, orders, papers: by their name
void detect_encoded(std::string_view shadow, Detections& out);   // any of the others in base64

} // namespace tandem::bot
