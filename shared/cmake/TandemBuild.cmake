# How every target of this project is compiled: language, warnings, hardening, sanitizers, cache, precompiled headers.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# moc 6.4 told that the compiler speaks C++23 follows the standard library into concepts, which it cannot parse.
set(CMAKE_AUTOMOC_COMPILER_PREDEFINES OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_program(TANDEM_CCACHE ccache)
if(TANDEM_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_CURRENT_LIST_DIR}/compile_cached" "${CMAKE_SOURCE_DIR}")
endif()

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)

add_library(tandem_options INTERFACE)
target_include_directories(tandem_options INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/backend")
target_compile_options(tandem_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Werror
  -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Left-out members of a designated initializer take their defaults: that is what they are for.
  target_compile_options(tandem_options INTERFACE -Xclang -fno-pch-timestamp -Wno-missing-designated-field-initializers)
  add_link_options(-fuse-ld=lld)
endif()
target_compile_definitions(tandem_options INTERFACE
  _GLIBCXX_ASSERTIONS
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(tandem_options INTERFACE Threads::Threads Boost::headers)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(tandem_options INTERFACE -D_FORTIFY_SOURCE=2)
  add_link_options(-Wl,-z,relro,-z,now)
endif()

if(TANDEM_SANITIZE)
  list(JOIN TANDEM_SANITIZE "," sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${sanitizers})
  if("address" IN_LIST TANDEM_SANITIZE)
    # Asio's recycling of frames and blocks hides use-after-free from ASan.
    add_compile_definitions(BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING BOOST_ASIO_DISABLE_SMALL_BLOCK_RECYCLING)
  endif()
  if("thread" IN_LIST TANDEM_SANITIZE)
    # TSan does not understand stand-alone fences.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()
if(TANDEM_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# tandem_layer(NAME SOURCES … LINK …): one folder of the house as a static library. What it does not link, it cannot
# see at link time; headers of other layers are reached by path, so LINK is also the list of allowed arrows.
function(tandem_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC tandem_options ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
  if(TARGET tandem_pch AND NOT name STREQUAL "tandem_pch")
    target_precompile_headers(${name} REUSE_FROM tandem_pch)
  endif()
endfunction()
