#include "backend/bot/flows/flow_file.hpp"

#include "backend/bot/flows/flow_check.hpp"
#include "backend/util/toml_reader.hpp"

#include <array>

namespace tandem::bot {
namespace {

constexpr std::size_t most_flows = 100;
constexpr std::size_t most_steps = 100;

LocalText texts(std::optional<TomlTable> table)
{
    LocalText out;
    if (!table) return out;
    for (const auto& language : table->keys()) {
        if (language.size() != 2) table->refuse(language, "must be a language of two letters");
        out.by_language[language] = table->needed_text(language);
    }
    if (!out.by_language.contains("en")) table->refuse({}, "needs a text in English (en)");
    return out;
}

LocalText needed_texts(TomlTable& table, std::string_view key)
{
    auto out = texts(table.table(key));
    if (out.empty()) table.refuse(key, "is missing");
    return out;
}

std::vector<NamedValue> pairs(std::optional<TomlTable> table)
{
    std::vector<NamedValue> out;
    if (!table) return out;
    for (const auto& key : table->keys())
        out.emplace_back(key, table->needed_text(key));
    return out;
}

CollectStep::Kind kind_of(TomlTable& table)
{
    using Kind = CollectStep::Kind;
    constexpr auto kinds = std::to_array<std::pair<std::string_view, Kind>>({
        {"order_number", Kind::order_number},
        {"return_number", Kind::return_number},
        {"email", Kind::email},
        {"date", Kind::date},
        {"text", Kind::text},
        {"choice", Kind::choice},
    });
    const auto name = table.needed_text("kind");
    const auto found = std::ranges::find(kinds, name, &std::pair<std::string_view, Kind>::first);
    if (found == kinds.end())
        table.refuse("kind", "must be order_number, return_number, email, date, text or choice");
    return found->second;
}

CollectStep collect_step(TomlTable& table)
{
    CollectStep step;
    step.slot = table.needed_text("collect");
    step.kind = kind_of(table);
    step.ask = needed_texts(table, "ask");
    step.again = texts(table.table("again"));
    step.words = table.texts("words");
    step.from_profile = table.flag("from_profile");
    if (step.from_profile && step.kind != CollectStep::Kind::email)
        table.refuse("from_profile", "is for an e-mail address");
    const auto pattern = table.text("pattern");
    if (!pattern.empty() && step.kind != CollectStep::Kind::text) table.refuse("pattern", "is for a text");
    try {
        step.pattern = Pattern(pattern);
    } catch (const std::runtime_error& error) {
        table.refuse("pattern", error.what());
    }
    for (auto& choice : table.tables("choices")) {
        step.choices.push_back({choice.needed_text("value"), choice.texts("words")});
        if (step.choices.back().words.empty()) choice.refuse("words", "is missing");
        choice.finish();
    }
    if ((step.kind == CollectStep::Kind::choice) != !step.choices.empty())
        table.refuse("choices", "go with the kind choice");
    return step;
}

CallStep call_step(TomlTable& table)
{
    CallStep step;
    step.tool = table.needed_text("call");
    step.arguments = pairs(table.table("arguments"));
    step.save = pairs(table.table("save"));
    if (table.has("not_found"))
        step.next[protocol::ToolOutcome::not_found] = table.needed_text("not_found");
    if (table.has("refused")) step.next[protocol::ToolOutcome::refused] = table.needed_text("refused");
    return step;
}

BranchStep branch_step(TomlTable& table)
{
    BranchStep step;
    step.slot = table.needed_text("branch");
    for (auto& one : table.tables("cases")) {
        step.cases.push_back({one.texts("is"), one.needed_text("then")});
        if (step.cases.back().values.empty()) one.refuse("is", "is missing");
        one.finish();
    }
    if (step.cases.empty()) table.refuse("cases", "is missing");
    step.otherwise = table.needed_text("otherwise");
    return step;
}

FlowStep read_step(TomlTable& table)
{
    FlowStep step;
    step.id = table.needed_text("id");
    if (step.id == flow_end) table.refuse("id", "\"end\" is the end of the flow");
    constexpr auto kinds =
        std::to_array<std::string_view>({"collect", "call", "branch", "say", "confirm", "escalate"});
    std::vector<std::string_view> given;
    std::ranges::copy_if(kinds, std::back_inserter(given), [&](auto kind) { return table.has(kind); });
    if (given.size() != 1)
        table.refuse("id", "a step has one of collect, call, branch, say, confirm and escalate");
    const auto kind = given.front();
    if (kind == "collect")
        step.what = collect_step(table);
    else if (kind == "call")
        step.what = call_step(table);
    else if (kind == "branch")
        step.what = branch_step(table);
    else if (kind == "say")
        step.what = SayStep{needed_texts(table, "say"), table.texts("forget")};
    else if (kind == "confirm")
        step.what = ConfirmStep{needed_texts(table, "confirm"), texts(table.table("declined"))};
    else
        step.what = EscalateStep{needed_texts(table, "escalate"), table.needed_text("reason")};
    if (kind == "collect" || kind == "call" || kind == "say") step.next = table.text("then");
    return step;
}

Flow read_flow(const std::filesystem::path& file, const std::vector<ToolFace>& tools)
{
    const auto document = parse_toml_file(file);
    TomlTable root(file.string(), {}, document);
    Flow flow;
    flow.id = root.needed_text("id");
    flow.title = root.needed_text("title");
    flow.examples = root.texts("examples");
    if (flow.examples.size() < 3) root.refuse("examples", "at least three are needed");
    flow.not_examples = root.texts("not_examples");
    flow.intents = root.texts("intents");
    auto tables = root.tables("step");
    if (tables.empty() || tables.size() > most_steps) root.refuse("step", "1 to 100 are needed");
    for (auto& table : tables) {
        flow.steps.push_back(read_step(table));
        table.finish();
    }
    root.finish();
    for (const auto& flaw : check_flow(flow, tools))
        tables[flaw.step].refuse(flaw.key, flaw.what);
    for (auto& step : flow.steps) {
        if (auto* call = std::get_if<CallStep>(&step.what))
            call->writes = std::ranges::find(tools, call->tool, &ToolFace::name)->writes;
    }
    return flow;
}

} // namespace

std::vector<Flow> read_flows(const std::filesystem::path& path, const std::vector<ToolFace>& tools)
{
    std::vector<Flow> out;
    for (const auto& file : toml_files(path)) {
        out.push_back(read_flow(file, tools));
        const auto same = std::ranges::count(out, out.back().id, &Flow::id);
        if (same > 1) throw FileError(file.string() + ": id: there are two flows " + out.back().id);
        if (out.size() > most_flows) throw FileError(path.string() + ": more than 100 flows");
    }
    if (out.empty()) throw FileError(path.string() + ": holds no flows");
    return out;
}

} // namespace tandem::bot
