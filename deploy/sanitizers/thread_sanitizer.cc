// Tells the thread sanitizer what Debian's Abseil does. That library is compiled
// without the sanitizer, so its locks are unknown to it, and everything that they
// guard would be reported. Linked into every program of the tsan preset, with
// --wrap for each function here (see deploy/cmake/ThreadSanitizer.cmake).
//
// The shape is always the same: release before what lets other threads go on,
// acquire after what waited for them. A thread that unlocks evaluates the
// conditions of those who wait; it does so under the lock, but after our release,
// hence its reads are not looked at meanwhile.
#include <cstdint>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

extern "C" {

void __tsan_acquire(void* address);
void __tsan_release(void* address);
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);

const char* __tsan_default_options() {
  // RocksDB and the standard library come without the sanitizer, too; what they
  // synchronise by atomics of their own can't be followed.
  return "ignore_noninstrumented_modules=1:detect_deadlocks=0";
}

#define FACTCHECK_REAL(symbol) __real_##symbol
#define FACTCHECK_WRAP(symbol) __wrap_##symbol

// void Lock(), void Unlock(), ...
#define FACTCHECK_ACQUIRES(symbol)          \
  void FACTCHECK_REAL(symbol)(void* self);  \
  void FACTCHECK_WRAP(symbol)(void* self) { \
    FACTCHECK_REAL(symbol)(self);           \
    __tsan_acquire(self);                   \
  }
#define FACTCHECK_RELEASES(symbol, Result)    \
  Result FACTCHECK_REAL(symbol)(void* self);  \
  Result FACTCHECK_WRAP(symbol)(void* self) { \
    __tsan_release(self);                     \
    const IgnoreReads ignore;                 \
    return FACTCHECK_REAL(symbol)(self);      \
  }
}

namespace {

class IgnoreReads {
 public:
  IgnoreReads() { AnnotateIgnoreReadsBegin(__FILE__, __LINE__); }
  ~IgnoreReads() { AnnotateIgnoreReadsEnd(__FILE__, __LINE__); }
};

// Unlocks, waits, and locks again.
template <typename Wait>
auto Waiting(void* mutex, const Wait& wait) {
  struct AcquireAtEnd {
    ~AcquireAtEnd() { __tsan_acquire(mutex); }
    void* mutex;
  };
  const AcquireAtEnd acquire{mutex};
  __tsan_release(mutex);
  const IgnoreReads ignore;
  return wait();
}

}  // namespace

extern "C" {

// absl::Mutex
FACTCHECK_ACQUIRES(_ZN4absl7debian35Mutex4LockEv)
FACTCHECK_ACQUIRES(_ZN4absl7debian35Mutex10ReaderLockEv)
FACTCHECK_RELEASES(_ZN4absl7debian35Mutex6UnlockEv, void)
FACTCHECK_RELEASES(_ZN4absl7debian35Mutex12ReaderUnlockEv, void)

void FACTCHECK_REAL(_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE)(void* self,
                                                                    const absl::Condition& until);
void FACTCHECK_WRAP(_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE)(void* self,
                                                                    const absl::Condition& until) {
  Waiting(self, [&] {
    FACTCHECK_REAL(_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE)(self, until);
  });
}

bool FACTCHECK_REAL(_ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE)(
    void* self, const absl::Condition& until, absl::Time deadline);
bool FACTCHECK_WRAP(_ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE)(
    void* self, const absl::Condition& until, absl::Time deadline) {
  return Waiting(self, [&] {
    return FACTCHECK_REAL(_ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE)(
        self, until, deadline);
  });
}

bool FACTCHECK_REAL(_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
    void* self, const absl::Condition& until, absl::Duration timeout);
bool FACTCHECK_WRAP(_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
    void* self, const absl::Condition& until, absl::Duration timeout) {
  return Waiting(self, [&] {
    return FACTCHECK_REAL(_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
        self, until, timeout);
  });
}

// absl::CondVar
bool FACTCHECK_REAL(_ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(
    void* self, void* mutex, absl::Duration timeout);
bool FACTCHECK_WRAP(_ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(
    void* self, void* mutex, absl::Duration timeout) {
  return Waiting(mutex, [&] {
    return FACTCHECK_REAL(_ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(
        self, mutex, timeout);
  });
}

bool FACTCHECK_REAL(_ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE)(
    void* self, void* mutex, absl::Time deadline);
bool FACTCHECK_WRAP(_ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE)(
    void* self, void* mutex, absl::Time deadline) {
  return Waiting(mutex, [&] {
    return FACTCHECK_REAL(_ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE)(
        self, mutex, deadline);
  });
}

// absl::Notification, absl::BlockingCounter
FACTCHECK_RELEASES(_ZN4absl7debian312Notification6NotifyEv, void)
FACTCHECK_ACQUIRES(_ZNK4absl7debian312Notification19WaitForNotificationEv)
bool FACTCHECK_REAL(_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE)(
    void* self, absl::Duration timeout);
bool FACTCHECK_WRAP(_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE)(
    void* self, absl::Duration timeout) {
  const bool notified = FACTCHECK_REAL(
      _ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE)(self,
                                                                                      timeout);
  if (notified) __tsan_acquire(self);
  return notified;
}
FACTCHECK_RELEASES(_ZN4absl7debian315BlockingCounter14DecrementCountEv, bool)
FACTCHECK_ACQUIRES(_ZN4absl7debian315BlockingCounter4WaitEv)

// absl::Status: the last to let go of what it shares deletes it.
void FACTCHECK_REAL(_ZN4absl7debian36Status15UnrefNonInlinedEm)(uintptr_t shared);
void FACTCHECK_WRAP(_ZN4absl7debian36Status15UnrefNonInlinedEm)(uintptr_t shared) {
  // The lowest bit only marks a pointer.
  void* const address = reinterpret_cast<void*>(shared & ~uintptr_t{1});
  __tsan_release(address);
  __tsan_acquire(address);
  FACTCHECK_REAL(_ZN4absl7debian36Status15UnrefNonInlinedEm)(shared);
}
}
