#pragma once

#include <QTemporaryDir>
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tandem::testing {

// Stands between a client and a PostgreSQL server and cuts connections in the middle of a COMMIT: the one
// moment in which a client cannot know what became of its transaction. Both sides use Unix sockets.
class CuttingProxy
{
public:
    // `server_url` as PostgresCluster::new_database gives it.
    explicit CuttingProxy(const std::string& server_url);
    ~CuttingProxy();
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    // The same database, through the proxy.
    [[nodiscard]] std::string url() const { return url_; }

    enum class Cut {
        never,
        before, // the server never sees the COMMIT
        after,  // the server has committed, and the client never hears of it
    };

    // The next `times` commits, on whatever connection.
    void cut(Cut where, int times);

    // Cuts that have happened.
    [[nodiscard]] int cuts() const { return cuts_; }

private:
    void accept();
    void serve(int client);
    [[nodiscard]] Cut take_cut();

    QTemporaryDir folder_;
    std::string server_socket_;
    std::string url_;
    int listener_ = -1;
    std::atomic<int> cuts_ = 0;
    std::atomic<bool> stopping_ = false;

    std::mutex mutex_;
    Cut where_ = Cut::never;            // guarded by mutex_
    int times_ = 0;                     // guarded by mutex_
    std::vector<std::thread> sessions_; // guarded by mutex_
    std::thread thread_;                // last: uses all of the above
};

} // namespace tandem::testing
