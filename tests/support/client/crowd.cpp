#include "tests/support/client/crowd.hpp"

#include <algorithm>

namespace tandem::testing {

using namespace protocol;

namespace {

std::vector<history::StoredLog> stored_logs(storage::Store& store)
{
    std::vector<history::StoredLog> logs;
    boost::asio::io_context loop;
    boost::asio::co_spawn(
        loop,
        store.archive().for_each([&](const auto& record, const auto& events) {
            logs.push_back({record, events});
        }),
        [](std::exception_ptr error, const Result<void>&) {
            if (error) std::rethrow_exception(error);
        }
    );
    loop.run();
    return logs;
}

} // namespace

Crowd::Crowd(boost::asio::io_context& loop, const std::vector<std::uint16_t>& ports, std::uint64_t seed)
    : loop_(loop),
      random_(seed)
{
    for (int i = 0; i < customers + agents; ++i) {
        ChatClient::Options options;
        options.port = ports[std::size_t(i) % ports.size()];
        options.seed = seed + std::uint64_t(i);
        options.agent = i >= customers;
        options.name = (options.agent ? "agent" : "customer") + std::to_string(i);
        if (options.agent) {
            options.login = "agent" + std::to_string(i - customers);
            options.password = password;
        }
        clients_.emplace_back(loop, options).connect();
    }
}

void Crowd::act()
{
    const auto i = random_.below(clients_.size());
    if (int(i) < customers)
        act_as_customer(clients_[i]);
    else
        act_as_agent(clients_[i]);
}

void Crowd::talk_for(Millis time)
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
        act();
        loop_.restart();
        loop_.run_for(Millis(random_.below(12)));
    }
}

bool Crowd::all_answered() const
{
    return std::ranges::all_of(clients_, [](const auto& c) {
        return c.connected() && c.unanswered() == 0;
    });
}

std::vector<history::Ledger> Crowd::ledgers() const
{
    std::vector<history::Ledger> all;
    for (const auto& client : clients_)
        all.push_back(client.ledger());
    return all;
}

void Crowd::leave()
{
    for (auto& client : clients_)
        client.disconnect();
}

void Crowd::act_as_customer(ChatClient& client)
{
    if (client.unanswered() > 3) return;
    if (client.conversation().empty()) {
        if (client.unanswered() == 0)
            client.start("question " + std::to_string(++texts_) + " !first=10 !every=3 !tokens=12");
    } else if (random_.below(12) == 0) {
        client.send(PersonRequest{.id = {}, .conversation_id = client.conversation()});
    } else {
        client.say("question " + std::to_string(++texts_) + " !first=10 !every=3 !tokens=12");
    }
}

void Crowd::act_as_agent(ChatClient& client)
{
    if (client.queue().empty() || client.unanswered() > 3) return;
    auto it = client.queue().begin();
    std::advance(it, std::ptrdiff_t(random_.below(client.queue().size())));
    const auto& row = it->second;
    const auto& id = row.conversation_id;
    if (!client.views().contains(id)) {
        client.watch(id);
        return;
    }
    const Epoch epoch = client.view(id).owner_epoch();
    switch (random_.below(6)) {
    case 0:
        client.send(ConversationAccept{{}, id, epoch});
        break;
    case 1:
        client.send(ConversationTakeOver{{}, id, epoch});
        break;
    case 2:
        client.send(ConversationHandBack{{}, id, epoch, {}});
        break;
    case 3:
        client.send(NoteAdd{{}, id, "note " + std::to_string(++texts_)});
        break;
    default:
        client.send(MessageSend{{}, id, "reply " + std::to_string(++texts_), epoch, {}});
    }
}

Verdict judge(const std::vector<history::Ledger>& ledgers, storage::Store& store)
{
    const auto logs = stored_logs(store);
    Verdict verdict{.faults = {}, .conversations = logs.size()};
    for (const auto& violation : history::check(ledgers, logs)) {
        verdict.faults += std::string(history::name_of(violation.invariant)) + " " + violation.client +
                          " " + violation.conversation_id.value + " seq " + std::to_string(violation.seq) +
                          ": " + violation.detail + "\n";
    }
    for (const auto& ledger : ledgers) {
        verdict.accepted += std::size_t(std::ranges::count_if(ledger.entries, [](const auto& entry) {
            return std::holds_alternative<history::Accepted>(entry);
        }));
    }
    for (const auto& log : logs) {
        verdict.events += log.events.size();
        if (log.record.owner.kind == OwnerKind::bot && log.record.open_question != 0)
            verdict.faults += "unanswered: " + log.record.conversation_id.value + "\n";
    }
    return verdict;
}

} // namespace tandem::testing
