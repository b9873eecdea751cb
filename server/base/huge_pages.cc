#include "server/base/huge_pages.h"

#include <sys/mman.h>

#include <cstdint>

#if __has_include(<jemalloc/jemalloc.h>)
#include <jemalloc/jemalloc.h>
// Null in a program that has another allocator.
#pragma weak mallctl
#pragma weak mallocx
#pragma weak sdallocx
#define FACTCHECK_MAY_HAVE_JEMALLOC 1
#endif

namespace factcheck {
namespace {

#ifdef FACTCHECK_MAY_HAVE_JEMALLOC
constexpr size_t kHugePage = size_t{2} << 20;

uintptr_t RoundUp(uintptr_t address, size_t to) { return (address + to - 1) / to * to; }

// Whole huge pages are asked for where they begin; jemalloc divides them.
void* Map(extent_hooks_t* /*hooks*/, void* wanted, size_t size, size_t alignment, bool* zero,
          bool* commit, unsigned /*arena*/) {
  if (wanted != nullptr) return nullptr;
  const size_t align = alignment > kHugePage ? alignment : kHugePage;
  void* const mapped =
      mmap(nullptr, size + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  const auto begin = reinterpret_cast<uintptr_t>(mapped);
  const uintptr_t given = RoundUp(begin, align);
  if (given > begin) munmap(mapped, given - begin);
  munmap(reinterpret_cast<void*>(given + size), begin + align - given);
  auto* const memory = reinterpret_cast<void*>(given);
  madvise(memory, size, MADV_HUGEPAGE);  // Ordinary pages do, too.
  *zero = true;
  *commit = true;
  return memory;
}

// Gives whole huge pages back and leaves parts of one; false: that was all of it.
bool GiveBack(extent_hooks_t* /*hooks*/, void* memory, size_t /*size*/, size_t offset,
              size_t length, unsigned /*arena*/) {
  const uintptr_t begin = reinterpret_cast<uintptr_t>(memory) + offset, end = begin + length;
  const uintptr_t first = RoundUp(begin, kHugePage), last = end / kHugePage * kHugePage;
  if (first >= last) return true;
  const bool given = madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED) == 0;
  return !given || first != begin || last != end;
}

bool Allow(extent_hooks_t* /*hooks*/, void* /*memory*/, size_t /*size*/, size_t /*size_a*/,
           size_t /*size_b*/, bool /*committed*/, unsigned /*arena*/) {
  return false;
}
bool AllowMerge(extent_hooks_t* /*hooks*/, void* /*a*/, size_t /*size_a*/, void* /*b*/,
                size_t /*size_b*/, bool /*committed*/, unsigned /*arena*/) {
  return false;
}

// The flags for an arena of this memory; 0: there is none.
int ArenaFlags() {
  static const int flags = [] {
    if (mallctl == nullptr || mallocx == nullptr || sdallocx == nullptr) return 0;
    static extent_hooks_t hooks = {
        .alloc = Map,
        .dalloc = nullptr,
        .destroy = nullptr,
        .commit = nullptr,
        .decommit = nullptr,
        .purge_lazy = nullptr,
        .purge_forced = GiveBack,
        .split = Allow,
        .merge = AllowMerge,
    };
    extent_hooks_t* ours = &hooks;
    unsigned arena = 0;
    size_t size = sizeof(arena);
    if (mallctl("arenas.create", &arena, &size, &ours, sizeof(void*)) != 0) return 0;
    return static_cast<int>(MALLOCX_ARENA(arena)) | MALLOCX_TCACHE_NONE;
  }();
  return flags;
}
#endif

}  // namespace

void* AllocateInHugePages(size_t size, size_t alignment) {
#ifdef FACTCHECK_MAY_HAVE_JEMALLOC
  if (const int flags = ArenaFlags(); flags != 0) {
    void* const memory = mallocx(size > 0 ? size : 1, flags | MALLOCX_ALIGN(alignment));
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
#endif
  return ::operator new (size, std::align_val_t{alignment});
}

void FreeInHugePages(void* memory, size_t size, size_t alignment) noexcept {
#ifdef FACTCHECK_MAY_HAVE_JEMALLOC
  if (const int flags = ArenaFlags(); flags != 0) {
    sdallocx(memory, size > 0 ? size : 1, flags | MALLOCX_ALIGN(alignment));
    return;
  }
#endif
  ::operator delete (memory, std::align_val_t{alignment});
}

}  // namespace factcheck
