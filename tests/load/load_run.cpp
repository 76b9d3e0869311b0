#include "tests/load/load_run.hpp"

#include "tests/support/client/wait_for.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cmath>
#include <stdexcept>

namespace tandem::load {

using namespace protocol;
using Clock = std::chrono::steady_clock;

namespace {

std::chrono::nanoseconds duration(double seconds)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
}

Histogram::Micros since(Clock::time_point start)
{
    return std::chrono::duration_cast<Histogram::Micros>(Clock::now() - start);
}

} // namespace

LoadRun::LoadRun(Options options) : options_(std::move(options)), random_(options_.seed) {}

Report LoadRun::run()
{
    connect_all();
    report_.server_before = usage_of(options_.server_pid);
    const Time start = Clock::now();
    stop_arrivals_ = start + duration(options_.seconds);
    schedule_next(start);

    Time next_look = start;
    const Millis whole(static_cast<Millis::rep>((options_.seconds + 2 * options_.turn_limit) * 1000));
    (void)testing::wait_for(
        loop_,
        [&] {
            if (Clock::now() >= next_look) {
                watch_limits();
                next_look = Clock::now() + std::chrono::milliseconds(200);
            }
            return finished();
        },
        whole
    );
    report_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    report_.server_after = usage_of(options_.server_pid);
    audit();
    return report_;
}

void LoadRun::connect_all()
{
    const Time start = Clock::now();
    std::size_t connected = 0;
    for (int i = 0; i < options_.customers; ++i) {
        auto customer = std::make_unique<Customer>();
        customer->client = std::make_unique<testing::ChatClient>(
            loop_,
            testing::ChatClient::Options{
                .name = "customer " + std::to_string(i),
                .host = options_.host,
                .port = options_.port,
                .source_address = options_.sources > 0
                                      ? "127.0.0." + std::to_string(2 + i % std::min(options_.sources, 250))
                                      : "",
                .repeat_rejected = false,
                .seed = options_.seed + static_cast<std::uint64_t>(i)
            }
        );
        customer->client->on_message = [this, raw = customer.get()](const ServerMessage& m) {
            heard(*raw, m);
        };
        customers_.push_back(std::move(customer));

        Customer& last = *customers_.back();
        const Time turn = start + duration(options_.ramp * i / options_.customers);
        (void)testing::wait_for(
            loop_,
            [&] { return Clock::now() >= turn; },
            std::max(Millis(0), std::chrono::duration_cast<Millis>(turn - Clock::now()) + Millis(1))
        );
        last.client->connect();
    }
    const bool all = testing::wait_for(
        loop_,
        [&] {
            connected = static_cast<std::size_t>(std::ranges::count_if(customers_, [](const auto& c) {
                return c->client->connected();
            }));
            return connected == customers_.size();
        },
        std::chrono::seconds(30)
    );
    report_.connected = connected;
    if (!all) {
        throw std::runtime_error(
            "only " + std::to_string(connected) + " of " + std::to_string(customers_.size()) +
            " customers connected"
        );
    }
    for (const auto& customer : customers_)
        idle_.push_back(customer.get());
}

// Arrivals are a Poisson process: exponential pauses, and what is late is not left out.
void LoadRun::schedule_next(Time due)
{
    due += duration(-std::log1p(-random_.unit()) / options_.rate);
    if (due >= stop_arrivals_) {
        all_due_ = true;
        return;
    }
    arrivals_.expires_at(due);
    arrivals_.async_wait([this, due](boost::system::error_code error) {
        if (error) return;
        turn_due(due);
        schedule_next(due);
    });
}

void LoadRun::turn_due(Time due)
{
    ++report_.due;
    while (!idle_.empty()) {
        Customer& customer = *idle_.front();
        idle_.pop_front();
        if (customer.retired) continue;
        return begin(customer, due);
    }
    ++report_.waited;
    waiting_.push_back(due);
}

