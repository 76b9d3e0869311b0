#include "backend/bot/flows/flow_slots.hpp"

#include "backend/bot/flows/slot_reader.hpp"
#include "backend/util/contains.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

using protocol::Slot;

constexpr std::size_t most_slots = 60;

// What came after a value changed may rest on it: tools are asked again, and so is the customer for what
// was asked after the first look-up.
void forget_after(const Flow& flow, Slots& slots, std::size_t changed)
{
    bool looked_up = false;
    for (std::size_t i = changed + 1; i < flow.steps.size(); ++i) {
        if (const auto* call = std::get_if<CallStep>(&flow.steps[i].what)) {
            looked_up = true;
            for (const auto& [slot, path] : call->save)
                drop_slot(slots, slot);
        } else if (const auto* collect = std::get_if<CollectStep>(&flow.steps[i].what);
                   collect && looked_up) {
            drop_slot(slots, collect->slot);
        }
    }
}

// The one other value that was mentioned before, if there is exactly one.
std::optional<std::string> the_other(const CollectStep& step, const std::string& known, const Heard& heard)
{
    const auto kind = entity_of(step.kind);
    std::vector<std::string> others;
    for (const auto& entity : heard.earlier) {
        const bool other = kind && entity.kind == *kind && entity.value != known;
        if (other && !contains(others, entity.value)) others.push_back(entity.value);
    }
    if (others.size() != 1) return std::nullopt;
    return others.front();
}

} // namespace

void put_slot(Slots& slots, std::string name, std::string value, Seq source)
{
    const auto known = std::ranges::find(slots, name, &Slot::name);
    if (known != slots.end())
        *known = {std::move(name), std::move(value), source};
    else if (slots.size() < most_slots)
        slots.push_back({std::move(name), std::move(value), source});
}

void drop_slot(Slots& slots, std::string_view name)
{
    std::erase_if(slots, [&](const Slot& slot) { return slot.name == name; });
}

void take_in(const Flow& flow, Slots& slots, const Heard& heard)
{
    for (const auto& step : flow.steps) {
        const auto* collect = std::get_if<CollectStep>(&step.what);
        if (collect == nullptr || !slot_value(slots, collect->slot).empty()) continue;
        if (auto value = read_slot(*collect, heard.text, false))
            put_slot(slots, collect->slot, std::move(*value), heard.seq);
    }
}

std::optional<std::size_t> correct(const Flow& flow, Slots& slots, const Heard& heard, std::size_t at)
{
    std::optional<std::size_t> from;
    // The latest first: what was asked last is what is most likely meant by "address".
    for (std::size_t i = std::min(at, flow.steps.size()); i-- > 0;) {
        const auto* collect = std::get_if<CollectStep>(&flow.steps[i].what);
        if (collect == nullptr) continue;
        const auto known = slot_value(slots, collect->slot);
        if (known.empty()) continue;
        auto value = read_slot(*collect, heard.text, false);
        if (value && *value == known) value.reset();
        const bool named = !from && heard.reply.corrects && mentions(heard.text, collect->words);
        if (!value && !named) continue;
        if (!value) value = the_other(*collect, known, heard);
        drop_slot(slots, collect->slot);
        if (value) put_slot(slots, collect->slot, std::move(*value), heard.seq);
        forget_after(flow, slots, i);
        from = i;
    }
    return from;
}

} // namespace tandem::bot
