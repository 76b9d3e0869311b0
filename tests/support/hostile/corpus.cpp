#include "tests/support/hostile/corpus.hpp"

#include <string_view>

namespace tandem::testing {

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
    return text;
}

std::string repeated(std::string_view part, std::size_t times)
{
    std::string out;
    out.reserve(part.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        out += part;
    return out;
}

// Never half a character: the cut goes back over continuation bytes.
std::string cut(std::string text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80)
        --most;
    text.resize(most);
    return text;
}

// What may be loaded or run; @ is the target.
constexpr std::string_view markup[] = {
    R"x(<img src="@">)x",
    R"x(<IMG SRC='@' width=100000 height=100000>)x",
    R"x(<img/src=@/onerror=x()>)x",
    R"x(<img srcset="@ 1x">)x",
    R"x(<a href="@">click</a>)x",
    R"x(<p style="background-image:url(@)">x</p>)x",
    R"x(<body background="@">x)x",
    R"x(<table background="@"><tr><td>x</td></tr></table>)x",
    R"x(<td style="border-image:url(@)">x)x",
    R"x(<link rel="stylesheet" href="@">)x",
    R"x(<style>@import url("@"); * { background: url(@) }</style>)x",
    R"x(<script src="@"></script>)x",
    R"x(<iframe src="@"></iframe>)x",
    R"x(<object data="@"></object>)x",
    R"x(<embed src="@">)x",
    R"x(<svg><image href="@"/></svg>)x",
    R"x(<svg><use xlink:href="@#x"/></svg>)x",
    R"x(<video src="@" poster="@"></video>)x",
    R"x(<audio src="@" autoplay></audio>)x",
    R"x(<meta http-equiv="refresh" content="0;url=@">)x",
    R"x(<base href="@"><img src="x">)x",
    R"x(<ul style="list-style-image:url(@)"><li>x</ul>)x",
    R"x(<!DOCTYPE html><html><head><title>x</title></head><body><img src="@"></body></html>)x",
    R"x(<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "@">]><x>&e;</x>)x",
    R"x(<qt><img src="@"></qt>)x",
    R"x(&lt;img src="@"&gt;)x",
    R"x(<b><i><u><img src="@">)x",
};

// Markdown that opens or embeds.
constexpr std::string_view links[] = {
    "[click](@)",
    "![picture](@)",
    "[![x](@)](https://lumen.example)",
    "<@>",
    "[a]: @\n\n[a]",
    "**[click](@)**",
    "[click](@ \"title\")",
    "- [click](@)\n- ![x](@)",
    "```\n![x](@)\n```",
    "@",
};

constexpr std::string_view targets[] = {
    "file://FILE",
    "FILE",
    "file:///proc/self/environ",
    "file://localhost/FILE",
    "URL/pixel.png",
    "//127.0.0.1/x",
    "qrc:/icons/tandem.svg",
    ":/icons/tandem.svg",
    "javascript:x()",
    "data:text/html,<script>x()</script>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='URL/svg'/></svg>",
};

// Shapes that a layout may choke on.
std::vector<HostileText> shapes(std::size_t most)
{
    const auto fill = [most](std::string_view part) { return repeated(part, most / part.size() + 1); };
    const std::string arabic = "مرحبا";
    return {
        {"divs in divs", fill("<div>")},
        {"bold in bold", fill("<b>")},
        {"tables in tables", fill("<table><tr><td>")},
        {"lists in lists", fill("<ul><li>")},
        {"quotes in quotes", fill("> ")},
        {"brackets", fill("[")},
        {"brackets and parentheses", fill("[](")},
        {"images without end", fill("![a](")},
        {"stars", fill("*")},
        {"stars and words", fill("**a *b ")},
        {"underscores", fill("_a_")},
        {"backquotes", fill("`")},
        {"fences", fill("```\n")},
        {"backslashes", fill("\\")},
        {"headings", fill("# a\n")},
        {"bullets", fill("- a\n")},
        {"numbers", fill("999999999. a\n")},
        {"deeper and deeper",
         [most] {
             std::string out;
             for (std::size_t depth = 0; out.size() < most; ++depth)
                 out += repeated(" ", depth % 200) + "- a\n";
             return out;
         }()},
        {"no spaces", fill("x")},
        {"spaces", fill(" ")},
        {"tabs", fill("\t")},
        {"line feeds", fill("\n")},
        {"carriage returns", fill("\r")},
        {"line separators", fill("\u2028")},
        {"zero width spaces", fill("\u200b")},
        {"zero width joiners", fill("\u200d")},
        {"soft hyphens", fill("\u00ad")},
        {"right-to-left marks", fill("\u200f")},
        {"overrides", fill("\u202ea\u202d")},
        {"embeddings", fill("\u202b\u202a")},
        {"isolates", fill("\u2067a\u2066b")},
        {"override and both directions", fill("\u202eabc " + arabic + " ")},
        {"Arabic without spaces", fill(arabic)},
        {"combining marks", fill("a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308")},
        {"one base and marks", "a" + fill("\u0301")},
        {"families", fill("👩‍👩‍👧‍👦")},
        {"flags", fill("🇩🇪")},
        {"skin tones", fill("👍🏽")},
        {"Thai without spaces", fill("ภาษาไทย")},
        {"Devanagari", fill("क्षत्रिय")},
        {"Hangul parts", fill("\u1112\u1161\u11ab")},
        {"not a character", fill("\uffff")},
        {"private use", fill("\ue000")},
        {"replacement characters", fill("\ufffd")},
        {"byte order marks", fill("\ufeff")},
        {"object replacement", fill("\ufffc")},
        {"control characters", fill("\x01\x02\x7f\x1b[31m")},
        {"placeholders", fill("%1 %2 %n %L1 %99 ")},
        {"modified marks", fill("[*]")},
        {"mnemonics", fill("&a ")},
        {"entities", fill("&amp;&#0;&#x110000;")},
        {"billion laughs", R"x(<!DOCTYPE z [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><z>&b;</z>)x"},
    };
}

} // namespace

std::vector<HostileText>
hostile_corpus(const std::string& file, const std::string& url, std::size_t most_bytes)
{
    std::vector<HostileText> corpus;
    const auto add = [&](const std::string& kind, std::string text) {
        corpus.push_back({kind + " " + std::to_string(corpus.size()), cut(std::move(text), most_bytes)});
    };
    const auto combine = [&](const std::string& kind, const auto& templates) {
        for (const std::string_view shape : templates) {
            for (const std::string_view target : targets) {
                const std::string to = replaced(replaced(std::string(target), "FILE", file), "URL", url);
                add(kind, replaced(std::string(shape), "@", to));
            }
        }
    };
    combine("markup", markup);
    combine("link", links);
    for (auto& shape : shapes(most_bytes))
        add(shape.name, std::move(shape.text));
    return corpus;
}

} // namespace tandem::testing
