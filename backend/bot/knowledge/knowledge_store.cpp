#include "backend/bot/knowledge/knowledge_store.hpp"

#include "backend/bot/embedding/vector_table.hpp"
#include "backend/bot/knowledge/terms.hpp"
#include "shared/base/encoding.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <set>

namespace tandem::bot {
namespace {

constexpr auto schema = R"(
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL; -- losing the last import to a power cut costs a repeated import
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS article (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, topic TEXT NOT NULL, locale TEXT NOT NULL, visibility TEXT NOT NULL,
        updated TEXT NOT NULL, valid_until TEXT NOT NULL, handoff INTEGER NOT NULL, examples TEXT NOT NULL,
        body TEXT NOT NULL, hash TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS passage (
        id INTEGER PRIMARY KEY, article_id TEXT NOT NULL, ordinal INTEGER NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS passage_by_article ON passage (article_id, ordinal);
    CREATE VIRTUAL TABLE IF NOT EXISTS passage_stems USING fts5(
        title, heading, examples, lead, body, tokenize = "unicode61 remove_diacritics 2"
    );
    -- What a text of an article means: kind 0 its title and examples, 1 its passages.
    CREATE TABLE IF NOT EXISTS meaning (
        article_id TEXT NOT NULL, kind INTEGER NOT NULL, hash TEXT NOT NULL, bytes BLOB NOT NULL,
        PRIMARY KEY (article_id, kind, hash)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS word (word TEXT NOT NULL, stem TEXT NOT NULL, articles INTEGER NOT NULL,
        PRIMARY KEY (word, stem)) WITHOUT ROWID;
)";

// Passages, a few kilobytes each.
constexpr std::size_t most_in_memory = 10'000;

std::string joined(const std::vector<std::string>& parts, std::string_view separator)
{
    std::string out;
    for (const auto& part : parts) {
        if (!out.empty()) out += separator;
        out += part;
    }
    return out;
}

// Part of every article's hash: a new number makes the next import index all of them again.
constexpr auto index_format = "2";

constexpr int kind_asked = 0;
constexpr int kind_said = 1;

struct Meant
{
    int kind = 0;
    std::string text;
};

// The texts whose meaning is compared with a question.
std::vector<Meant> meant_by(const Article& article)
{
    std::vector<Meant> out;
    // The encoder knows English alone.
    if (article.visibility != "public" || !article.locale.starts_with("en")) return out;
    out.push_back({kind_asked, article.title});
    for (const auto& example : article.examples)
        out.push_back({kind_asked, example});
    for (const auto& chunk : chunk_body(article.body)) {
        const auto heading = chunk.heading.empty() ? std::string() : chunk.heading + ". ";
        out.push_back({kind_said, article.title + ". " + heading + chunk.text});
    }
    return out;
}

std::string stems_of(std::string_view text, const std::string& locale)
{
    return joined(stems(text, locale), " ");
}

std::string stems_of_examples(const Article& article)
{
    std::vector<std::string> each;
    for (const auto& example : article.examples)
        each.push_back(stems_of(example, article.locale));
    return joined(each, " | ");
}

std::vector<std::string> split_lines(const std::string& text)
{
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

// Which articles hold a stem, and as which words.
class WordCount
{
public:
    void add(const Article& article, std::string_view text)
    {
        for (const auto& word : words(text)) {
            if (is_stop_word(word)) continue;
            auto stemmed = stem(word, article.locale);
            forms_.emplace(word, stemmed);
            articles_[std::move(stemmed)].insert(article.id);
        }
    }

    void store(SQLite::Database& db) const
    {
        SQLite::Statement insert(db, "INSERT INTO word (word, stem, articles) VALUES (?, ?, ?)");
        for (const auto& [word, stemmed] : forms_) {
            insert.reset();
            insert.bind(1, word);
            insert.bind(2, stemmed);
            insert.bind(3, static_cast<std::int64_t>(articles_.at(stemmed).size()));
            insert.exec();
        }
    }

private:
    std::set<std::pair<std::string, std::string>> forms_;
    std::map<std::string, std::set<std::string>> articles_;
};

void insert_article(SQLite::Database& db, const Article& article)
{
    SQLite::Statement insert(db, "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, article.id);
    insert.bind(2, article.title);
    insert.bind(3, article.topic);
    insert.bind(4, article.locale);
    insert.bind(5, article.visibility);
    insert.bind(6, article.updated);
    insert.bind(7, article.valid_until);
    insert.bind(8, article.handoff ? 1 : 0);
    insert.bind(9, joined(article.examples, "\n"));
    insert.bind(10, article.body);
    insert.bind(11, content_hash(article));
    insert.exec();
}

void insert_passages(SQLite::Database& db, const Article& article, WordCount& counts)
{
    SQLite::Statement passage(
        db, "INSERT INTO passage (article_id, ordinal, heading, text) VALUES (?, ?, ?, ?)"
    );
    SQLite::Statement indexed(
        db,
        "INSERT INTO passage_stems (rowid, title, heading, examples, lead, body) VALUES (?, ?, ?, ?, ?, ?)"
    );
    const auto title = stems_of(article.title, article.locale);
    const auto examples = stems_of_examples(article);
    counts.add(article, article.title);
    for (const auto& example : article.examples)
        counts.add(article, example);
    int ordinal = 0;
    std::string lead;
    for (const auto& chunk : chunk_body(article.body)) {
        const auto body = stems_of(chunk.text, article.locale);
        if (ordinal == 0) lead = body;
        passage.reset();
        passage.bind(1, article.id);
        passage.bind(2, ordinal++);
        passage.bind(3, chunk.heading);
        passage.bind(4, chunk.text);
        passage.exec();
        indexed.reset();
        indexed.bind(1, db.getLastInsertRowid());
        indexed.bind(2, title);
        indexed.bind(3, stems_of(chunk.heading, article.locale));
        indexed.bind(4, examples);
        indexed.bind(5, lead);
        indexed.bind(6, ordinal == 1 ? std::string() : body);
        indexed.exec();
        counts.add(article, chunk.heading);
        counts.add(article, chunk.text);
    }
}

void insert_meanings(
    SQLite::Database& db, const Article& article, const std::map<std::string, std::string>& meanings
)
{
    SQLite::Statement insert(
        db, "INSERT OR IGNORE INTO meaning (article_id, kind, hash, bytes) VALUES (?, ?, ?, ?)"
    );
    for (const auto& meant : meant_by(article)) {
        const auto hash = sha256_hex(meant.text);
        const auto& bytes = meanings.at(hash);
        if (bytes.empty()) continue;
        insert.reset();
        insert.bind(1, article.id);
        insert.bind(2, meant.kind);
        insert.bind(3, hash);
        insert.bind(4, bytes.data(), static_cast<int>(bytes.size()));
        insert.exec();
    }
}

// What stands for an article when letters are compared: the title twice as much as all else.
std::string spelt(const std::string& title, const std::string& examples, const std::string& body)
{
    return title + "\n" + title + "\n" + examples + "\n" + body;
}

// An FTS5 expression: any of the stems. Quoted, so nothing a customer types is an operator.
std::string match_expression(const std::vector<QueryTerm>& question)
{
    std::set<std::string> stems_wanted;
    for (const auto& term : question) {
        for (const auto& variant : term.variants)
            stems_wanted.insert(variant.stem);
    }
    std::string out;
    for (const auto& stemmed : stems_wanted) {
        if (!out.empty()) out += " OR ";
        out.append("\"").append(stemmed).append("\"");
    }
    return out;
}

} // namespace

std::string content_hash(const Article& article)
{
    std::string all;
    for (const auto& part :
         {std::string(index_format),
          article.id,
          article.title,
          article.topic,
          article.locale,
          article.visibility,
          article.updated,
          article.valid_until,
          std::string(article.handoff ? "1" : "0"),
          joined(article.examples, "\n"),
          article.body}) {
        all.append(std::to_string(part.size())).append(":").append(part);
    }
    return sha256_hex(all);
}

KnowledgeStore::KnowledgeStore(const std::filesystem::path& file, const Embedder& embedder)
    : db_(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, 5'000),
      embedder_(embedder)
{
    db_.exec(schema);
}

std::map<std::string, std::string> KnowledgeStore::hashes()
{
    std::map<std::string, std::string> out;
    SQLite::Statement query(db_, "SELECT id, hash FROM article");
    while (query.executeStep())
        out.emplace(query.getColumn(0).getString(), query.getColumn(1).getString());
    return out;
}

void KnowledgeStore::replace_all(const std::vector<Article>& articles, const std::string& version)
{
    forget();
    const auto meanings = meanings_of(articles);
    SQLite::Transaction transaction(db_, SQLite::TransactionBehavior::IMMEDIATE);
    db_.exec("DELETE FROM article; DELETE FROM passage; DELETE FROM passage_stems; DELETE FROM word; "
             "DELETE FROM meaning;");
    WordCount counts;
    for (const auto& article : articles) {
        insert_article(db_, article);
        // What may not be quoted need not be found, nor its words known.
        if (article.visibility == "public") insert_passages(db_, article, counts);
        insert_meanings(db_, article, meanings);
    }
    counts.store(db_);
    SQLite::Statement meta(db_, "INSERT OR REPLACE INTO meta (key, value) VALUES ('version', ?)");
    meta.bind(1, version);
    meta.exec();
    transaction.commit();
}

KnowledgeStore::Meanings KnowledgeStore::meanings_of(const std::vector<Article>& articles)
{
    Meanings known;
    SQLite::Statement query(db_, "SELECT hash, bytes FROM meaning");
    while (query.executeStep())
        known.emplace(query.getColumn(0).getString(), query.getColumn(1).getString());
    Meanings out;
    for (const auto& article : articles) {
        for (const auto& meant : meant_by(article)) {
            auto hash = sha256_hex(meant.text);
            if (out.contains(hash)) continue;
            const auto found = known.find(hash);
            auto bytes = found != known.end() ? found->second : to_bytes(embedder_.embed(meant.text));
            out.emplace(std::move(hash), std::move(bytes));
        }
    }
    return out;
}

std::vector<Article> KnowledgeStore::articles()
{
    std::vector<Article> out;
    SQLite::Statement query(
        db_,
        "SELECT id, title, topic, locale, visibility, updated, valid_until, handoff, examples, body FROM "
        "article ORDER BY id"
    );
    while (query.executeStep()) {
        Article article;
        article.id = query.getColumn(0).getString();
        article.title = query.getColumn(1).getString();
        article.topic = query.getColumn(2).getString();
        article.locale = query.getColumn(3).getString();
        article.visibility = query.getColumn(4).getString();
        article.updated = query.getColumn(5).getString();
        article.valid_until = query.getColumn(6).getString();
        article.handoff = query.getColumn(7).getInt() != 0;
        article.examples = split_lines(query.getColumn(8).getString());
        article.body = query.getColumn(9).getString();
        out.push_back(std::move(article));
    }
    return out;
}

std::string KnowledgeStore::version()
{
    SQLite::Statement query(db_, "SELECT value FROM meta WHERE key = 'version'");
    return query.executeStep() ? query.getColumn(0).getString() : std::string();
}

std::shared_ptr<const Vocabulary> KnowledgeStore::load_vocabulary()
{
    std::vector<Vocabulary::Entry> entries;
    SQLite::Statement query(db_, "SELECT word, stem, articles FROM word");
    while (query.executeStep()) {
        entries.push_back(
            {query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getUInt()}
        );
    }
    const auto articles =
        db_.execAndGet("SELECT count(*) FROM article WHERE visibility = 'public'").getInt64();
    return std::make_shared<Vocabulary>(std::move(entries), static_cast<std::size_t>(articles));
}

std::shared_ptr<const ArticleLikeness> KnowledgeStore::load_likeness()
{
    auto likeness = std::make_shared<ArticleLikeness>();
    std::map<std::string, std::uint32_t> numbers;
    SQLite::Statement articles(
        db_, "SELECT id, title, examples, body FROM article WHERE visibility = 'public' ORDER BY id"
    );
    while (articles.executeStep()) {
        const auto id = articles.getColumn(0).getString();
        const auto text = spelt(
            articles.getColumn(1).getString(),
            articles.getColumn(2).getString(),
            articles.getColumn(3).getString()
        );
        numbers.emplace(id, likeness->add_article(id, text));
    }
    SQLite::Statement meanings(db_, "SELECT article_id, kind, bytes FROM meaning");
    while (meanings.executeStep()) {
        const auto number = numbers.find(meanings.getColumn(0).getString());
        if (number == numbers.end()) continue;
        const auto bytes = meanings.getColumn(2).getString();
        if (meanings.getColumn(1).getInt() == kind_asked)
            likeness->add_asked(number->second, bytes);
        else
            likeness->add_said(number->second, bytes);
    }
    likeness->finish();
    return likeness;
}

std::int64_t KnowledgeStore::data_version() { return db_.execAndGet("PRAGMA data_version").getInt64(); }

std::vector<Candidate>
KnowledgeStore::find(const std::vector<QueryTerm>& question, const std::string& today, std::size_t limit)
{
    const auto expression = match_expression(question);
    std::vector<Candidate> out;
    if (expression.empty()) return out;
    // What passages say is kept in memory: carrying it through the sorting costs several times the search.
    SQLite::Statement query(db_, R"(
        SELECT rowid FROM passage_stems WHERE passage_stems MATCH ?
        ORDER BY bm25(passage_stems, 4.0, 2.0, 4.0, 2.0, 0.5)
    )");
    query.bind(1, expression);
    while (out.size() < limit && query.executeStep()) {
        const auto& found = passage(query.getColumn(0).getInt64());
        const bool gone = found.candidate.passage.article_id.empty(); // an import came in between
        const bool valid = found.valid_until.empty() || found.valid_until >= today;
        if (valid && !gone) out.push_back(found.candidate);
    }
    return out;
}

std::vector<Candidate> KnowledgeStore::find_article(const std::string& id, const std::string& today)
{
    std::vector<Candidate> out;
    // Only what is public has passages.
    SQLite::Statement query(db_, "SELECT id FROM passage WHERE article_id = ? ORDER BY ordinal");
    query.bind(1, id);
    while (query.executeStep()) {
        const auto& found = passage(query.getColumn(0).getInt64());
        if (found.valid_until.empty() || found.valid_until >= today) out.push_back(found.candidate);
    }
    return out;
}

const KnowledgeStore::Known& KnowledgeStore::passage(std::int64_t id)
{
    if (const auto kept = passages_.find(id); kept != passages_.end()) return kept->second;
    if (passages_.size() >= most_in_memory) passages_.clear();
    SQLite::Statement query(db_, R"(
        SELECT p.article_id, a.title, p.heading, p.text, a.topic, a.locale, a.handoff, p.ordinal,
               s.title, s.heading, s.examples, s.lead, s.body, a.valid_until
        FROM passage p JOIN article a ON a.id = p.article_id JOIN passage_stems s ON s.rowid = p.id
        WHERE p.id = ?
    )");
    query.bind(1, id);
    Known known;
    if (query.executeStep()) {
        auto& [passage, ordinal, stems] = known.candidate;
        passage.article_id = query.getColumn(0).getString();
        passage.title = query.getColumn(1).getString();
        passage.heading = query.getColumn(2).getString();
        passage.text = query.getColumn(3).getString();
        passage.topic = query.getColumn(4).getString();
        passage.locale = query.getColumn(5).getString();
        passage.handoff = query.getColumn(6).getInt() != 0;
        ordinal = query.getColumn(7).getInt();
        stems = {
            query.getColumn(8).getString(),
            query.getColumn(9).getString(),
            query.getColumn(10).getString(),
            query.getColumn(11).getString(),
            query.getColumn(12).getString()
        };
        known.valid_until = query.getColumn(13).getString();
    }
    return passages_.insert_or_assign(id, std::move(known)).first->second;
}

} // namespace tandem::bot
