#include "server/search/service/results.h"

namespace factcheck::search {

uint64_t Results::Keep(std::shared_ptr<const Result> result) {
  const absl::MutexLock lock(&mutex_);
  kept_.emplace_front(++last_, std::move(result));
  if (kept_.size() > kKept) kept_.pop_back();
  return last_;
}

std::shared_ptr<const Result> Results::Find(uint64_t number) const {
  const absl::MutexLock lock(&mutex_);
  for (const auto& [kept, result] : kept_) {
    if (kept == number) return result;
  }
  return nullptr;
}

void Results::Clear() {
  const absl::MutexLock lock(&mutex_);
  kept_.clear();
}

}  // namespace factcheck::search
