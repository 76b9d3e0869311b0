#pragma once

#include "backend/app/config.hpp"

#include <memory>

namespace tandem::app {

// One process that serves: everything wired together. The only place that names concrete classes.
class Node
{
public:
    // Opens the store and binds the port. Throws std::runtime_error with a sentence for the operator.
    explicit Node(Config config);
    ~Node();

    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    // Serves until SIGTERM or SIGINT, then drains and returns. Prints "listening on ADDRESS:PORT" when it
    // is ready.
    void run();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace tandem::app
