#include "backend/conversation/broadcast.hpp"
#include "backend/gateway/session.hpp"
#include "backend/util/log.hpp"
#include "backend/util/sleep.hpp"
#include "shared/base/encoding.hpp"

#include <map>

// What an agent's or supervisor's console may say.

namespace tandem::gateway {

namespace {

using namespace tandem::protocol;

constexpr std::size_t note_limit = 2'000;

// Frames stay small: a console reads them one at a time on its GUI thread.
constexpr std::size_t rows_per_part = 25;
constexpr std::size_t comfortable_queue = 64 * 1024; // bytes; the list waits above it
constexpr Millis read_step{10};

class AgentSession final : public Session
{
public:
    AgentSession(Gateway& shared, net::WebSocket& socket)
        : Session(shared, socket),
          messages_(
              {shared.settings.agent_messages_per_minute / 60.0, shared.settings.agent_message_burst},
              shared.clock.steady()
          )
    {}

private:
    void hello(Hello hello) override { spawn(sign_in(std::move(hello))); }

    Task<void> sign_in(Hello hello)
    {
        auto agent = hello.token ? co_await by_token(*hello.token) : co_await by_password(hello);
        if (!agent) {
            const bool busy = retryable(agent.error().code);
            if (busy) log::warning("sign-in not possible", {{"code", errc_name(agent.error().code)}});
            close(
                agent.error().code == Errc::rate_limited ? CloseCode::rate_limited
                : busy                                   ? CloseCode::overloaded
                                                         : CloseCode::unauthenticated
            );
            co_return;
        }
        if (!is_open()) co_return;
        caller_ = conversation::agent_caller(agent->agent_id, agent->name, agent->role);
        greeted();
        tell(Welcome{
            .proto = protocol_max,
            .session_id = session_id(),
            .server_time = gateway().clock.wall(),
            .principal = {.role = agent->role, .id = agent->agent_id.value, .name = agent->name},
            .token = std::move(issued_token_),
            .max_text = gateway().settings.max_text,
            .heartbeat_ms = int(gateway().settings.heartbeat.count()),
        });
        log::info(
            "agent connected", {{"agent_id", agent->agent_id.value}, {"session_id", session_id().value}}
        );

        queue_ = gateway().queue->listen([this](const QueueFeed::Frames& frames) {
            for (const auto& frame : frames)
                send(frame);
        });
        co_await tell_queue();
        if (!is_open()) co_return;
        for (const auto& colleague : gateway().presence.everybody())
            tell(colleague);
        staff_ = gateway().presence.watch([this](const PresenceChanged& changed) { tell(changed); });
        present_ = true;
        gateway().presence.connected(agent->agent_id, agent->name);
        for (const auto& point : hello.resume)
            watch(point.conversation_id, point.after_seq);
    }

    Task<Result<storage::AgentRecord>> by_token(std::string token)
    {
        token_hash_ = sha256_hex(token);
        co_return co_await gateway().directory.agent_by_token(token_hash_, gateway().clock.wall());
    }

    Task<Result<storage::AgentRecord>> by_password(const Hello& hello)
    {
        if (!hello.login || !hello.password) co_return fail(Errc::unauthenticated);
        const auto& limits = gateway().settings;
        const auto address =
            co_await gateway().backplane.hit("sign-in/" + peer().address, limits.sign_in_window);
        const auto login =
            co_await gateway().backplane.hit("sign-in-as/" + *hello.login, limits.sign_in_window);
        if (address > limits.sign_ins_per_address || login > limits.sign_ins_per_login)
            co_return fail(Errc::rate_limited);

        auto agent = co_await gateway().directory.agent_by_login(*hello.login);
        if (!agent && agent.error().code != Errc::not_found) co_return fail(agent);
        const bool usable = agent && !agent->disabled;
        auto same = co_await gateway().passwords.matches(
            usable ? agent->password_hash : std::string(), *hello.password
        );
        if (!same) co_return fail(same);
        if (!usable || !*same) {
            log::warning("sign-in refused", {{"address", peer().address}});
            co_return fail(Errc::unauthenticated);
        }
        auto token = make_token(32, gateway().random);
        token_hash_ = sha256_hex(token);
        const auto now = gateway().clock.wall();
        auto kept = co_await gateway().directory.add_token(
            {token_hash_, agent->agent_id, now, now + limits.token_time.count()}
        );
        if (!kept) co_return fail(kept);
        issued_token_ = std::move(token);
        co_return agent;
    }

    // All rows, no faster than the console reads: ten thousand are more than a connection may have waiting.
    // What changes meanwhile is told in between, and each row is sent as it is by then.
    Task<void> tell_queue()
    {
        const auto ids = gateway().board.ids();
        QueueSnapshot part{.part = 0, .last = false, .items = {}};
        for (const auto& id : ids) {
            if (part.items.size() == rows_per_part) {
                tell(part);
                part = {.part = part.part + 1, .last = false, .items = {}};
                while (is_open() && queued_bytes() > comfortable_queue)
                    co_await sleep_for(gateway().timers, read_step);
                if (!is_open()) co_return;
            }
            if (const auto* row = gateway().board.find(id)) part.items.push_back(*row);
        }
        part.last = true;
        tell(part);
    }

    void command(ClientMessage message) override
    {
        std::visit([this](auto& content) { handle(content); }, message);
    }

