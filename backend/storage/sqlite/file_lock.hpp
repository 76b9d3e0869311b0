#pragma once

#include <filesystem>
#include <memory>

namespace tandem::storage::sqlite {

// Holds `FILE.lock` for as long as it lives, so that one process works on a file at a time. The system
// frees the lock when the process ends, however it ends; the empty lock file stays. Throws
// std::runtime_error with a sentence for the operator when somebody else holds it.
class FileLock
{
public:
    explicit FileLock(const std::filesystem::path& file);

    // Null when somebody else holds it.
    [[nodiscard]] static std::unique_ptr<FileLock> try_lock(const std::filesystem::path& file);

    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

} // namespace tandem::storage::sqlite
