// Followers of a hub without a network.
#ifndef FACTCHECK_TESTS_UNIT_FEED_HUB_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_FEED_HUB_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"
#include "factcheck/v1/changes_service.pb.h"
#include "server/feed/hub.h"
#include "tests/unit/feed/feed_fixture.h"

namespace factcheck::testing {

// A client: takes each message at once, or only when it is told to. Thread-safe.
class Follower : public feed::Sink {
 public:
  explicit Follower(domain::Principal who, bool takes = true)
      : who_(std::make_shared<const domain::Principal>(std::move(who))), takes_(takes) {}

  // Messages that Write gets are taken by the hub's own thread where `takes`.
  void Attach(feed::Hub* hub, std::shared_ptr<feed::Hub::Subscription> subscription) {
    bool drained = false;
    {
      absl::MutexLock lock(&mutex_);
      hub_ = hub;
      subscription_ = std::move(subscription);
      drained = std::exchange(pending_, false) && takes_;
    }
    if (drained) hub->Drained(this->subscription());
  }
  // It and its subscription hold each other until then.
  void Detach() {
    absl::MutexLock lock(&mutex_);
    subscription_.reset();
  }
  std::shared_ptr<feed::Hub::Subscription> subscription() const {
    absl::MutexLock lock(&mutex_);
    return subscription_;
  }
  void Become(domain::Principal who) {
    absl::MutexLock lock(&mutex_);
    who_ = std::make_shared<const domain::Principal>(std::move(who));
  }
  void Refuse(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    refusal_ = std::move(status);
  }

  absl::StatusOr<std::shared_ptr<const domain::Principal>> Admit() override {
    absl::MutexLock lock(&mutex_);
    ++admissions_;
    if (!refusal_.ok()) return refusal_;
    return who_;
  }
  void Write(std::string message) override {
    std::shared_ptr<feed::Hub::Subscription> subscription;
    feed::Hub* hub = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      v1::WatchChangesResponse response;
      EXPECT_TRUE(response.ParseFromString(message));
      messages_.push_back(std::move(response));
      hub = hub_;
      if (hub == nullptr || !takes_) {
        pending_ = true;
      } else {
        subscription = subscription_;
      }
    }
    if (subscription != nullptr) hub->Drained(subscription);
  }
  void End(absl::Status status) override {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
    end_ = std::move(status);
  }

  // Waits until what it got so far is enough.
  bool Await(absl::FunctionRef<bool(const std::vector<v1::WatchChangesResponse>&)> enough) const {
    absl::MutexLock lock(&mutex_);
    const auto met = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return enough(messages_); };
    return mutex_.AwaitWithTimeout(absl::Condition(&met), absl::Seconds(20));
  }
  bool AwaitCommits(size_t count) const {
    return Await([&](const auto& messages) { return Count(messages) >= count; });
  }
  absl::Status AwaitEnd() const {
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithTimeout(absl::Condition(&ended_), absl::Seconds(20))) {
      return absl::DeadlineExceededError("it did not end");
    }
    return end_;
  }
  std::vector<v1::WatchChangesResponse> messages() const {
    absl::MutexLock lock(&mutex_);
    return messages_;
  }
  std::vector<v1::Commit> commits() const {
    std::vector<v1::Commit> commits;
    for (const auto& message : messages()) {
      commits.insert(commits.end(), message.commits().begin(), message.commits().end());
    }
    return commits;
  }
  int admissions() const {
    absl::MutexLock lock(&mutex_);
    return admissions_;
  }

 private:
  static size_t Count(const std::vector<v1::WatchChangesResponse>& messages) {
    size_t count = 0;
    for (const auto& message : messages) count += static_cast<size_t>(message.commits_size());
    return count;
  }

  mutable absl::Mutex mutex_;
  std::shared_ptr<const domain::Principal> who_ ABSL_GUARDED_BY(mutex_);
  const bool takes_;
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);
  feed::Hub* hub_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::shared_ptr<feed::Hub::Subscription> subscription_ ABSL_GUARDED_BY(mutex_);
  bool pending_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  int admissions_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<v1::WatchChangesResponse> messages_ ABSL_GUARDED_BY(mutex_);
};

class HubTest : public FeedTest {
 protected:
  HubTest() { EXPECT_TRUE(hub_.Start().ok()); }
  ~HubTest() override {
    hub_.Stop();
    absl::MutexLock lock(&followed_mutex_);
    for (const std::shared_ptr<Follower>& follower : followed_) follower->Detach();
  }

  std::shared_ptr<Follower> Follow(const domain::Principal& who, storage::Version position,
                                   const v1::ChangeFilter& filter = {}, bool takes = true,
                                   absl::Duration bookmarks = feed::kMaxBookmarkInterval) {
    auto follower = std::make_shared<Follower>(who, takes);
    domain::Violations violations;
    feed::Wanted wanted{.filter = feed::Filter::Parse("filter", filter, violations),
                        .position = position,
                        .bookmark_interval = bookmarks};
    EXPECT_TRUE(violations.empty());
    auto subscription = hub_.Subscribe(std::move(wanted), follower);
    EXPECT_TRUE(subscription.ok()) << subscription.status();
    if (subscription.ok()) follower->Attach(&hub_, *subscription);
    absl::MutexLock lock(&followed_mutex_);
    followed_.push_back(follower);
    return follower;
  }
  static v1::ChangeFilter OfClaim(std::string_view id) {
    v1::ChangeFilter filter;
    filter.add_claims(StrCat("claims/", id));
    return filter;
  }

  feed::Hub hub_{&book(), {.max_subscriptions = 2000}};

 private:
  absl::Mutex followed_mutex_;
  std::vector<std::shared_ptr<Follower>> followed_ ABSL_GUARDED_BY(followed_mutex_);
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_FEED_HUB_FIXTURE_H_
