// An engine that keeps everything in memory and loses it with the process: a
// conforming fake for tests and for trying things out.
#ifndef FACTCHECK_SERVER_STORAGE_MEMORY_MEMORY_ENGINE_H_
#define FACTCHECK_SERVER_STORAGE_MEMORY_MEMORY_ENGINE_H_

#include <memory>

#include "server/storage/engine.h"

namespace factcheck::storage {

std::unique_ptr<Engine> NewMemoryEngine(Clock clock);

}  // namespace factcheck::storage

#endif  // FACTCHECK_SERVER_STORAGE_MEMORY_MEMORY_ENGINE_H_
