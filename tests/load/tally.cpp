#include "tests/load/tally.hpp"

#include <algorithm>

namespace tandem::load {

void Stretch::merge(const Stretch& o)
{
    due += o.due;
    waited += o.waited;
    sent += o.sent;
    accepted += o.accepted;
    answered += o.answered;
    handed_over += o.handed_over;
    failed += o.failed;
    timed_out += o.timed_out;
    ended += o.ended;
    refused.merge(o.refused);
    accept.merge(o.accept);
    first_token.merge(o.first_token);
    full_answer.merge(o.full_answer);
}

void Tally::merge(const Tally& o)
{
    opened += o.opened;
    open_failed += o.open_failed;
    if (o.first_open != 0 && (first_open == 0 || o.first_open < first_open)) first_open = o.first_open;
    last_open = std::max(last_open, o.last_open);
    reconnects += o.reconnects;
    closed.merge(o.closed);
    open.merge(o.open);
    back.merge(o.back);
    lateness.merge(o.lateness);
    for (std::size_t i = 0; i < stretches; ++i)
        stretch[i].merge(o.stretch[i]);
    for (std::size_t i = 0; i < longest; ++i) {
        second[i].due += o.second[i].due;
        second[i].answered += o.second[i].answered;
        second[i].refused += o.second[i].refused;
        second[i].late_ms = std::max(second[i].late_ms, o.second[i].late_ms);
    }
    deltas += o.deltas;
    torn += o.torn;
    said += o.said;
    accepted += o.accepted;
    stored += o.stored;
    answers += o.answers;
    lost += o.lost;
    doubled += o.doubled;
    disordered += o.disordered;
    unchecked += o.unchecked;
    agents += o.agents;
    asked += o.asked;
    taken += o.taken;
    taken_over += o.taken_over;
    already_taken += o.already_taken;
    screen.merge(o.screen);
    assigned.merge(o.assigned);
    takeover.merge(o.takeover);
}

} // namespace tandem::load
