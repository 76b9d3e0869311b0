#include "backend/conversation/broadcast.hpp"
#include "backend/gateway/session.hpp"
#include "shared/base/encoding.hpp"

#include <algorithm>

// What a customer's widget may say.

namespace tandem::gateway {

namespace {

using namespace tandem::protocol;

constexpr std::size_t name_limit = 100;
constexpr std::size_t email_limit = 254;
constexpr std::size_t url_limit = 500;
constexpr std::size_t comment_limit = 1'000;

// 32 bytes or more of base64url: nobody guesses it, and nobody makes it up by accident.
bool is_visitor_key(std::string_view key)
{
    return key.size() >= 43 && key.size() <= 128 && std::ranges::all_of(key, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

// Derived, so that no table of keys exists that could be stolen; the key cannot be found from it.
CustomerId customer_of(std::string_view key)
{
    return CustomerId("cus_" + sha256_hex("tandem visitor\n" + std::string(key)).substr(0, 32));
}

class CustomerSession final : public Session
{
public:
    CustomerSession(Gateway& shared, net::WebSocket& socket)
        : Session(shared, socket),
          messages_(
              {shared.settings.customer_messages_per_minute / 60.0, shared.settings.customer_message_burst},
              shared.clock.steady()
          )
    {}

private:
    void hello(Hello hello) override
    {
        if (!hello.visitor_key || !is_visitor_key(*hello.visitor_key)) {
            close(CloseCode::unauthenticated);
            return;
        }
        customer_ = customer_of(*hello.visitor_key);
        spawn(welcome(std::move(hello)));
    }

    Task<void> welcome(Hello hello)
    {
        auto earlier = co_await gateway().archive.of_customer(customer_, 1);
        if (!earlier) {
            close(CloseCode::internal_error);
            co_return;
        }
        Welcome answer{
            .proto = protocol_max,
            .session_id = session_id(),
            .server_time = gateway().clock.wall(),
            .principal = {.role = Role::customer, .id = customer_.value, .name = {}},
            .max_text = gateway().settings.max_text,
            .heartbeat_ms = int(gateway().settings.heartbeat.count()),
        };
        std::string name;
        if (!earlier->empty()) {
            const auto& record = earlier->front();
            name = record.customer.name;
            const auto age = answer.server_time - record.last_at;
            if (storage::is_open(record.lifecycle) || age < gateway().settings.resolved_visible.count()) {
                answer.conversations.push_back(
                    {record.conversation_id,
                     record.last_seq,
                     record.lifecycle,
                     record.owner,
                     record.owner_name}
                );
            }
        }
        caller_ = conversation::customer_caller(customer_, name);
        greeted();
        tell(answer);
        if (answer.conversations.empty()) co_return;
        const auto& head = answer.conversations.front();
        const auto resume =
            std::ranges::find(hello.resume, head.conversation_id, &ResumePoint::conversation_id);
        follow(head.conversation_id, resume != hello.resume.end() ? resume->after_seq : 0, head.last_seq);
    }

    // `log` is the whole of a conversation that just began.
    void follow(const ConversationId& id, Seq after_seq, Seq stored, const std::vector<Event>& log = {})
    {
        if (follower_) follower_->stop();
        follower_ = std::make_shared<Follower>(gateway(), *this, View::customer, id, after_seq);
        follower_->start(log, stored);
        if (const auto ahead = gateway().board.ahead_of(id)) {
            tell(QueuePositionChanged{
                .conversation_id = id,
                .ahead = *ahead,
                .estimate_seconds = {},
                .agents_available = gateway().presence.anybody_available(),
            });
        }
    }

    void command(ClientMessage message) override
    {
        std::visit([this](auto& content) { handle(content); }, message);
    }

    // Every message a customer writes counts, wherever it goes.
    bool within_rate(const ClientMsgId& id)
    {
        const auto now = gateway().clock.steady();
        if (messages_.take(now)) return true;
        reject(id, Error(Errc::rate_limited, "messages"), messages_.wait(now));
        return false;
    }

    // Words that the bot would answer, when it has as many to answer as it can: better refused than late
    // for everybody. What is for a person goes through.
    bool admitted(const ClientMsgId& id, const ConversationId& conversation)
    {
        const auto* row = gateway().board.find(conversation);
        const bool for_bot = row == nullptr || row->owner.kind == OwnerKind::bot;
        if (!for_bot || gateway().admission.admits(gateway().hub.turns_in_progress())) return true;
        ++gateway().turns_refused;
        reject(id, Error(Errc::overloaded, "try again"), TurnAdmission::retry_after(gateway().random));
        return false;
    }

    void handle(ConversationStart& start)
    {
        if (!within_rate(start.id) || !admitted(start.id, {})) return;
        const auto clean = message_text(start.id, start.text);
        if (!clean) return;
        conversation::Start begin{
            .id = start.id,
            .customer =
                {.id = customer_,
                 .name = short_text(start.name, name_limit),
                 .email = short_text(start.email, email_limit),
                 .verified = false,
                 .language = short_text(start.language, 35)},
            .page =
                {.url = short_text(start.page.url, url_limit),
                 .title = short_text(start.page.title, url_limit),
                 .referrer = short_text(start.page.referrer, url_limit)},
            .text = *clean,
            .sent_at = start.sent_at,
        };
        caller_->actor.name = begin.customer.name;
        gateway().hub.start(
            *caller_,
            std::move(begin),
            [this,
             weak = weak_from_this(),
             reply = reply_to(start.id)](Result<conversation::Outcome> outcome) {
                const auto self = weak.lock();
                reply(outcome);
                // A retry of a start that was answered before is followed already.
                if (self && outcome && !follows(outcome->conversation_id))
                    follow(outcome->conversation_id, 0, 0, outcome->log);
            }
        );
    }

    void handle(MessageSend& say)
    {
        if (!within_rate(say.id) || !admitted(say.id, say.conversation_id)) return;
        if (auto clean = message_text(say.id, say.text)) {
            pass_on(
                say.conversation_id,
                conversation::Say{
                    .id = say.id, .text = std::move(*clean), .owner_epoch = {}, .sent_at = say.sent_at
                }
            );
        }
    }

    void handle(PersonRequest& request)
    {
        pass_on(request.conversation_id, conversation::RequestPerson{request.id});
    }

    void handle(RatingSubmit& rating)
    {
        pass_on(
            rating.conversation_id,
            conversation::Rate{
                .id = rating.id,
                .rating = rating.rating,
                .comment = short_text(rating.comment, comment_limit)
            }
        );
    }

    void handle(TypingSet& typing)
    {
        if (!follows(typing.conversation_id)) return;
        gateway().backplane.publish(
            conversation::topic_of(typing.conversation_id),
            conversation::signal_message(
                TypingChanged{typing.conversation_id, caller_->actor, typing.typing}, true
            )
        );
    }

    void handle(SeenSet& seen)
    {
        if (!follows(seen.conversation_id)) return;
        gateway().backplane.publish(
            conversation::topic_of(seen.conversation_id),
            conversation::signal_message(SeenChanged{seen.conversation_id, caller_->actor, seen.seq}, true)
        );
    }

    void handle(HistoryRead& request) { spawn(read_history(std::move(request), View::customer)); }

    // Everything else is for staff.
    void handle(auto& other)
    {
        if constexpr (requires { other.id; }) reject(other.id, Error(Errc::forbidden));
    }

    // Signals are not stored, so they are not decided by the conversation either: only for one's own.
    bool follows(const ConversationId& id) const { return follower_ && follower_->id() == id; }

    void closed() override
    {
        if (follower_) follower_->stop();
    }

    CustomerId customer_;
    net::TokenBucket messages_;
    std::shared_ptr<Follower> follower_;
};

} // namespace

std::shared_ptr<Session> make_customer_session(Gateway& gateway, net::WebSocket& socket)
{
    return std::make_shared<CustomerSession>(gateway, socket);
}

} // namespace tandem::gateway
