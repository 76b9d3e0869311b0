#pragma once

#include "shared/protocol/messages.hpp"
#include "tests/load/guest.hpp"

#include <vector>

namespace tandem::load {

// A customer of Tandem: a visitor key, one conversation, ids that make a repetition harmless, resume after
// every loss of the connection. Keeps what it was told about each of its messages, and no texts.
class Customer final : public Guest
{
public:
    Customer(House& house, int number, std::uint32_t source);

    void connect() override;
    void check() override;
    void give_up_checking() override;
    void ask_for_person() override;
    void drop(Span pause) override;
    [[nodiscard]] bool available() const override { return welcome_ && !retired_; }

    void opened() override;
    void heard(std::string_view text) override;
    void closed(std::uint16_t code) override;

private:
    enum class Fate : std::uint8_t { open, accepted, refused };

    void say() override;
    void send_message(std::size_t index);
    [[nodiscard]] ClientMsgId id_of(std::size_t index) const;
    [[nodiscard]] std::optional<std::size_t> index_of(const ClientMsgId& id) const;
    void connect_later();
    void beat(std::uint64_t connection);
    void come_as_somebody_else();

    [[nodiscard]] bool heard_delta(std::string_view text);
    void heard_text_at(Seq turn, std::uint64_t offset, std::uint64_t points);
    void handle(const protocol::Welcome& welcome);
    void handle(const protocol::Accepted& accepted);
    void handle(const protocol::Rejected& rejected);
    void handle(const protocol::EventFrame& frame);
    void handle(const protocol::Resumed& resumed);
    void handle(const protocol::TurnSnapshot& snapshot);
    void handle(const protocol::TurnFailed& failed);
    void handle(const protocol::HistoryPage& page);
    template <class T>
    void handle(const T&)
    {}

    void read_on();
    void note_back();
    void compare();

    std::string key_;
    ConversationId conversation_;
    std::vector<Fate> told_; // of each message, in the order they were said
    std::size_t start_ = 0;  // of them, the one that began the conversation
    bool welcome_ = false;
    bool retired_ = false; // a person has the conversation: nobody answers here
    bool asked_ = false;   // for a person
    bool checking_ = false;
    Seq last_seq_ = 0;
    Seq turn_ = 0; // the message that the answer in progress is for
    std::uint64_t delta_end_ = 0;
    std::uint64_t connection_ = 0; // counts them
    Time lost_{};                  // when the last connection went, while there is none
    Time spoke_{};
    Millis heartbeat_{0};
    int attempts_ = 0;

    // While the log is read.
    unsigned check_ = 0; // counts them
    Seq read_ = 0;
    std::vector<std::uint8_t> found_;
    std::vector<Seq> answered_turns_;
};

} // namespace tandem::load
