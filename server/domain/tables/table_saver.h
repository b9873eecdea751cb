// Saves tables now and then, so that a start after a crash has little to catch up with.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_TABLE_SAVER_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_TABLE_SAVER_H_

#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace factcheck::domain {

// Start and Stop are for one thread.
class TableSaver {
 public:
  // Of one table; at once where there is nothing new.
  using Save = std::function<absl::Status()>;
  // `on_error` is told of what failed; it is tried again the next time. May be empty.
  TableSaver(std::vector<Save> saves, absl::Duration every,
             std::function<void(const absl::Status&)> on_error);
  ~TableSaver() { Stop(); }
  TableSaver(const TableSaver&) = delete;
  TableSaver& operator=(const TableSaver&) = delete;

  // After a minute, if that is sooner, and then every so often. Not at low priority: it holds
  // locks, a few microseconds at a time, for which commits wait.
  void Start();
  // Waits for a save that is under way.
  void Stop();
  // All, side by side. Not after Start and before Stop.
  void SaveAll();

 private:
  void Run();
  void SaveOne(const Save& save);

  const std::vector<Save> saves_;
  const absl::Duration every_;
  const std::function<void(const absl::Status&)> on_error_;
  std::thread thread_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_TABLE_SAVER_H_
