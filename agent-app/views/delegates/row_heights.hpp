#pragma once

#include <QtGlobal>

#include <vector>

namespace tandem::console {

// Where each row of a long list is, when only those that were seen have been measured. Unmeasured rows
// count with an estimate. Positions cost O(log n); insertions and removals O(n) additions, at the end O(log
// n).
class RowHeights final
{
public:
    explicit RowHeights(int estimate = 64) : m_estimate(estimate) {}

    void reset(int rows);
    void insert(int first, int count);
    void remove(int first, int count);
    void setHeight(int row, int height);

    // The row is as high as it was until it is measured again.
    void forget(int row);
    void forgetAll();

    [[nodiscard]] int count() const { return int(m_rows.size()); }
    [[nodiscard]] bool isMeasured(int row) const { return m_rows[std::size_t(row)].measured; }
    [[nodiscard]] int height(int row) const { return m_rows[std::size_t(row)].height; }
    [[nodiscard]] qint64 top(int row) const; // row may be count(): the end
    [[nodiscard]] qint64 total() const { return top(count()); }

    // The row at a distance from the top; the nearest one for what lies outside, -1 when there are no rows.
    [[nodiscard]] int rowAt(qint64 y) const;

private:
    struct Row
    {
        int height = 0;
        bool measured = false;
    };

    void rebuild();
    void append(int height);
    void add(std::size_t row, qint64 by);

    std::vector<Row> m_rows;
    std::vector<qint64> m_sums; // a Fenwick tree over the heights, from 1
    int m_estimate;
};

} // namespace tandem::console
