# tandem_translations(TARGET NAME LANGUAGE…): compiles resources/translations/NAME_LANGUAGE.ts into TARGET, where Qt finds
# them under :/translations.
find_program(TANDEM_LRELEASE NAMES lrelease lrelease6 HINTS /usr/lib/qt6/bin REQUIRED)

function(tandem_translations target name)
  foreach(language ${ARGN})
    set(from "${CMAKE_SOURCE_DIR}/resources/translations/${name}_${language}.ts")
    set(to "${CMAKE_CURRENT_BINARY_DIR}/${name}_${language}.qm")
    add_custom_command(OUTPUT "${to}" COMMAND ${TANDEM_LRELEASE} -silent "${from}" -qm "${to}" DEPENDS "${from}" VERBATIM)
    list(APPEND compiled "${to}")
  endforeach()
  qt_add_resources(${target} translations PREFIX /translations BASE "${CMAKE_CURRENT_BINARY_DIR}" FILES ${compiled})
endfunction()
