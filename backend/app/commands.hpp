#pragma once

#include "backend/bot/knowledge/import/article_source.hpp"

#include <filesystem>
#include <string>
#include <vector>

// What the subcommands of `tandem` do. Each returns the exit code and throws std::exception with a sentence
// for the operator when it cannot.

namespace tandem::app {

int serve(const std::filesystem::path& config);

int agent_add(
    const std::filesystem::path& config,
    const std::string& login,
    const std::string& name,
    const std::string& role
);
int agent_list(const std::filesystem::path& config);
int agent_disable(const std::filesystem::path& config, const std::string& login, bool disabled);
int agent_password(const std::filesystem::path& config, const std::string& login);

int knowledge_import(
    const std::filesystem::path& config,
    const std::vector<std::filesystem::path>& sources,
    const bot::ArticleDefaults& defaults
);
int knowledge_check(const std::filesystem::path& config); // 1 when there are findings
int knowledge_list(const std::filesystem::path& config);

int config_check(const std::filesystem::path& config);
int config_print(const std::filesystem::path& config);
int config_reference_print();

// 0 when every log is whole, 3 when something was found.
int verify(const std::filesystem::path& config);

} // namespace tandem::app
