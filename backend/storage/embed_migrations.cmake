# cmake -DENGINE=… -DFOLDER=… -DOUTPUT=… -P embed_migrations.cmake: writes the numbered SQL files of a folder into a C++
# source, so that the binary needs no files beside it.

file(GLOB files "${FOLDER}/[0-9][0-9][0-9][0-9]_*.sql")
list(SORT files)

set(rows "")
set(expected 0)
foreach(file ${files})
  math(EXPR expected "${expected} + 1")
  get_filename_component(name "${file}" NAME_WE)
  string(REGEX REPLACE "^0*([0-9]+)_.*$" "\\1" version "${name}")
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "${file}: migrations are numbered 0001, 0002 … without a gap")
  endif()
  file(READ "${file}" sql)
  set(oldest_build "${version}")
  if(sql MATCHES "-- oldest_build: ([0-9]+)")
    set(oldest_build "${CMAKE_MATCH_1}")
  endif()
  string(APPEND rows "    {${version}, \"${name}\", R\"sql(${sql})sql\", ${oldest_build}},\n")
endforeach()

file(WRITE "${OUTPUT}" "#include \"backend/storage/${ENGINE}/migrations.hpp\"

namespace tandem::storage::${ENGINE} {

namespace {

constexpr Migration migrations[] = {
${rows}};

} // namespace

std::span<const Migration> embedded_migrations() { return migrations; }

} // namespace tandem::storage::${ENGINE}
")
