#include "backend/app/config.hpp"
#include "backend/app/config_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <sstream>
#include <toml++/toml.h>

// The configuration as text: what is in effect, and the reference.

namespace tandem::app {

namespace {

std::string shown(const ConfigKey& key)
{
    struct Show
    {
        std::string operator()(const std::string* value) const
        {
            std::ostringstream out;
            out << toml::value<std::string>(*value);
            return out.str();
        }
        std::string operator()(const std::int64_t* value) const { return std::to_string(*value); }
        std::string operator()(const double* value) const
        {
            // The shortest that reads back the same; TOML wants a fraction.
            std::array<char, 64> digits{};
            const auto [end, error] = std::to_chars(digits.begin(), digits.end(), *value);
            std::string out(digits.begin(), error == std::errc() ? end : digits.begin());
            return out.find_first_of(".e") == std::string::npos ? out + ".0" : out;
        }
        std::string operator()(const bool* value) const { return *value ? "true" : "false"; }
        std::string operator()(const std::vector<std::string>* value) const
        {
            std::string out = "[";
            for (const auto& element : *value)
                out += (out.size() > 1 ? ", " : "") + (*this)(&element);
            return out + "]";
        }
    };
    return std::visit(Show{}, key.target);
}

std::string section_of(const ConfigKey& key) { return key.path.substr(0, key.path.find('.')); }
std::string name_of(const ConfigKey& key) { return key.path.substr(key.path.find('.') + 1); }

constexpr auto table_head = "\n| Key | Default | Meaning |\n|---|---|---|\n";

std::string table_row(const ConfigKey& key)
{
    std::string out = "| `" + name_of(key) + "` | ";
    out += key.in_file ? "`" + shown(key) + "`" : "environment `" + key.environment + "`";
    out += " | " + key.meaning;
    if (!key.choices.empty()) {
        out += " One of";
        for (const auto& choice : key.choices)
            out += " `" + choice + "`";
        out += ".";
    }
    if (key.least != 0 || key.most != 0)
        out += " From " + number_text(key.least) + " to " + number_text(key.most) + ".";
    return out + " |\n";
}

} // namespace

std::string number_text(double value)
{
    if (value == std::floor(value)) return std::to_string(static_cast<std::int64_t>(value));
    std::ostringstream out;
    out << value;
    return out.str();
}

std::string print_config(Config config)
{
    std::string out;
    std::string section;
    for (const ConfigKey& key : keys_of(config)) {
        if (section_of(key) != section) {
            if (!section.empty()) out += "\n";
            section = section_of(key);
            out += "[" + section + "]\n";
        }
        if (!key.in_file) {
            const bool set = !std::get<std::string*>(key.target)->empty();
            out += "# " + name_of(key) + ": " + (set ? "set" : "not set") + " (" + key.environment + ")\n";
            continue;
        }
        out += name_of(key) + " = " + shown(key) + "\n";
    }
    for (Config::Provider& provider : config.providers) {
        out += "\n[[provider]]\n";
        for (const ConfigKey& key : keys_of(provider))
            out += name_of(key) + " = " + shown(key) + "\n";
    }
    return out;
}

std::string config_reference()
{
    Config defaults;
    std::string out =
        "# Configuration\n\nWritten by `tandem config reference`; a test fails when it is out of date.\n\n"
        "One TOML file. Every key has a default, so an empty file is valid. Unknown keys are errors.\n";
    std::string section;
    for (const ConfigKey& key : keys_of(defaults)) {
        if (section_of(key) != section) {
            section = section_of(key);
            out += "\n## [" + section + "]\n" + table_head;
        }
        out += table_row(key);
    }
    out +=
        "\n## [[provider]]\n\nFurther APIs, as often as there are any: asked in this order when the one of "
        "`[model]` fails before\nits first word. Needs a `model.kind` other than extractive.\n";
    out += table_head;
    Config::Provider provider;
    for (const ConfigKey& key : keys_of(provider))
        out += table_row(key);
    return out;
}

} // namespace tandem::app
