#include "shared/text/markdown_tokens.hpp"

#include "shared/text/markdown.hpp"
#include "shared/text/markdown_chars.hpp"

#include <algorithm>
#include <array>

namespace tandem::text {

namespace {

class Tokenizer
{
public:
    explicit Tokenizer(std::string_view text) : text_(text) { index_backticks(); }

    std::vector<Token> run() &&
    {
        while (at_ < text_.size())
            step();
        return std::move(tokens_);
    }

private:
    static constexpr std::size_t max_ticks = 16;

    char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n'; }
    char before() const { return at_ > 0 ? text_[at_ - 1] : '\n'; }

    std::size_t run_length(char c) const
    {
        return std::min(text_.find_first_not_of(c, at_), text_.size()) - at_;
    }

    // Where runs of each length begin, so that the end of a code span is found without searching.
    void index_backticks()
    {
        for (std::size_t i = text_.find('`'); i < text_.size(); i = text_.find('`', i)) {
            const std::size_t end = std::min(text_.find_first_not_of('`', i), text_.size());
            if (end - i <= max_ticks) runs_[end - i].push_back(i);
            i = end;
        }
    }

    void add_text(std::size_t size)
    {
        const std::string_view piece = text_.substr(at_, size);
        at_ += size;
        if (!tokens_.empty()) {
            Token& last = tokens_.back();
            if (last.kind == Token::Kind::text && last.text.data() + last.text.size() == piece.data()) {
                last.text = {last.text.data(), last.text.size() + piece.size()};
                return;
            }
        }
        add(Token::Kind::text).text = piece;
    }

    Token& add(Token::Kind kind)
    {
        tokens_.emplace_back().kind = kind;
        return tokens_.back();
    }

    void step()
    {
        const char c = text_[at_];
        switch (c) {
        case '\\':
            if (!is_punctuation(peek(1))) return add_text(1);
            ++at_;
            return add_text(1);
        case '`':
            return code();
        case '*':
        case '_':
            return emphasis(c);
        case '!':
            if (peek(1) == '[') return open_bracket(2);
            return add_text(1);
        case '[':
            return open_bracket(1);
        case ']':
            return close_bracket();
        case '<':
            return address_in_angles();
        case 'h':
        case 'H':
            return bare_address();
        default: {
            const std::size_t next = std::min(text_.find_first_of("\\`*_![]<hH", at_ + 1), text_.size());
            return add_text(next - at_);
        }
        }
    }

    void code()
    {
        const std::size_t ticks = run_length('`');
        if (ticks > max_ticks) return add_text(ticks);
        auto& starts = runs_[ticks];
        auto& next = next_run_[ticks];
        while (next < starts.size() && starts[next] < at_ + ticks)
            ++next;
        if (next == starts.size()) return add_text(ticks);

        std::string_view inner = text_.substr(at_ + ticks, starts[next] - at_ - ticks);
        const auto blank = [](char c) { return c == ' ' || c == '\n'; };
        // One space on either side lets code begin or end with a backtick.
        if (inner.size() > 2 && blank(inner.front()) && blank(inner.back()) &&
            !std::ranges::all_of(inner, blank))
            inner = inner.substr(1, inner.size() - 2);
        add(Token::Kind::code).text = inner;
        at_ = starts[next] + ticks;
    }

    void emphasis(char c)
    {
        const std::size_t size = run_length(c);
        const char left = before();
        const char right = peek(size);
        // Four and more are decoration; between digits it is arithmetic or a measure.
        if (size > 3 || (is_digit(left) && is_digit(right))) return add_text(size);
        Token& token = add(Token::Kind::run);
        token.text = text_.substr(at_, size);
        token.can_open = !is_space(right) && (c == '*' || !is_word(left));
        token.can_close = !is_space(left) && (c == '*' || !is_word(right));
        at_ += size;
    }

    void open_bracket(std::size_t size)
    {
        brackets_.push_back(tokens_.size());
        add(Token::Kind::bracket).text = text_.substr(at_, size);
        at_ += size;
    }

    void close_bracket()
    {
        if (brackets_.empty()) return add_text(1);
        Token& opening = tokens_[brackets_.back()];
        brackets_.pop_back();
        if (peek(1) != '(') return add_text(1);

        // A target holds no brackets, so no two of these loops read the same character.
        const std::size_t start = at_ + 2;
        std::size_t end = start;
        for (int depth = 0; end < text_.size() && !ends_target(text_[end]); ++end) {
            if (text_[end] == '(')
                ++depth;
            else if (text_[end] == ')' && depth-- == 0)
                break;
        }
        if (end >= text_.size() || text_[end] != ')') return add_text(1);

        const bool image = opening.text.size() > 1;
        const std::string_view target = text_.substr(start, end - start);
        at_ = end + 1;
        if (image) {
            opening = {}; // only the description stays
            return;
        }
        opening.kind = Token::Kind::link;
        opening.text = {};
        if (is_allowed_link(target)) opening.target = target;
        brackets_.clear(); // no links in links: the inner one won
        add(Token::Kind::link_end);
    }

    std::size_t address_end(std::size_t from) const
    {
        std::size_t end = from;
        while (end < text_.size() && !ends_bare_address(text_[end]))
            ++end;
        return end;
    }

    void address_in_angles()
    {
        if (!is_web_address(text_.substr(at_ + 1))) return add_text(1);
        const std::size_t end = address_end(at_ + 1);
        const std::string_view target = text_.substr(at_ + 1, end - at_ - 1);
        if (end >= text_.size() || text_[end] != '>' || !is_allowed_link(target)) return add_text(1);
        Token& token = add(Token::Kind::address);
        token.text = token.target = target;
        at_ = end + 1;
    }

    void bare_address()
    {
        if (is_alnum(before()) || !is_web_address(text_.substr(at_))) return add_text(1);
        std::string_view address = text_.substr(at_, address_end(at_) - at_);
        // Punctuation at the end belongs to the sentence, and so does a bracket that the address did not
        // open.
        auto surplus = std::ranges::count(address, ')') - std::ranges::count(address, '(');
        while (!address.empty()) {
            if (address.back() == ')') {
                if (surplus-- <= 0) break;
            } else if (!std::string_view(".,;:!?'_~").contains(address.back())) {
                break;
            }
            address.remove_suffix(1);
        }
        if (!is_allowed_link(address)) return add_text(std::max<std::size_t>(address.size(), 1));
        Token& token = add(Token::Kind::address);
        token.text = token.target = address;
        at_ += address.size();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
    std::vector<std::size_t> brackets_; // open ones, as indices of tokens
    std::array<std::vector<std::size_t>, max_ticks + 1> runs_;
    std::array<std::size_t, max_ticks + 1> next_run_{};
};

} // namespace

std::vector<Token> tokenize_inline(std::string_view text) { return Tokenizer(text).run(); }

} // namespace tandem::text
