#include "tests/support/model_server/model_server.hpp"

#include <cstdlib>
#include <iostream>
#include <string_view>

// tandem-model-server [--port N] [--first MS] [--every MS] [--tokens N]; see script.hpp for what messages
// can ask for.

int main(int argc, char** argv)
{
    std::uint16_t port = 0;
    tandem::testing::Script script;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        const int value = std::atoi(argv[i + 1]);
        if (name == "--port")
            port = std::uint16_t(value);
        else if (name == "--first")
            script.first_ms = value;
        else if (name == "--every")
            script.every_ms = value;
        else if (name == "--tokens")
            script.tokens = value;
        else {
            std::cerr << "unknown option " << name << "\n";
            return 2;
        }
    }
    boost::asio::io_context loop{1};
    tandem::testing::ModelServer server(loop, port, script);
    server.start();
    std::cout << "listening on 127.0.0.1:" << server.port() << std::endl;
    loop.run();
    return 0;
}
