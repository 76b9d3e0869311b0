#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tandem {

// A regular expression of an operator's, matched in time linear in the text (RE2), so that no pattern can
// hang the process. Copies share the compiled form; safe to use from any thread.
class Pattern
{
public:
    // An empty pattern matches everything. Throws std::runtime_error with the reason for one that is none.
    explicit Pattern(std::string_view expression = {});

    // Whether the whole text has the form.
    [[nodiscard]] bool matches(std::string_view text) const;

    // The first part of the text that has the form, empty when there is none.
    [[nodiscard]] std::string find_in(std::string_view text) const;

private:
    struct Compiled;
    std::shared_ptr<const Compiled> compiled_;
};

} // namespace tandem
