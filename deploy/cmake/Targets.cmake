# The few functions through which every directory declares its target.
#
#   factcheck_library(NAME [PCH LEVEL] SOURCES ... [PUBLIC ...] [PRIVATE ...])
#   factcheck_executable(NAME [PCH LEVEL] SOURCES ... [PRIVATE ...])
#   factcheck_test(NAME [PCH LEVEL] SOURCES ... [PRIVATE ...] [LABELS ...] [TIMEOUT SECONDS])
#   factcheck_add_subdirectories(DIR...)
#
# PUBLIC and PRIVATE are libraries to link; PUBLIC means that they appear in our headers.
# A library without a .cc file becomes an INTERFACE one. LEVEL names a shared precompiled
# header: BASE (standard library and Abseil), PROTO (and protobuf), GRPC (and gRPC); none by
# default. A layer may only ask for the level that it may include.
# A test gets GoogleTest, GoogleMock and their main, runs each of its cases as one ctest case,
# and is killed after TIMEOUT (120 by default) seconds a case.
include_guard(GLOBAL)
include(GoogleTest)

# What every target of ours is compiled with.
add_library(factcheck_options INTERFACE)
target_include_directories(factcheck_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_link_libraries(factcheck_options INTERFACE Threads::Threads)
target_compile_options(
  factcheck_options
  INTERFACE
    -Wall
    -Wextra
    -Wpedantic
    # Designated initialisers that leave a field at its default are how we call.
    -Wno-missing-field-initializers
    $<$<BOOL:${FACTCHECK_WERROR}>:-Werror>
    # False alarms of g++ 12 in inlined std::string and std::optional (GCC bugs 105329, 105562).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-array-bounds>
    # A program that was given other macros compiles the headers afresh.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-error=invalid-pch>)

if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=thread")
  include(ThreadSanitizer)
endif()

set(_factcheck_pch_BASE
    <algorithm> <atomic> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional>
    <ostream> <span> <string> <string_view> <thread> <utility> <variant> <vector>
    <absl/container/flat_hash_map.h> <absl/functional/any_invocable.h> <absl/status/status.h>
    <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/synchronization/mutex.h>
    <absl/time/time.h>)
set(_factcheck_pch_PROTO
    ${_factcheck_pch_BASE} <google/protobuf/descriptor.h> <google/protobuf/message.h>
    <google/protobuf/generated_message_reflection.h> <google/protobuf/timestamp.pb.h>
    <google/protobuf/duration.pb.h> <google/protobuf/field_mask.pb.h>
    <google/protobuf/any.pb.h>)
set(_factcheck_pch_GRPC ${_factcheck_pch_PROTO} <grpcpp/grpcpp.h>)

# A header is compiled by the first target that asks for it, so unused ones cost nothing.
foreach(_level BASE PROTO GRPC)
  if(_level STREQUAL "GRPC" AND NOT FACTCHECK_WITH_GRPC)
    continue()
  endif()
  foreach(_for_tests "" _test)
    string(TOLOWER "factcheck_pch_${_level}${_for_tests}" _host)
    set(_source "${PROJECT_BINARY_DIR}/pch/${_host}.cc")
    if(NOT EXISTS "${_source}")
      file(WRITE "${_source}" "")
    endif()
    add_library(${_host} OBJECT EXCLUDE_FROM_ALL "${_source}")
    target_link_libraries(${_host} PRIVATE factcheck_options absl::statusor)
    if(NOT _level STREQUAL "BASE")
      target_link_libraries(${_host} PRIVATE protobuf::libprotobuf)
    endif()
    if(_level STREQUAL "GRPC")
      target_link_libraries(${_host} PRIVATE gRPC::grpc++)
    endif()
    set(_headers ${_factcheck_pch_${_level}})
    if(_for_tests)
      target_link_libraries(${_host} PRIVATE GTest::gmock)
      list(APPEND _headers <gmock/gmock.h> <gtest/gtest.h>)
    endif()
    target_precompile_headers(${_host} PRIVATE ${_headers})
    # ccache reads the precompiled header's own text instead of its unstable binary.
    target_compile_options(${_host} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endforeach()
endforeach()

function(factcheck_pch target level)
  string(TOLOWER "factcheck_pch_${level}" host)
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${host})
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
endfunction()

function(factcheck_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PCH" "SOURCES;PUBLIC;PRIVATE")
  set(compiled ${arg_SOURCES})
  list(FILTER compiled INCLUDE REGEX "\\.cc$")
  if(compiled)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC factcheck_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    if(arg_PCH)
      factcheck_pch(${name} ${arg_PCH})
    endif()
  else()
    add_library(${name} INTERFACE)
    target_sources(${name} PRIVATE ${arg_SOURCES})
    target_link_libraries(${name} INTERFACE factcheck_options ${arg_PUBLIC})
  endif()
endfunction()

function(factcheck_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PCH" "SOURCES;PRIVATE")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE factcheck_options ${arg_PRIVATE})
  if(arg_PCH)
    factcheck_pch(${name} ${arg_PCH})
  endif()
endfunction()

function(factcheck_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PCH;TIMEOUT" "SOURCES;PRIVATE;LABELS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE factcheck_options ${arg_PRIVATE} GTest::gmock_main)
  if(arg_PCH)
    factcheck_pch(${name} ${arg_PCH}_test)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  # PRE_TEST: a build must not run what it builds.
  gtest_discover_tests(
    ${name}
    TEST_PREFIX "${name}."
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()

function(factcheck_add_subdirectories)
  foreach(dir IN LISTS ARGN)
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${dir}/CMakeLists.txt")
      add_subdirectory(${dir})
    endif()
  endforeach()
  # A directory that gets its CMakeLists.txt later is seen without a fresh configuration.
  foreach(dir IN LISTS ARGN)
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${dir}")
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
                                             "${CMAKE_CURRENT_SOURCE_DIR}/${dir}")
    endif()
  endforeach()
endfunction()
