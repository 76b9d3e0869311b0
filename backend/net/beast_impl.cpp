// Beast's own sources, compiled here once for the whole program.
#include <boost/beast/src.hpp>
