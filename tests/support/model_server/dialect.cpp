#include "tests/support/model_server/dialect.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tandem::testing {
namespace {

namespace json = boost::json;

std::string chat_chunk(const std::string& content, const char* finish_reason)
{
    json::object delta;
    if (!content.empty()) delta["content"] = content;
    json::object choice{{"index", 0}, {"delta", std::move(delta)}, {"finish_reason", nullptr}};
    if (finish_reason != nullptr) choice["finish_reason"] = finish_reason;
    json::object piece{
        {"id", "chatcmpl-test"},
        {"object", "chat.completion.chunk"},
        {"created", 1},
        {"model", "scripted"},
        {"usage", nullptr},
    };
    piece["choices"] = json::array{std::move(choice)};
    return json::serialize(piece);
}

Piece named(const char* type, json::object data)
{
    data["type"] = type;
    return {type, json::serialize(data)};
}

const char* finish_reason(Dialect dialect, const Script& script)
{
    const bool chat = dialect == Dialect::chat;
    if (script.refuse) return chat ? "content_filter" : "refusal";
    if (script.length) return chat ? "length" : "max_tokens";
    return chat ? "stop" : "end_turn";
}

std::string whole_text(const Script& script)
{
    std::string text;
    for (int i = 0; i < token_count(script); ++i)
        text += token(script, i);
    return text;
}

} // namespace

std::vector<Piece> opening(Dialect dialect)
{
    if (dialect == Dialect::chat) return {};
    const json::object usage{{"input_tokens", 10}, {"output_tokens", 1}};
    json::object message{
        {"id", "msg_test"}, {"role", "assistant"}, {"model", "scripted"}, {"usage", usage}
    };
    message["content"] = json::array{};
    json::object block{{"index", 0}, {"content_block", json::object{{"type", "text"}, {"text", ""}}}};
    return {
        named("message_start", {{"message", std::move(message)}}),
        named("content_block_start", std::move(block)),
        named("ping", {}),
    };
}

Piece text_piece(Dialect dialect, const std::string& text)
{
    if (dialect == Dialect::chat) return {{}, chat_chunk(text, nullptr)};
    return named(
        "content_block_delta",
        {{"index", 0}, {"delta", json::object{{"type", "text_delta"}, {"text", text}}}}
    );
}

Piece error_in_stream(Dialect dialect)
{
    if (dialect == Dialect::chat)
        return {{}, R"({"error":{"message":"scripted","type":"server_error","code":500}})"};
    return named("error", {{"error", json::object{{"type", "overloaded_error"}, {"message", "scripted"}}}});
}

std::vector<Piece> closing(Dialect dialect, const Script& script)
{
    const char* reason = finish_reason(dialect, script);
    const int count = token_count(script);
    std::vector<Piece> pieces;
    if (dialect == Dialect::chat) {
        pieces.push_back({{}, chat_chunk({}, reason)});
        pieces.push_back(
            {{},
             R"({"id":"chatcmpl-test","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":)" +
                 std::to_string(count) + "}}"}
        );
        if (!script.no_done) pieces.push_back({{}, "[DONE]"});
        return pieces;
    }
    pieces.push_back(named("content_block_stop", {{"index", 0}}));
    pieces.push_back(named(
        "message_delta",
        {{"delta", json::object{{"stop_reason", reason}, {"stop_sequence", nullptr}}},
         {"usage", json::object{{"output_tokens", count}}}}
    ));
    if (!script.no_done) pieces.push_back(named("message_stop", {}));
    return pieces;
}

std::string whole_answer(Dialect dialect, const Script& script)
{
    const std::string text = whole_text(script);
    if (dialect == Dialect::chat) {
        json::object choice{
            {"index", 0},
            {"message", json::object{{"role", "assistant"}, {"content", text}}},
            {"finish_reason", finish_reason(dialect, script)}
        };
        json::object completion{{"id", "chatcmpl-test"}, {"object", "chat.completion"}};
        completion["choices"] = json::array{std::move(choice)};
        return json::serialize(completion);
    }
    json::object message{
        {"type", "message"},
        {"role", "assistant"},
        {"stop_reason", finish_reason(dialect, script)},
        {"usage", json::object{{"input_tokens", 10}, {"output_tokens", token_count(script)}}}
    };
    message["content"] = json::array{json::object{{"type", "text"}, {"text", text}}};
    return json::serialize(message);
}

} // namespace tandem::testing
