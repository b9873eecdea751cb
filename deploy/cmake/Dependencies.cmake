# The libraries that Debian 12 provides, each once; deploy/install installs them.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(CURL REQUIRED)
# Snowball's C library comes without a package file.
find_library(FACTCHECK_STEMMER stemmer REQUIRED)
find_path(FACTCHECK_STEMMER_INCLUDE libstemmer.h REQUIRED)
add_library(Stemmer::stemmer UNKNOWN IMPORTED)
set_target_properties(
  Stemmer::stemmer PROPERTIES IMPORTED_LOCATION "${FACTCHECK_STEMMER}"
                              INTERFACE_INCLUDE_DIRECTORIES "${FACTCHECK_STEMMER_INCLUDE}")
# So does xxHash.
find_library(FACTCHECK_XXHASH xxhash REQUIRED)
add_library(XXHash::xxhash UNKNOWN IMPORTED)
set_target_properties(XXHash::xxhash PROPERTIES IMPORTED_LOCATION "${FACTCHECK_XXHASH}")
# Takes the place of glibc's malloc in a program that links it; the sanitizers bring their own.
add_library(factcheck_allocator INTERFACE)
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  find_library(FACTCHECK_JEMALLOC jemalloc REQUIRED)
  target_link_libraries(factcheck_allocator INTERFACE "${FACTCHECK_JEMALLOC}")
endif()
# Asio and Beast: headers alone.
find_package(Boost 1.74 REQUIRED)
# Module mode and before gRPC: Debian's protobuf ships no CMake package of its own, and
# gRPC's package expects to find the targets made.
find_package(Protobuf MODULE REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(absl CONFIG REQUIRED)
# RocksDB's own package asks for the -dev packages of every compressor, which only its static
# library needs.
find_package(PkgConfig REQUIRED)
pkg_check_modules(RocksDB REQUIRED IMPORTED_TARGET rocksdb)
find_package(prometheus-cpp CONFIG REQUIRED COMPONENTS core)
find_package(spdlog CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(GTest CONFIG REQUIRED)
find_package(benchmark CONFIG REQUIRED)
# What the bench compares with; only tests/bench has it.
pkg_check_modules(Xapian IMPORTED_TARGET xapian-core)
