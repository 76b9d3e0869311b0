#include "backend/storage/sqlite/file_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace tandem::storage::sqlite {

namespace {

std::string lock_name(const std::filesystem::path& file) { return file.string() + ".lock"; }

int open_lock(const std::string& name)
{
    const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        throw std::runtime_error(
            "Cannot open " + name + ": " + std::generic_category().message(errno) + "."
        );
    }
    return descriptor;
}

// False when somebody else holds it; the descriptor is then closed.
bool lock_or_close(int descriptor, const std::string& name)
{
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
    const int reason = errno;
    ::close(descriptor);
    if (reason == EWOULDBLOCK) return false;
    throw std::runtime_error("Cannot lock " + name + ": " + std::generic_category().message(reason) + ".");
}

} // namespace

FileLock::FileLock(const std::filesystem::path& file) : descriptor_(open_lock(lock_name(file)))
{
    if (lock_or_close(descriptor_, lock_name(file))) return;
    throw std::runtime_error(
        "Another process is using " + file.string() + ". Stop it first, or give this one a file of its own."
    );
}

std::unique_ptr<FileLock> FileLock::try_lock(const std::filesystem::path& file)
{
    const int descriptor = open_lock(lock_name(file));
    if (!lock_or_close(descriptor, lock_name(file))) return nullptr;
    return std::unique_ptr<FileLock>(new FileLock(descriptor));
}

FileLock::~FileLock() { ::close(descriptor_); }

} // namespace tandem::storage::sqlite