    void handle(MessageSend& say)
    {
        const auto now = gateway().clock.steady();
        if (!messages_.take(now)) {
            reject(say.id, Error(Errc::rate_limited, "messages"), messages_.wait(now));
            return;
        }
        if (auto clean = message_text(say.id, say.text)) {
            pass_on(
                say.conversation_id,
                conversation::Say{
                    .id = say.id,
                    .text = std::move(*clean),
                    .owner_epoch = say.owner_epoch,
                    .sent_at = say.sent_at
                }
            );
        }
    }

    void handle(NoteAdd& note)
    {
        if (auto clean = message_text(note.id, note.text)) {
            pass_on(note.conversation_id, conversation::AddNote{.id = note.id, .text = std::move(*clean)});
        }
    }

    void handle(ConversationAccept& accept)
    {
        pass_on(accept.conversation_id, conversation::Accept{accept.id, accept.owner_epoch});
    }
    void handle(ConversationTakeOver& take)
    {
        pass_on(take.conversation_id, conversation::TakeOver{take.id, take.owner_epoch});
    }
    void handle(ConversationHandBack& back)
    {
        pass_on(
            back.conversation_id,
            conversation::HandBack{back.id, back.owner_epoch, short_text(back.note, note_limit)}
        );
    }
    void handle(ConversationTransfer& transfer)
    {
        pass_on(
            transfer.conversation_id,
            conversation::Transfer{
                transfer.id,
                transfer.owner_epoch,
                short_text(transfer.queue, 64),
                short_text(transfer.note, note_limit)
            }
        );
    }
    void handle(ConversationResolve& resolve)
    {
        pass_on(
            resolve.conversation_id, conversation::Resolve{resolve.id, resolve.owner_epoch, resolve.survey}
        );
    }

    void handle(ConversationWatch& request)
    {
        if (followers_.size() >= gateway().settings.watched &&
            !followers_.contains(request.conversation_id)) {
            reject(request.id, Error(Errc::overloaded, "too many watched conversations"));
            return;
        }
        spawn(answer_watch(std::move(request)));
    }

    Task<void> answer_watch(ConversationWatch request)
    {
        auto record = co_await gateway().hub.record(request.conversation_id, *caller_);
        if (!record) {
            reject(request.id, record.error());
            co_return;
        }
        tell(Accepted{
            .id = request.id, .conversation_id = request.conversation_id, .owner_epoch = record->owner_epoch
        });
        watch(request.conversation_id, request.after_seq);
    }

    void watch(const ConversationId& id, Seq after_seq)
    {
        if (!is_open()) return;
        auto& follower = followers_[id];
        if (follower) follower->stop();
        follower = std::make_shared<Follower>(gateway(), *this, View::staff, id, after_seq);
        follower->start();
    }

    void handle(ConversationUnwatch& request)
    {
        if (const auto found = followers_.find(request.conversation_id); found != followers_.end()) {
            found->second->stop();
            followers_.erase(found);
        }
    }

    void handle(TypingSet& typing)
    {
        if (!followers_.contains(typing.conversation_id)) return;
        gateway().backplane.publish(
            conversation::topic_of(typing.conversation_id),
            conversation::signal_message(
                TypingChanged{typing.conversation_id, caller_->actor, typing.typing}, false
            )
        );
    }

    void handle(SeenSet& seen)
    {
        if (!followers_.contains(seen.conversation_id)) return;
        gateway().backplane.publish(
            conversation::topic_of(seen.conversation_id),
            conversation::signal_message(SeenChanged{seen.conversation_id, caller_->actor, seen.seq}, false)
        );
    }

    void handle(HistoryRead& request) { spawn(read_history(std::move(request), View::staff)); }

    void handle(PresenceSet& set)
    {
        if (set.presence == Presence::unknown) {
            reject(set.id, Error(Errc::bad_request, "presence"));
            return;
        }
        gateway().presence.choose(AgentId(caller_->actor.id), set.presence);
        tell(Accepted{.id = set.id});
    }

    void handle(SignOut& request) { spawn(sign_out(std::move(request))); }

    Task<void> sign_out(SignOut request)
    {
        if (auto ended = co_await gateway().directory.end_token(token_hash_); !ended) {
            reject(request.id, ended.error());
            co_return;
        }
        tell(Accepted{.id = request.id});
        close(CloseCode::signed_out);
    }

    // Everything else is for customers.
    void handle(auto& other)
    {
        if constexpr (requires { other.id; }) reject(other.id, Error(Errc::forbidden));
    }

    void closed() override
    {
        for (auto& [id, follower] : followers_)
            follower->stop();
        followers_.clear();
        queue_.reset();
        staff_.reset();
        if (present_) gateway().presence.disconnected(AgentId(caller_->actor.id));
        present_ = false;
    }

    net::TokenBucket messages_;
    std::string token_hash_;
    std::optional<std::string> issued_token_;
    QueueFeed::Subscription queue_;
    routing::PresenceBook::Subscription staff_;
    std::map<ConversationId, std::shared_ptr<Follower>> followers_;
    bool present_ = false;
};

} // namespace

std::shared_ptr<Session> make_agent_session(Gateway& gateway, net::WebSocket& socket)
{
    return std::make_shared<AgentSession>(gateway, socket);
}

} // namespace tandem::gateway
