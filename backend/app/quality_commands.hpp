#pragma once

#include <filesystem>
#include <optional>
#include <vector>

// The subcommands that train and measure what needs no language model. Each returns the exit code and
// throws std::exception with a sentence for the operator when it cannot.

namespace tandem::app {

struct TrainCommand
{
    std::filesystem::path examples; // a file or a folder
    std::filesystem::path out;      // the model
    std::size_t folds = 5;
    bool background = true;
    bool vectors = true;
};
int train(const TrainCommand& command);

struct EvaluateIntentsCommand
{
    std::vector<std::filesystem::path> examples; // trained on; without them `model` is read
    std::filesystem::path model;
    std::filesystem::path test;                  // text and label, label "oos" for out of scope
    std::filesystem::path pred;                  // written: label and confidence, a line for each of `test`
    std::vector<std::filesystem::path> oos;      // more test files
    std::vector<std::filesystem::path> oos_pred; // written for each of them
    std::vector<std::filesystem::path> dev;      // for choosing thresholds
    std::optional<double> threshold;
    bool background = true;
    bool vectors = true;
};
int evaluate_intents(const EvaluateIntentsCommand& command);

struct EvaluateRetrievalCommand
{
    std::filesystem::path articles; // lines of JSON with id, title, text
    std::filesystem::path queries;  // query and doc_id
    std::filesystem::path ranking;  // written: ids, best first, a line for each query
};
int evaluate_retrieval(const EvaluateRetrievalCommand& command);

struct EvaluateConversationsCommand
{
    std::filesystem::path articles;      // lines of JSON with id, title, text, handoff
    std::filesystem::path conversations; // lines of JSON with id and turns, each with what the user says
    std::filesystem::path
        intents;               // examples or a model; its intents are named like the articles. May be empty
    std::filesystem::path out; // written: what the bot did, a line of JSON for each conversation
    std::optional<double> confident; // instead of the default of `bot.confident`
};
int evaluate_conversations(const EvaluateConversationsCommand& command);

} // namespace tandem::app
