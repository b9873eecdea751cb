#include "server/base/thread_priority.h"

#include <sys/resource.h>

#include <algorithm>

namespace factcheck {

void BecomeBackgroundThread() {
  constexpr int kMost = 19;
  // On Linux a nice value belongs to a thread, and 0 is the calling one. Raising it is always
  // allowed.
  const int now = getpriority(PRIO_PROCESS, 0);
  setpriority(PRIO_PROCESS, 0, std::min(now + kBackgroundNice, kMost));
}

}  // namespace factcheck
