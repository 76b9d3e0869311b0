# tandem_fuzz(NAME SOURCE target.cpp LINK layers… CORPUS folder)
#
# SOURCE defines LLVMFuzzerTestOneInput. Two programs come of it:
#   NAME             libFuzzer's, only when TANDEM_FUZZ is on: bin/NAME -max_total_time=600 <corpus>
#   NAME_regression  always: feeds every file of CORPUS once, as a CTest test labelled fuzz
# CORPUS is relative to the caller's folder, checked in and small.
include_guard(GLOBAL)

function(tandem_fuzz name)
  cmake_parse_arguments(ARG "" "SOURCE;CORPUS" "LINK" ${ARGN})
  add_executable(${name}_regression ${ARG_SOURCE} "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/regression_main.cpp")
  target_link_libraries(${name}_regression PRIVATE tandem_options ${ARG_LINK})
  if(TANDEM_FUZZ)
    # The whole program is instrumented (TandemBuild.cmake); a main of our own then needs the runtime without its main.
    target_link_options(${name}_regression PRIVATE -fsanitize=fuzzer-no-link)
    add_executable(${name} ${ARG_SOURCE})
    target_link_libraries(${name} PRIVATE tandem_options ${ARG_LINK})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  endif()
  add_test(NAME ${name}_regression COMMAND ${name}_regression "${CMAKE_CURRENT_SOURCE_DIR}/${ARG_CORPUS}")
  set_tests_properties(${name}_regression PROPERTIES LABELS fuzz TIMEOUT 60)
endfunction()
