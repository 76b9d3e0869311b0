#pragma once

#include <string>
#include <string_view>

namespace tandem::bot {

// What flows say of their own, beside their files.
struct Wordings
{
    std::string done;           // a flow that ends without a word of its own
    std::string left_as_it_is;  // a confirmation was declined
    std::string given_up;       // "never mind"
    std::string yes_or_no;      // before a confirmation is asked again
    std::string yes_and_no;     // both came, and a person looks after it
    std::string failed;         // a tool did not work; a person comes
    std::string unconfirmed;    // nobody knows whether a write was carried out; a person comes
    std::string not_found;      // nothing was found, time and again; a person comes
    std::string not_understood; // an answer was none, time and again; a person comes
};

// German when `language` says so, else English.
[[nodiscard]] const Wordings& wordings(std::string_view language);

} // namespace tandem::bot