void LoadRun::begin(Customer& customer, Time due)
{
    customer.busy = true;
    customer.due = due;
    customer.seq = 0;
    customer.first_token_seen = false;
    ++busy_;
    ++report_.sent;
    auto& client = *customer.client;
    const std::string text = options_.text + " (" + std::to_string(report_.sent) + ")";
    customer.id = client.conversation().empty() ? client.start(text) : client.say(text);
}

void LoadRun::end(Customer& customer)
{
    if (!customer.busy) return;
    customer.busy = false;
    --busy_;
    if (customer.retired) return;
    if (waiting_.empty()) {
        idle_.push_back(&customer);
        return;
    }
    const Time due = waiting_.front();
    waiting_.pop_front();
    // Not from inside the message that ended the last turn.
    boost::asio::post(loop_, [this, &customer, due] { begin(customer, due); });
}

void LoadRun::watch_limits()
{
    for (const auto& customer : customers_) {
        if (!customer->busy || since(customer->due) < duration(options_.turn_limit)) continue;
        ++report_.timed_out;
        end(*customer);
    }
}

void LoadRun::heard(Customer& customer, const ServerMessage& message)
{
    if (!customer.busy) return;
    if (const auto* accepted = std::get_if<Accepted>(&message); accepted && accepted->id == customer.id) {
        ++report_.accepted;
        report_.accept.add(since(customer.due));
        customer.seq = accepted->seq.value_or(0);
    } else if (const auto* rejected = std::get_if<Rejected>(&message);
               rejected && rejected->id == customer.id) {
        ++report_.rejected[rejected->name];
        end(customer);
    } else if (std::holds_alternative<TurnDelta>(message) ||
               std::holds_alternative<TurnSnapshot>(message)) {
        if (std::exchange(customer.first_token_seen, true)) return;
        report_.first_token.add(since(customer.due));
    } else if (const auto* failed = std::get_if<TurnFailed>(&message);
               failed && failed->turn == customer.seq) {
        ++report_.failed;
        end(customer);
    } else if (const auto* frame = std::get_if<EventFrame>(&message)) {
        heard_event(customer, frame->event);
    }
}

void LoadRun::heard_event(Customer& customer, const Event& event)
{
    if (const Owner* owner = new_owner(event.data); owner && owner->kind != OwnerKind::bot) {
        customer.retired = true;
        ++report_.handed_over;
        end(customer);
        return;
    }
    const auto* message = std::get_if<MessageAccepted>(&event.data);
    if (message == nullptr || event.actor.kind != ActorKind::bot || message->turn != customer.seq) return;
    ++report_.answered;
    report_.full_answer.add(since(customer.due));
    end(customer);
}

bool LoadRun::finished() const
{
    if (!all_due_ || busy_ > 0) return false;
    return waiting_.empty() || std::ranges::all_of(customers_, &Customer::retired);
}

// Compares what every customer was told with what is in the log that it was shown.
void LoadRun::audit()
{
    for (const auto& customer : customers_) {
        const auto& client = *customer->client;
        report_.reconnects += static_cast<std::uint64_t>(std::max(0, client.connects() - 1));
        std::map<std::string, int> in_log;
        for (const Event& event : client.view().events()) {
            // The command that starts a conversation is named by its creation, not by the first message.
            if (event.client_msg_id) ++in_log[event.client_msg_id->value];
        }
        for (const auto& [id, times] : in_log)
            report_.doubled += times > 1 ? 1U : 0U;
        for (const auto& entry : client.ledger().entries) {
            const auto* accepted = std::get_if<history::Accepted>(&entry);
            if (accepted != nullptr && !in_log.contains(accepted->id.value)) ++report_.lost;
        }
        const auto& anomalies = client.view().anomalies();
        report_.disordered +=
            static_cast<std::uint64_t>(anomalies.gaps + anomalies.repeats + anomalies.strays);
        for (const auto& [seq, turn] : client.view().turns())
            report_.torn += turn.torn ? 1U : 0U;
    }
}

} // namespace tandem::load
