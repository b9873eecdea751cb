// Memory for what is kept long and read here and there: in pages of 2 MiB, so that few reads wait
// for the address of a page to be looked up.
#ifndef FACTCHECK_SERVER_BASE_HUGE_PAGES_H_
#define FACTCHECK_SERVER_BASE_HUGE_PAGES_H_

#include <cstddef>
#include <limits>
#include <new>
#include <vector>

namespace factcheck {

// As operator new and delete with an alignment; any thread may call. In programs without jemalloc
// and where the kernel has no such pages it is ordinary memory.
void* AllocateInHugePages(size_t size, size_t alignment);
void FreeInHugePages(void* memory, size_t size, size_t alignment) noexcept;

// An allocator for containers.
template <typename T>
struct HugePages {
  using value_type = T;

  HugePages() = default;
  template <typename Other>
  HugePages(const HugePages<Other>&) {}  // NOLINT(google-explicit-constructor): as allocators are.

  T* allocate(size_t count) {
    if (count > std::numeric_limits<size_t>::max() / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(AllocateInHugePages(count * sizeof(T), alignof(T)));
  }
  void deallocate(T* memory, size_t count) noexcept {
    FreeInHugePages(memory, count * sizeof(T), alignof(T));
  }

  friend bool operator==(const HugePages&, const HugePages&) { return true; }
};

template <typename T>
using HugeVector = std::vector<T, HugePages<T>>;

}  // namespace factcheck

#endif  // FACTCHECK_SERVER_BASE_HUGE_PAGES_H_
