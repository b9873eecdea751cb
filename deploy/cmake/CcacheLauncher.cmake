# Compile through ccache where it is installed.
#
# pch_defines and time_macros are what ccache asks for before it caches files that use a
# precompiled header. The base directory makes a second clone hit the first one's cache.
find_program(FACTCHECK_CCACHE ccache)
if(FACTCHECK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(_launcher
      /usr/bin/env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}"
      CCACHE_NOHASHDIR=1
      "${FACTCHECK_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${_launcher}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${_launcher}")
endif()
