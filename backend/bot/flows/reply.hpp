#pragma once

#include <string>
#include <string_view>

namespace tandem::bot {

// What a message says to a question of the bot's, in English and German. Strict on purpose: a yes is one
// only when the whole message says nothing else.
struct Reply
{
    bool yes = false;        // one of its lines is a yes and nothing but that
    bool no = false;         // refuses, alone or among other words: "no", "not that one", "wait"
    bool never_mind = false; // gives the matter up: "never mind", "forget it"
    bool corrects = false;   // means something else than was understood: "the other", "wrong", "I meant"
    std::string rest;        // lines that are neither a yes nor a no, joined by line feeds
};

// A message may have several lines: what a customer sent before anybody answered. Pure.
[[nodiscard]] Reply read_reply(std::string_view message);

} // namespace tandem::bot
