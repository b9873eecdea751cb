# Makes the thread sanitizer know Debian's Abseil: see deploy/sanitizers/thread_sanitizer.cc.
add_library(factcheck_thread_sanitizer STATIC
            "${PROJECT_SOURCE_DIR}/deploy/sanitizers/thread_sanitizer.cc")
target_link_libraries(factcheck_thread_sanitizer PUBLIC absl::synchronization absl::status
                                                        absl::time)
foreach(
  symbol
  _ZN4absl7debian35Mutex4LockEv
  _ZN4absl7debian35Mutex6UnlockEv
  _ZN4absl7debian35Mutex10ReaderLockEv
  _ZN4absl7debian35Mutex12ReaderUnlockEv
  _ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE
  _ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE
  _ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE
  _ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE
  _ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE
  _ZN4absl7debian312Notification6NotifyEv
  _ZNK4absl7debian312Notification19WaitForNotificationEv
  _ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE
  _ZN4absl7debian315BlockingCounter14DecrementCountEv
  _ZN4absl7debian315BlockingCounter4WaitEv
  _ZN4absl7debian36Status15UnrefNonInlinedEm)
  target_link_options(factcheck_thread_sanitizer INTERFACE "LINKER:--wrap=${symbol}")
endforeach()
target_link_libraries(factcheck_options INTERFACE factcheck_thread_sanitizer)
