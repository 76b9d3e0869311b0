#include "tests/load/report.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace tandem::load {

namespace {

constexpr double width = 900;
constexpr double left = 70;
constexpr double right = 880;

struct Chart
{
    double top = 0;
    double bottom = 0;
    double most = 1; // value at the top
    std::size_t seconds = 1;

    [[nodiscard]] double x(std::size_t second) const
    {
        return left + (right - left) * double(second) / double(std::max<std::size_t>(1, seconds - 1));
    }
    [[nodiscard]] double y(double value) const { return bottom - (bottom - top) * value / most; }
};

// The next number that is easy to read.
double round_up(double value)
{
    double step = 1;
    while (step * 10 < value)
        step *= 10;
    for (const double part : {1.0, 2.0, 5.0, 10.0}) {
        if (value <= step * part) return step * part;
    }
    return value;
}

void frame(std::ostream& out, const Chart& chart, std::string_view title)
{
    out << "<text x='" << left << "' y='" << chart.top - 10 << "' class='title'>" << title << "</text>\n";
    for (int i = 0; i <= 4; ++i) {
        const double value = chart.most * i / 4;
        out << "<line x1='" << left << "' x2='" << right << "' y1='" << chart.y(value) << "' y2='"
            << chart.y(value) << "' class='grid'/><text x='" << left - 8 << "' y='" << chart.y(value) + 4
            << "' class='number'>" << value << "</text>\n";
    }
    const std::size_t step = std::max<std::size_t>(1, chart.seconds / 10);
    for (std::size_t s = 0; s < chart.seconds; s += step) {
        out << "<text x='" << chart.x(s) << "' y='" << chart.bottom + 16 << "' class='second'>" << s
            << " s</text>\n";
    }
}

void curve(
    std::ostream& out,
    const Chart& chart,
    const Tally& tally,
    std::uint32_t Second::* what,
    std::string_view colour,
    std::string_view name,
    int place
)
{
    out << "<polyline fill='none' stroke='" << colour << "' stroke-width='2' points='";
    for (std::size_t s = 0; s < chart.seconds; ++s)
        out << chart.x(s) << "," << chart.y(tally.second[s].*what) << " ";
    out << "'/>\n<text x='" << right - 110 * place << "' y='" << chart.top - 10 << "' fill='" << colour
        << "' class='name'>" << name << "</text>\n";
}

double most(const Tally& tally, std::size_t seconds, std::uint32_t Second::* what)
{
    std::uint32_t found = 1;
    for (std::size_t s = 0; s < seconds; ++s)
        found = std::max(found, tally.second[s].*what);
    return found;
}

} // namespace

std::string as_picture(const Options& options, const Report& report)
{
    const auto& tally = *report.tally;
    const double whole = options.warm + options.seconds * (options.scenario == Scenario::overload ? 3 : 1);
    const auto seconds = std::clamp<std::size_t>(std::size_t(whole), 2, Tally::longest);
    const double highest = std::max(
        {most(tally, seconds, &Second::due),
         most(tally, seconds, &Second::answered),
         most(tally, seconds, &Second::refused)}
    );
    const Chart turns{.top = 80, .bottom = 270, .most = round_up(highest), .seconds = seconds};
    const Chart late{
        .top = 330,
        .bottom = 450,
        .most = round_up(most(tally, seconds, &Second::late_ms)),
        .seconds = seconds
    };

    std::ostringstream out;
    out << std::fixed << std::setprecision(0);
    out << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " << width
        << " 560' font-family='sans-serif' font-size='12'>\n"
           "<style>.title{font-weight:bold}.grid{stroke:#ddd}.number{text-anchor:end;fill:#555}"
           ".second{text-anchor:middle;fill:#555}.name{text-anchor:end;font-weight:bold}</style>\n"
           "<rect width='100%' height='100%' fill='white'/>\n"
           "<text x='"
        << left << "' y='34' font-size='18'>" << name_of(options.scenario) << ": " << options.customers
        << " customers, " << options.rate << " turns/s</text>\n";
    frame(out, turns, "Turns in each second");
    curve(out, turns, tally, &Second::due, "#888888", "due", 3);
    curve(out, turns, tally, &Second::answered, "#1f6fb4", "answered", 2);
    curve(out, turns, tally, &Second::refused, "#c0392b", "refused", 1);
    frame(out, late, "Latest first token in each second, ms");
    curve(out, late, tally, &Second::late_ms, "#1f6fb4", "", 1);

    out << std::setprecision(2) << "<text x='" << left << "' y='500'>";
    for (const auto& [name, usage] : report.end.usage) {
        const auto cost = cost_of(options, report, name);
        out << name << ": " << cost.cpu_per_1000_turns << " CPU s per 1,000 turns.  ";
    }
    out << "others: " << cores_of_others(report) << " cores</text>\n<text x='" << left << "' y='524'>said "
        << tally.said << ", stored " << tally.stored << ", lost " << tally.lost << ", doubled "
        << tally.doubled << ", disordered " << tally.disordered << "</text>\n</svg>\n";
    return out.str();
}

} // namespace tandem::load
