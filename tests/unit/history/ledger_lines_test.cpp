#include "tests/support/history/ledger_lines.hpp"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <sstream>

using namespace tandem;
using namespace tandem::history;

namespace {

const Ledger example{
    .client = "ada \"the first\"",
    .kind = protocol::ActorKind::customer,
    .actor_id = "cus_1",
    .entries =
        {
            Invoked{
                ClientMsgId("a1"), "message.send", ConversationId("cnv_a"), hash_of_text("hi"), std::nullopt
            },
            Invoked{ClientMsgId("a2"), "conversation.accept", ConversationId("cnv_a"), {}, Epoch{7}},
            Accepted{ClientMsgId("a1"), ConversationId("cnv_a"), 3},
            Rejected{ClientMsgId("a2"), Errc::already_taken},
            Opened{ConversationId("cnv_a"), 2},
            Shown{ConversationId("cnv_a"), 3, "message.accepted", hash_of_text("hi"), {"packet", "note"}},
            Left{ConversationId("cnv_a")},
        },
};

std::string lines_of(const Ledger& ledger)
{
    std::string out = heading(ledger) + "\n";
    for (const auto& entry : ledger.entries)
        out += to_line(entry) + "\n";
    return out;
}

} // namespace

class LedgerLinesTest : public QObject
{
    Q_OBJECT

private slots:
    void a_ledger_comes_back_from_its_lines()
    {
        std::istringstream in(lines_of(example));
        const auto read = read_ledger(in);
        QVERIFY(read.has_value());
        QCOMPARE(read->client, example.client);
        QCOMPARE(read->kind, example.kind);
        QCOMPARE(read->actor_id, example.actor_id);
        QVERIFY(read->entries == example.entries);
    }

    void a_line_that_was_cut_off_is_left_out()
    {
        auto text = lines_of(example);
        text.resize(text.size() - 5);
        std::istringstream in(text);
        const auto read = read_ledger(in);
        QVERIFY(read.has_value());
        QCOMPARE(read->entries.size(), example.entries.size() - 1);
    }

    void a_line_that_is_none_of_ours_is_named()
    {
        for (const auto* line :
             {"{}", "nonsense", "{\"entry\":\"shown\"}", "{\"entry\":\"other\"}", "[]"}) {
            std::istringstream in(heading(example) + "\n" + line + "\n");
            const auto read = read_ledger(in);
            QVERIFY(!read.has_value());
            QCOMPARE(read.error().detail, std::string("line 2"));
        }
    }

    void a_file_has_each_entry_as_soon_as_it_was_added()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath("ada.jsonl").toStdString();
        LedgerFile file(path, example);
        for (std::size_t i = 0; i < example.entries.size(); ++i) {
            file.add(example.entries[i]);
            std::ifstream in(path);
            QCOMPARE(read_ledger(in).value().entries.size(), i + 1);
        }
    }
};

QTEST_GUILESS_MAIN(LedgerLinesTest)
#include "ledger_lines_test.moc"
