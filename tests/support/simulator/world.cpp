#include "tests/support/simulator/world.hpp"

#include "backend/backplane/memory/memory_backplane.hpp"
#include "shared/base/encoding.hpp"
#include "shared/protocol/codec.hpp"
#include "tests/support/simulator/client.hpp"
#include "tests/support/simulator/sim_bot.hpp"

namespace tandem::simulator {

namespace {

using namespace tandem::conversation;

// One life of the node, from start to crash. Members go in reverse: what is suspended is let go before what
// it uses.
struct Life
{
    Life(Disk& disk, ManualClock& clock, Random& random, DiskFaults faults)
        : timers(clock),
          archive(disk, timers, random, faults),
          bot(timers, random),
          backplane(backplane::create_memory_backplane(loop.get_executor(), clock)),
          context{loop.get_executor(), archive, *backplane, bot, timers, clock, {}, {}, {}, {}, {}},
          hub(context, random, 8)
    {
        asio::co_spawn(loop, hub.recover(), [](std::exception_ptr, Result<std::size_t>) {});
    }

    void settle()
    {
        loop.restart();
        while (loop.poll() > 0) {
        }
    }

    asio::io_context loop{1};
    ManualTimers timers;
    SimArchive archive;
    SimBot bot;
    std::unique_ptr<backplane::Backplane> backplane;
    Context context;
    Hub hub;
};

class World
{
public:
    explicit World(const WorldSettings& settings) : settings_(settings), random_(settings.seed)
    {
        for (int i = 0; i < settings.customers; ++i) {
            const auto name = "customer" + std::to_string(i);
            clients_.emplace_back(customer_caller(CustomerId("cus_" + name), name), name);
        }
        for (int i = 0; i < settings.agents; ++i) {
            const auto name = "agent" + std::to_string(i);
            const auto role = i == 0 ? Role::supervisor : Role::agent;
            clients_.emplace_back(agent_caller(AgentId("agt_" + name), name, role), name);
        }
    }

    WorldReport run()
    {
        begin_life(settings_.disk);
        for (int step = 0; step < settings_.steps; ++step) {
            if (random_.below(settings_.crash_in) == 0) crash();
            Client& client = clients_[random_.below(clients_.size())];
            if (random_.below(settings_.disconnect_in) == 0) client.disconnect();
            if (!client.connected() && random_.below(4) == 0) client.connect(*life_->backplane, disk_);
            if (random_.below(3) == 0) act(client);
            for (Client& each : clients_)
                each.deliver(life_->hub, random_.below(settings_.duplicate_in) == 0);
            life_->settle();
            life_->timers.advance(Millis(random_.below(25)));
            life_->settle();
        }
        come_to_rest();
        return report();
    }

private:
    void begin_life(DiskFaults faults)
    {
        life_ = std::make_unique<Life>(disk_, clock_, random_, faults);
        trace("life");
    }

    void crash()
    {
        ++crashes_;
        for (Client& client : clients_)
            client.disconnect();
        life_.reset();
        begin_life(settings_.disk);
    }

    // No more faults; everybody is connected, and everything that is under way ends.
    void come_to_rest()
    {
        for (Client& client : clients_)
            client.disconnect();
        life_.reset();
        begin_life({.slowest = Millis(2), .hiccup_in = 1'000'000, .failure_in = 1'000'000});
        for (Client& client : clients_)
            client.connect(*life_->backplane, disk_);
        for (int i = 0; i < 4'000; ++i) {
            for (Client& client : clients_)
                client.deliver(life_->hub, false);
            life_->settle();
            life_->timers.advance(Millis(20));
            life_->settle();
        }
    }

    ClientMsgId next_id() { return ClientMsgId("m" + std::to_string(++ids_)); }
    std::string next_text() { return "text " + std::to_string(++texts_); }

    const Disk::Conversation* any_conversation()
    {
        if (disk_.conversations.empty()) return nullptr;
        auto it = disk_.conversations.begin();
        std::advance(it, std::ptrdiff_t(random_.below(disk_.conversations.size())));
        return &it->second;
    }

    void act(Client& client)
    {
        if (client.is_customer())
            act_as_customer(client);
        else
            act_as_agent(client);
    }

