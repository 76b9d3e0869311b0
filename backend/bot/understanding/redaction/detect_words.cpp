#include "backend/bot/understanding/redaction/ascii.hpp"
#include "backend/bot/understanding/redaction/detectors.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>

// Addresses and keys, and what is announced by its name.

namespace tandem::bot {
namespace {

using namespace ascii;

bool local_part(char c) { return alnum(c) || std::string_view("._%+-'").contains(c); }

// The length of one of these at a position, or 0.
std::size_t any_of_at(std::string_view text, std::size_t i, std::span<const std::string_view> forms)
{
    for (const auto form : forms) {
        if (equal_no_case(text.substr(std::min(i, text.size()), form.size()), form)) return form.size();
    }
    return 0;
}

constexpr auto ats = std::to_array<std::string_view>(
    {"@", " @ ", " @", "@ ", "(at)", " (at) ", "[at]", " [at] ", "{at}", " {at} "}
);
constexpr auto dots = std::to_array<std::string_view>(
    {".", " . ", "(dot)", " (dot) ", "[dot]", " [dot] ", " dot ", "{dot}", " (punkt) ", "[punkt]"}
);

// Where the domain that begins there ends, when it has a dot at least; spelled dots only if they may be.
std::optional<std::size_t> domain_end(std::string_view text, std::size_t i, bool spelled)
{
    std::optional<std::size_t> end;
    bool dotted = false;
    while (true) {
        const std::size_t label = i;
        while (alnum(at(text, i)) || (at(text, i) == '-' && alnum(at(text, i + 1))))
            ++i;
        if (i == label) return end;
        const bool top = dotted && std::ranges::all_of(text.substr(label, i - label), letter);
        if (top && i - label >= 2) end = i;
        std::size_t dot = any_of_at(text, i, dots);
        if (dot > 1 && !spelled) dot = 0;
        // "example.com. Next" ends at the top level.
        if (dot == 0 || (dot == 1 && !alnum(at(text, i + 1)))) return end;
        if (dot > 1 && end && equal_no_case(text.substr(i, dot), " . ")) return end;
        i += dot;
        dotted = true;
    }
}

std::optional<Detected> email_around(std::string_view text, std::size_t i)
{
    const bool plain = text[i] == '@';
    std::size_t length = any_of_at(text, i, ats);
    bool spelled = true;
    if (length == 0 && equal_no_case(text.substr(i, 4), " at ")) {
        length = 4;
        // Too common a word: only before a domain with a spelled dot.
        const auto rest = lowered(text.substr(i + 4, 40));
        if (!rest.contains(" dot ") && !rest.contains("(dot)") && !rest.contains("[dot]"))
            return std::nullopt;
    }
    if (length == 0) return std::nullopt;
    if (plain && length == 1) spelled = false;
    std::size_t begin = i;
    while (begin > 0 && local_part(text[begin - 1]))
        --begin;
    while (begin < i && !alnum(text[begin]))
        ++begin;
    if (begin == i) return std::nullopt;
    const auto end = domain_end(text, i + length, spelled);
    if (!end) return std::nullopt;
    return Detected{Personal::email, begin, *end};
}

bool key_char(char c) { return alnum(c) || c == '_' || c == '-'; }

struct KeyForm
{
    std::string_view prefix;
    std::size_t more; // characters after it at least
};
constexpr auto key_forms =
    std::to_array<KeyForm>({{"sk-", 16},      {"sk_live_", 10},    {"sk_test_", 10}, {"pk_live_", 10},
                            {"rk_live_", 10}, {"whsec_", 16},      {"ghp_", 20},     {"gho_", 20},
                            {"ghs_", 20},     {"github_pat_", 20}, {"glpat-", 16},   {"xoxb-", 10},
                            {"xoxp-", 10},    {"xapp-", 10},       {"AKIA", 16},     {"ASIA", 16},
                            {"AIza", 30},     {"ya29.", 20},       {"npm_", 30},     {"hf_", 20},
                            {"SG.", 20},      {"eyJ", 20}});

// What is said before a value, and what the value looks like.
enum class Value { secret, code, order };
struct Announcement
{
    std::string_view phrase;
    Personal kind;
    Value value;
};
constexpr auto announcements = std::to_array<Announcement>(
    {{"password", Personal::password, Value::secret},
     {"passwort", Personal::password, Value::secret},
     {"kennwort", Personal::password, Value::secret},
     {"passphrase", Personal::password, Value::secret},
     {"mot de passe", Personal::password, Value::secret},
     {"contrasexa", Personal::password, Value::secret},
     {"wachtwoord", Personal::password, Value::secret},
     {"parola d'ordine", Personal::password, Value::secret},
     {"hasxo", Personal::password, Value::secret},
     {"pwd", Personal::password, Value::secret},
     {"pin", Personal::password, Value::code},
     {"pin code", Personal::password, Value::code},
     {"cvv", Personal::password, Value::code},
     {"cvc", Personal::password, Value::code},
     {"security code", Personal::password, Value::code},
     {"api key", Personal::key, Value::secret},
     {"api-key", Personal::key, Value::secret},
     {"access token", Personal::key, Value::secret},
     {"bearer", Personal::key, Value::secret},
     {"passport", Personal::id, Value::order},
     {"passport number", Personal::id, Value::order},
     {"passport no", Personal::id, Value::order},
     {"ausweis", Personal::id, Value::order},
     {"ausweisnummer", Personal::id, Value::order},
     {"personalausweis", Personal::id, Value::order},
     {"reisepass", Personal::id, Value::order},
     {"social security number", Personal::id, Value::order},
     {"ssn", Personal::id, Value::order},
     {"tax id", Personal::id, Value::order},
     {"steuer-id", Personal::id, Value::order},
     {"steueridentifikationsnummer", Personal::id, Value::order},
     {"bsn", Personal::id, Value::order},
     {"burgerservicenummer", Personal::id, Value::order},
     {"pesel", Personal::id, Value::order},
     {"dni", Personal::id, Value::order},
     {"nie", Personal::id, Value::order},
     {"id number", Personal::id, Value::order},
     {"driving licence", Personal::id, Value::order},
     {"driver's license", Personal::id, Value::order},
     {"phone", Personal::phone, Value::order},
     {"phone number", Personal::phone, Value::order},
     {"mobile", Personal::phone, Value::order},
     {"mobile number", Personal::phone, Value::order},
     {"call me on", Personal::phone, Value::order},
     {"call me at", Personal::phone, Value::order},
     {"telefon", Personal::phone, Value::order},
     {"telefonnummer", Personal::phone, Value::order},
     {"handynummer", Personal::phone, Value::order},
     {"txlxphone", Personal::phone, Value::order},
     {"telxfono", Personal::phone, Value::order},
     {"telefoonnummer", Personal::phone, Value::order},
     {"order", Personal::order, Value::order},
     {"order number", Personal::order, Value::order},
     {"order no", Personal::order, Value::order},
     {"order id", Personal::order, Value::order},
     {"bestellnummer", Personal::order, Value::order},
     {"bestellung", Personal::order, Value::order},
     {"commande", Personal::order, Value::order},
     {"pedido", Personal::order, Value::order},
     {"bestelnummer", Personal::order, Value::order},
     {"ordine", Personal::order, Value::order}}
);

constexpr auto links = std::to_array<std::string_view>(
    {"is",
     "ist",
     "lautet",
     "est",
     "es",
     "was",
     "number",
     "no",
     "nr",
     "nummer",
     "num",
     "code",
     "die",
     "the",
     "e"}
);
// What is said of a password without telling it.
constexpr auto no_secrets = std::to_array<std::string_view>(
    {"not",    "wrong",     "incorrect",  "expired", "invalid",   "too",      "the",     "still",
     "being",  "a",         "an",         "reset",   "correct",   "right",    "working", "required",
     "needed", "rejected",  "refused",    "never",   "always",    "no",       "now",     "what",
     "where",  "forgotten", "lost",       "gone",    "changed",   "accepted", "my",      "your",
     "and",    "or",        "but",        "so",      "weak",      "strong",   "long",    "short",
     "nicht",  "falsch",    "abgelaufen", "weg",     "vergessen", "zu",       "das",     "mein",
     "kein",   "pas",       "incorrecto", "niet",    "verkeerd",  "secret",   "safe",    "stored",
     "sent",   "asked",     "for",        "to",      "in",        "on",       "it",      "that",
     "this",   "only",      "also",       "again",   "fine",      "ok",       "unknown", "saved"}
);

std::string_view token_at(std::string_view text, std::size_t i)
{
    std::size_t end = i;
    while (end < text.size() && !space(text[end]))
        ++end;
    while (end > i && std::string_view(".,;:!?)\"'").contains(text[end - 1]))
        --end;
    return text.substr(i, end - i);
}

// Behind "is", ":", "number" and the like; `linked` tells whether there was any.
std::size_t behind_links(std::string_view text, std::size_t i, bool& linked)
{
    while (true) {
        while (i < text.size() && (space(text[i]) || std::string_view(":=#-\"'").contains(text[i]))) {
            linked |= text[i] == ':' || text[i] == '=';
            ++i;
        }
        const auto word = lowered(token_at(text, i));
        if (std::ranges::find(links, word) == links.end()) return i;
        linked |= word != "the";
        i += word.size();
        while (at(text, i) == '.')
            ++i;
    }
}

bool fits(Value value, std::string_view token, bool linked)
{
    const auto digits = std::ranges::count_if(token, digit);
    switch (value) {
    case Value::secret:
        return linked && token.size() >= 3 &&
               std::ranges::find(no_secrets, lowered(token)) == no_secrets.end();
    case Value::code:
        return token.size() >= 3 && token.size() <= 8 && digits == std::ptrdiff_t(token.size());
    case Value::order:
        return digits >= 4 && token.size() <= 40 &&
               std::ranges::all_of(token, [](char c) { return alnum(c) || c == '-' || c == '/'; }) &&
               !(token.size() == 10 && token[4] == '-' && token[7] == '-'); // a date
    }
    return false;
}

// "LS-104233", "RT 208817": the sample shop's numbers, also without a word before them.
std::optional<Detected> shop_number(std::string_view text, std::size_t i)
{
    const bool order = equal_no_case(text.substr(i, 2), "ls");
    if (!order && !equal_no_case(text.substr(i, 2), "rt")) return std::nullopt;
    std::size_t end = i + 2;
    if (at(text, end) == '-' || at(text, end) == ' ') ++end;
    const std::size_t first = end;
    while (digit(at(text, end)))
        ++end;
    if (end - first != 6 || alnum(at(text, end))) return std::nullopt;
    return Detected{order ? Personal::order : Personal::return_number, i, end};
}

std::optional<Detected> gift_card(std::string_view text, std::size_t i)
{
    if (text.substr(i, 2) != "GC") return std::nullopt;
    std::size_t characters = 0;
    std::size_t end = i;
    for (std::size_t at_ = i; at_ < text.size() && characters < 16; ++at_) {
        if (alnum(text[at_])) {
            ++characters;
            end = at_ + 1;
        } else if ((text[at_] != '-' && text[at_] != ' ') || !alnum(at(text, at_ + 1))) {
            break;
        }
    }
    const bool any_digit = std::ranges::any_of(text.substr(i, end - i), digit);
    if (characters != 16 || alnum(at(text, end)) || !any_digit) return std::nullopt;
    return Detected{Personal::gift_card, i, end};
}

} // namespace

void detect_emails(std::string_view shadow, Detections& out)
{
    for (std::size_t i = 1; i < shadow.size(); ++i) {
        const char c = shadow[i];
        if (c != '@' && c != ' ' && c != '(' && c != '[' && c != '{') continue;
        if (const auto found = email_around(shadow, i)) {
            out.push_back(*found);
            i = found->end - 1;
        }
    }
}

void detect_keys(std::string_view shadow, Detections& out)
{
    for (std::size_t i = 0; i < shadow.size(); ++i) {
        if (!boundary_before(shadow, i)) continue;
        for (const KeyForm& form : key_forms) {
            if (!shadow.substr(i).starts_with(form.prefix)) continue;
            std::size_t end = i + form.prefix.size();
            while (key_char(at(shadow, end)) || (at(shadow, end) == '.' && key_char(at(shadow, end + 1))))
                ++end;
            if (end - i - form.prefix.size() < form.more) continue;
            out.push_back({Personal::key, i, end});
            i = end - 1;
            break;
        }
    }
}

void detect_announced(std::string_view shadow, Detections& out)
{
    const std::string text = lowered(shadow);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!boundary_before(text, i)) continue;
        if (const auto number = shop_number(shadow, i)) {
            out.push_back(*number);
            continue;
        }
        if (const auto card = gift_card(shadow, i)) {
            out.push_back(*card);
            continue;
        }
        for (const Announcement& announced : announcements) {
            if (!std::string_view(text).substr(i).starts_with(announced.phrase)) continue;
            std::size_t behind = i + announced.phrase.size();
            if (alnum(at(text, behind))) continue;
            bool linked = false;
            behind = behind_links(shadow, behind, linked);
            const auto token = token_at(shadow, behind);
            if (!fits(announced.value, token, linked)) continue;
            out.push_back({announced.kind, behind, behind + token.size()});
            break;
        }
    }
}

} // namespace tandem::bot
