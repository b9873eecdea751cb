// Threads that give way to those that somebody waits for.
#ifndef FACTCHECK_SERVER_BASE_THREAD_PRIORITY_H_
#define FACTCHECK_SERVER_BASE_THREAD_PRIORITY_H_

namespace factcheck {

// By so much the nice value of a background thread is raised: where others want every processor
// it gets a tenth of one of them. Not less, because it may hold a lock that others wait for.
inline constexpr int kBackgroundNice = 10;

// Makes the calling thread, and those that it starts from here on, such a thread. It can't be
// taken back.
void BecomeBackgroundThread();

}  // namespace factcheck

#endif  // FACTCHECK_SERVER_BASE_THREAD_PRIORITY_H_
