#include "agent-app/views/delegates/row_heights.hpp"

#include <algorithm>
#include <bit>

namespace tandem::console {

namespace {

std::size_t lowestBit(std::size_t n) { return n & (~n + 1); }

} // namespace

void RowHeights::reset(int rows)
{
    m_rows.assign(std::size_t(rows), Row{m_estimate, false});
    rebuild();
}

void RowHeights::insert(int first, int count)
{
    Q_ASSERT(first >= 0 && first <= this->count());
    if (first == this->count()) {
        for (int i = 0; i < count; ++i)
            append(m_estimate);
        return;
    }
    m_rows.insert(m_rows.begin() + first, std::size_t(count), Row{m_estimate, false});
    rebuild();
}

void RowHeights::remove(int first, int count)
{
    Q_ASSERT(first >= 0 && first + count <= this->count());
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + first + count);
    rebuild();
}

void RowHeights::setHeight(int row, int height)
{
    Row& entry = m_rows[std::size_t(row)];
    add(std::size_t(row), height - entry.height);
    entry = {height, true};
}

void RowHeights::forget(int row) { m_rows[std::size_t(row)].measured = false; }

void RowHeights::forgetAll()
{
    for (Row& row : m_rows)
        row.measured = false;
}

qint64 RowHeights::top(int row) const
{
    qint64 sum = 0;
    for (auto i = std::size_t(row); i > 0; i -= lowestBit(i))
        sum += m_sums[i];
    return sum;
}

int RowHeights::rowAt(qint64 y) const
{
    if (m_rows.empty()) return -1;
    // The greatest number of whole rows that fit above y.
    std::size_t before = 0;
    qint64 left = std::max<qint64>(0, y);
    for (std::size_t step = std::bit_floor(m_rows.size()); step > 0; step /= 2) {
        const std::size_t next = before + step;
        if (next <= m_rows.size() && m_sums[next] <= left) {
            before = next;
            left -= m_sums[next];
        }
    }
    return int(std::min(before, m_rows.size() - 1));
}

void RowHeights::rebuild()
{
    m_sums.assign(m_rows.size() + 1, 0);
    for (std::size_t i = 1; i <= m_rows.size(); ++i) {
        m_sums[i] += m_rows[i - 1].height;
        if (const std::size_t parent = i + lowestBit(i); parent <= m_rows.size())
            m_sums[parent] += m_sums[i];
    }
}

void RowHeights::append(int height)
{
    if (m_sums.empty()) m_sums.push_back(0);
    m_rows.push_back({height, false});
    // The new node covers the rows since its lowest bit: its own and what its children have.
    const std::size_t i = m_rows.size();
    qint64 sum = height;
    for (std::size_t child = i - 1; child > i - lowestBit(i); child -= lowestBit(child))
        sum += m_sums[child];
    m_sums.push_back(sum);
}

void RowHeights::add(std::size_t row, qint64 by)
{
    for (std::size_t i = row + 1; i <= m_rows.size(); i += lowestBit(i))
        m_sums[i] += by;
}

} // namespace tandem::console
