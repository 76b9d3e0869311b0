#include "tests/support/history/ledger_lines.hpp"

#include "shared/protocol/codec.hpp"

#include <boost/json.hpp>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace tandem::history {

namespace json = boost::json;

namespace {

struct ToObject
{
    json::object operator()(const Invoked& entry) const
    {
        json::object out{
            {"entry", "invoked"},
            {"id", entry.id.value},
            {"type", entry.type},
            {"conversation_id", entry.conversation_id.value},
            {"text_hash", entry.text_hash},
        };
        if (entry.owner_epoch) out["owner_epoch"] = *entry.owner_epoch;
        return out;
    }
    json::object operator()(const Accepted& entry) const
    {
        return {
            {"entry", "accepted"},
            {"id", entry.id.value},
            {"conversation_id", entry.conversation_id.value},
            {"seq", entry.seq},
        };
    }
    json::object operator()(const Rejected& entry) const
    {
        return {
            {"entry", "rejected"}, {"id", entry.id.value}, {"code", static_cast<std::uint16_t>(entry.code)}
        };
    }
    json::object operator()(const Opened& entry) const
    {
        return {
            {"entry", "opened"},
            {"conversation_id", entry.conversation_id.value},
            {"after_seq", entry.after_seq},
        };
    }
    json::object operator()(const Shown& entry) const
    {
        return {
            {"entry", "shown"},
            {"conversation_id", entry.conversation_id.value},
            {"seq", entry.seq},
            {"type", entry.type},
            {"text_hash", entry.text_hash},
            {"inner_parts", json::array(entry.inner_parts.begin(), entry.inner_parts.end())},
        };
    }
    json::object operator()(const Left& entry) const
    {
        return {{"entry", "left"}, {"conversation_id", entry.conversation_id.value}};
    }
};

// The readers throw what Boost.JSON throws when a member is missing or of another type; read_ledger catches
// it.
std::string text(const json::object& in, const char* key)
{
    const auto& value = in.at(key).as_string();
    return {value.data(), value.size()};
}

std::uint64_t number(const json::object& in, const char* key)
{
    return in.at(key).to_number<std::uint64_t>();
}

Entry to_entry(const json::object& in)
{
    const auto entry = text(in, "entry");
    const auto id = [&] { return ClientMsgId(text(in, "id")); };
    const auto conversation = [&] { return ConversationId(text(in, "conversation_id")); };
    if (entry == "invoked") {
        Invoked invoked{
            .id = id(),
            .type = text(in, "type"),
            .conversation_id = conversation(),
            .text_hash = text(in, "text_hash"),
            .owner_epoch = {},
        };
        if (in.contains("owner_epoch")) invoked.owner_epoch = number(in, "owner_epoch");
        return invoked;
    }
    if (entry == "accepted")
        return Accepted{.id = id(), .conversation_id = conversation(), .seq = number(in, "seq")};
    if (entry == "rejected") return Rejected{.id = id(), .code = Errc(number(in, "code"))};
    if (entry == "opened")
        return Opened{.conversation_id = conversation(), .after_seq = number(in, "after_seq")};
    if (entry == "left") return Left{.conversation_id = conversation()};
    if (entry != "shown") throw std::invalid_argument("unknown entry");
    Shown event{
        .conversation_id = conversation(),
        .seq = number(in, "seq"),
        .type = text(in, "type"),
        .text_hash = text(in, "text_hash"),
        .inner_parts = {},
    };
    for (const auto& part : in.at("inner_parts").as_array())
        event.inner_parts.emplace_back(part.as_string().c_str());
    return event;
}

void add_line(Ledger& ledger, const std::string& line, bool first)
{
    const auto value = json::parse(line);
    const auto& object = value.as_object();
    if (!first) {
        ledger.entries.push_back(to_entry(object));
        return;
    }
    ledger.client = text(object, "client");
    ledger.kind = protocol::actor_kind_from(text(object, "kind")).value_or(protocol::ActorKind::unknown);
    ledger.actor_id = text(object, "actor_id");
}

} // namespace

std::string heading(const Ledger& ledger)
{
    return json::serialize(json::object{
        {"client", ledger.client},
        {"kind", protocol::name_of(ledger.kind)},
        {"actor_id", ledger.actor_id},
    });
}

std::string to_line(const Entry& entry) { return json::serialize(std::visit(ToObject{}, entry)); }

Result<Ledger> read_ledger(std::istream& in)
{
    Ledger ledger;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (in.eof()) break; // no end of line: cut off while it was written
        try {
            add_line(ledger, line, number == 1);
        } catch (const std::exception&) {
            return fail(Errc::bad_request, "line " + std::to_string(number));
        }
    }
    return ledger;
}

LedgerFile::LedgerFile(const std::string& path, const Ledger& owner)
    : descriptor_(
          ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR)
      )
{
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), path);
    write(heading(owner));
}

LedgerFile::~LedgerFile() { ::close(descriptor_); }

void LedgerFile::add(const Entry& entry) { write(to_line(entry)); }

// Not buffered here: what the kernel has survives the process.
void LedgerFile::write(const std::string& line) const
{
    const std::string whole = line + "\n";
    for (std::size_t done = 0; done < whole.size();) {
        const auto wrote = ::write(descriptor_, whole.data() + done, whole.size() - done);
        if (wrote < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "ledger");
        if (wrote > 0) done += static_cast<std::size_t>(wrote);
    }
}

} // namespace tandem::history
