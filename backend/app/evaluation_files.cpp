#include "backend/app/evaluation_files.hpp"

#include <boost/json.hpp>
#include <unistd.h>

namespace tandem::app {

namespace fs = std::filesystem;

std::ofstream open_for_writing(const fs::path& file)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    if (!out) throw std::runtime_error("cannot write " + file.string());
    return out;
}

void close(std::ofstream& out, const fs::path& file)
{
    out.close();
    if (!out) throw std::runtime_error("cannot write " + file.string());
}

std::vector<std::string> lines_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) {
        if (!line.empty()) out.push_back(std::move(line));
    }
    return out;
}

std::vector<bot::Article> read_articles(const fs::path& file)
{
    std::vector<bot::Article> out;
    for (const auto& line : lines_of(file)) {
        const auto where = file.string() + ": article " + std::to_string(out.size() + 1);
        boost::system::error_code error;
        const auto value = boost::json::parse(line, error);
        const auto* object = error ? nullptr : value.if_object();
        if (object == nullptr) throw std::runtime_error(where + " is no JSON object");
        const auto text = [&](const char* key) {
            const auto* member = object->if_contains(key);
            const auto* string = member == nullptr ? nullptr : member->if_string();
            if (string == nullptr) throw std::runtime_error(where + " has no text \"" + key + "\"");
            return std::string(*string);
        };
        bot::Article article;
        article.id = text("id");
        article.title = text("title");
        article.body = text("text");
        article.locale = "en";
        article.visibility = "public";
        if (article.body.empty()) article.body = article.title;
        if (const auto* handoff = object->if_contains("handoff")) {
            if (!handoff->is_bool())
                throw std::runtime_error(where + ": \"handoff\" is neither true nor false");
            article.handoff = handoff->as_bool();
        }
        out.push_back(std::move(article));
    }
    return out;
}

ScratchFolder::ScratchFolder()
{
    std::string name = (fs::temp_directory_path() / "tandem-evaluate-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    path = name;
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    fs::remove_all(path, ignored);
}

} // namespace tandem::app
