#include "backend/backplane/redis/reply.hpp"

#include <algorithm>
#include <hiredis/read.h>
#include <new>

namespace tandem::backplane::redis {

// hiredis builds a reply from the root down: each new object is put where its task says, into the place
// that its parent has kept for it. The root alone is owned; it is freed as a whole.
struct ReplyReader::Parser
{
    static Reply* place(const redisReadTask* task)
    {
        auto& parser = *static_cast<Parser*>(task->privdata);
        if (task->parent == nullptr) {
            parser.elements = 0;
            return new (std::nothrow) Reply;
        }
        auto* parent = static_cast<Reply*>(task->parent->obj);
        return &parent->elements[std::size_t(task->idx)];
    }

    static void* make_text(const redisReadTask* task, char* bytes, std::size_t size)
    {
        Reply* reply = place(task);
        if (reply == nullptr) return nullptr;
        reply->kind = task->type == REDIS_REPLY_ERROR ? Reply::Kind::error : Reply::Kind::text;
        reply->text.assign(bytes, size);
        return reply;
    }

    static void* make_array(const redisReadTask* task, int size)
    {
        Reply* reply = place(task);
        if (reply == nullptr) return nullptr;
        auto& parser = *static_cast<Parser*>(task->privdata);
        parser.elements += std::size_t(size);
        if (parser.elements > most_elements) {
            if (task->parent == nullptr) delete reply;
            return nullptr; // the parser gives up as if memory had run out
        }
        reply->kind = Reply::Kind::array;
        reply->elements.resize(std::size_t(size));
        return reply;
    }

    static void* make_integer(const redisReadTask* task, long long value)
    {
        Reply* reply = place(task);
        if (reply == nullptr) return nullptr;
        reply->kind = Reply::Kind::integer;
        reply->integer = value;
        return reply;
    }

    static void* make_nil(const redisReadTask* task) { return place(task); }

    static void free(void* root) { delete static_cast<Reply*>(root); }

    redisReplyObjectFunctions functions{make_text, make_array, make_integer, make_nil, free};
    std::unique_ptr<redisReader, decltype(&redisReaderFree)> reader{
        redisReaderCreateWithFunctions(&functions), &redisReaderFree
    };
    std::size_t elements = 0; // of the reply that is being built
};

ReplyReader::ReplyReader() : parser_(std::make_unique<Parser>())
{
    if (!parser_->reader) throw std::bad_alloc();
    parser_->reader->privdata = parser_.get();
}

ReplyReader::~ReplyReader() = default;

bool ReplyReader::feed(std::string_view bytes)
{
    auto& reader = *parser_->reader;
    const std::size_t waiting = reader.len - reader.pos;
    if (broken_ || waiting + bytes.size() > most_bytes ||
        redisReaderFeed(&reader, bytes.data(), bytes.size()) != REDIS_OK) {
        broken_ = true;
    }
    return !broken_;
}

std::optional<Reply> ReplyReader::next()
{
    if (broken_) return std::nullopt;
    void* root = nullptr;
    broken_ = redisReaderGetReply(parser_->reader.get(), &root) != REDIS_OK;
    const std::unique_ptr<Reply> reply(static_cast<Reply*>(root));
    if (broken_ || !reply) return std::nullopt;
    return std::move(*reply);
}

std::string error_code_of(const Reply& reply)
{
    constexpr std::size_t longest = 24;
    const auto word = reply.text.substr(0, std::min(reply.text.find(' '), longest));
    const bool plain = !word.empty() &&
                       std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
    return plain ? word : "?";
}

} // namespace tandem::backplane::redis
