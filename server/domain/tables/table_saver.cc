#include "server/domain/tables/table_saver.h"

#include <algorithm>
#include <utility>

namespace factcheck::domain {
namespace {

constexpr absl::Duration kFirst = absl::Minutes(1);

}  // namespace

TableSaver::TableSaver(std::vector<Save> saves, absl::Duration every,
                       std::function<void(const absl::Status&)> on_error)
    : saves_(std::move(saves)), every_(every), on_error_(std::move(on_error)) {}

void TableSaver::Start() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = false;
  }
  thread_ = std::thread([this] { Run(); });
}

void TableSaver::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void TableSaver::Run() {
  for (absl::Duration pause = std::min(kFirst, every_);; pause = every_) {
    {
      const absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause)) return;
    }
    for (const Save& save : saves_) SaveOne(save);
  }
}

void TableSaver::SaveAll() {
  std::vector<std::thread> threads;
  threads.reserve(saves_.size());
  for (const Save& save : saves_) threads.emplace_back([this, &save] { SaveOne(save); });
  for (std::thread& thread : threads) thread.join();
}

void TableSaver::SaveOne(const Save& save) {
  const absl::Status saved = save();
  if (!saved.ok() && on_error_) on_error_(saved);
}

}  // namespace factcheck::domain