    void act_as_customer(Client& client)
    {
        const auto text = next_text();
        if (client.watched().empty() || random_.below(30) == 0) {
            if (!client.at_rest()) return; // one start at a time, as the widget does
            Start start{
                .id = next_id(),
                .customer = {.id = CustomerId(client.caller().actor.id)},
                .page = {},
                .text = text,
                .sent_at = {}
            };
            client.invoke({}, std::move(start), "conversation.start", text);
            return;
        }
        const auto id = client.watched().rbegin()->first;
        const auto found = disk_.conversations.find(id);
        const bool ended =
            found != disk_.conversations.end() && found->second.record.lifecycle == Lifecycle::resolved;
        if (ended && random_.below(2) == 0) {
            client.invoke(id, Rate{next_id(), int(1 + random_.below(5)), {}}, "rating.submit", {});
            return;
        }
        switch (random_.below(8)) {
        case 0:
            client.invoke(id, RequestPerson{next_id()}, "person.request", {});
            break;
        case 1:
            client.invoke(id, Rate{next_id(), int(1 + random_.below(5)), {}}, "rating.submit", {});
            break;
        default:
            client.invoke(id, Say{next_id(), text, {}, {}}, "message.send", text);
        }
    }

    void act_as_agent(Client& client)
    {
        const auto* conversation = any_conversation();
        if (conversation == nullptr || !client.connected()) return;
        const auto id = conversation->record.conversation_id;
        client.watch(id, *life_->backplane, disk_);
        // What the agent believes is what was shown, and sometimes what was shown a while ago.
        const Epoch epoch = client.believed_epoch(id) - (random_.below(10) == 0 ? 1 : 0);
        const auto text = next_text();
        switch (random_.below(9)) {
        case 0:
        case 1:
            client.invoke(id, Accept{next_id(), epoch}, "conversation.accept", {});
            break;
        case 2:
        case 3:
            client.invoke(id, TakeOver{next_id(), epoch}, "conversation.take_over", {});
            break;
        case 4:
            client.invoke(id, AddNote{next_id(), text}, "note.add", text);
            break;
        case 5:
            client.invoke(id, HandBack{next_id(), epoch, {}}, "conversation.hand_back", {});
            break;
        case 6:
            client.invoke(id, Transfer{next_id(), epoch, {}, {}}, "conversation.transfer", {});
            break;
        case 7:
            if (random_.below(3) == 0)
                client.invoke(id, Resolve{next_id(), epoch, true}, "conversation.resolve", {});
            break;
        default:
            client.invoke(id, Say{next_id(), text, epoch, {}}, "message.send", text);
        }
    }

    void trace(const std::string& what)
    {
        trace_ = sha256_hex(trace_ + what + std::to_string(clock_.wall()));
    }

    WorldReport report()
    {
        WorldReport report;
        std::vector<history::StoredLog> logs;
        for (const auto& [id, conversation] : disk_.conversations) {
            ++report.conversations;
            report.events += conversation.events.size();
            for (const auto& event : conversation.events) {
                ++report.event_types[std::string(protocol::event_type(event.data))];
                trace(protocol::encode_event(event));
            }
            if (conversation.record.owner.kind == OwnerKind::bot && conversation.record.open_question != 0)
                ++report.open_questions;
            logs.push_back({conversation.record, conversation.events});
        }
        std::vector<history::Ledger> ledgers;
        for (const Client& client : clients_) {
            for (const auto& entry : client.ledger().entries)
                report.accepted += std::holds_alternative<history::Accepted>(entry);
            ledgers.push_back(client.ledger());
        }
        report.violations = history::check(ledgers, logs);
        add_bad_logs(report);
        report.crashes = crashes_;
        report.trace_hash = trace_;
        return report;
    }

    void add_bad_logs(WorldReport& report) const
    {
        std::set<ConversationId> bad;
        for (const auto& violation : report.violations)
            bad.insert(violation.conversation_id);
        for (const auto& id : bad) {
            const auto found = disk_.conversations.find(id);
            if (found == disk_.conversations.end()) continue;
            for (const auto& event : found->second.events)
                report.bad_logs.push_back(protocol::encode_event(event));
        }
    }

    WorldSettings settings_;
    SeededRandom random_;
    ManualClock clock_;
    Disk disk_;
    std::deque<Client> clients_;
    std::unique_ptr<Life> life_; // last: dies before those who are told by it
    std::uint64_t ids_ = 0;
    std::uint64_t texts_ = 0;
    std::size_t crashes_ = 0;
    std::string trace_;
};

} // namespace

WorldReport run_world(const WorldSettings& settings) { return World(settings).run(); }

} // namespace tandem::simulator
