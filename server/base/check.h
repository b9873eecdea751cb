// A check of what only a bug of our own could break: it stays on in release builds, and ends
// the process before a wrong thing is stored. Never for input.
#ifndef FACTCHECK_SERVER_BASE_CHECK_H_
#define FACTCHECK_SERVER_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>

#define FACTCHECK_CHECK(condition)                                                       \
  do {                                                                                   \
    if (!(condition)) {                                                                  \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)

#endif  // FACTCHECK_SERVER_BASE_CHECK_H_
