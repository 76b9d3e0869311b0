#include "tests/quality/bot/data.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>

namespace tandem::quality {
namespace {

std::ifstream open(const std::string& path)
{
    return std::ifstream(std::filesystem::path(TANDEM_SOURCE_DIR) / "../shared/data" / path);
}

std::vector<std::string> split(const std::string& line)
{
    std::vector<std::string> out(1);
    for (const char c : line) {
        if (c == '\t')
            out.emplace_back();
        else
            out.back() += c;
    }
    return out;
}

} // namespace

std::vector<Row> read_tsv(const std::string& path)
{
    std::vector<Row> rows;
    auto in = open(path);
    std::string line;
    if (!std::getline(in, line)) return rows;
    const auto names = split(line);
    while (std::getline(in, line)) {
        const auto fields = split(line);
        Row row;
        for (std::size_t i = 0; i < names.size(); ++i)
            row[names[i]] = i < fields.size() ? fields[i] : "";
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<Row> read_jsonl(const std::string& path)
{
    std::vector<Row> rows;
    auto in = open(path);
    std::string line;
    while (std::getline(in, line)) {
        const auto value = boost::json::parse(line);
        Row row;
        for (const auto& [key, member] : value.as_object()) {
            row[std::string(key)] =
                member.is_string() ? std::string(member.as_string()) : boost::json::serialize(member);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace tandem::quality
