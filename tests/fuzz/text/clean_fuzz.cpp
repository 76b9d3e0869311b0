#include "shared/text/clean.hpp"
#include "shared/text/code_points.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// Any bytes: the result is well-formed and cleaning it again changes nothing.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tandem::text;
    const std::string once = clean({reinterpret_cast<const char*>(data), size});
    if (to_valid_utf8(once) != once || clean(once) != once) std::abort();
    return 0;
}
