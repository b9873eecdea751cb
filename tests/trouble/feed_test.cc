// The feed's named guarantees, while writers write, followers are cut off, and the server is
// killed and started again at random.
#include <poll.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "factcheck/v1/changes_service.grpc.pb.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/sync_stream.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/trouble/newsroom.h"

namespace factcheck::testing {
namespace {

using v1::Change;

constexpr int kKills = 12;
constexpr int kWriters = 4;
constexpr int kLongestRunMillis = 400;

// Length-delimited values of a field, as they are: parsed and serialised again they would
// not be the server's bytes.
std::vector<std::string> RawFields(const std::string& message, int number) {
  google::protobuf::Empty fields;
  std::vector<std::string> values;
  if (!fields.ParseFromString(message)) return values;
  const auto& set = fields.GetReflection()->GetUnknownFields(fields);
  for (int i = 0; i < set.field_count(); ++i) {
    const google::protobuf::UnknownField& field = set.field(i);
    if (field.number() == number &&
        field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
      values.push_back(field.length_delimited());
    }
  }
  return values;
}

// A stream of messages as bytes.
class RawStream {
 public:
  RawStream(const std::string& address, const std::string& key, const char* path,
            const google::protobuf::Message& request)
      : channel_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())) {
    context_.AddMetadata("authorization", "Bearer " + key);
    const grpc::Slice slice(request.SerializeAsString());
    const grpc::ByteBuffer wire(&slice, 1);
    reader_.reset(grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(
        channel_.get(),
        grpc::internal::RpcMethod(path, grpc::internal::RpcMethod::SERVER_STREAMING), &context_,
        wire));
  }
  ~RawStream() {
    context_.TryCancel();
    reader_->Finish();
  }
  std::optional<std::string> Read() {
    grpc::ByteBuffer wire;
    grpc::Slice slice;
    if (!reader_->Read(&wire) || !wire.DumpToSingleSlice(&slice).ok()) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader_;
};

constexpr char kWatch[] = "/factcheck.v1.Changes/WatchChanges";
constexpr char kSnapshot[] = "/factcheck.v1.Changes/SnapshotStatuses";

using StatusTable = std::map<std::string, std::string>;

// The server of the moment; followers wait here while it is down.
class Home {
 public:
  void Move(std::string address) {
    absl::MutexLock lock(&mutex_);
    address_ = std::move(address);
  }
  void Close() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  bool closed() const {
    absl::MutexLock lock(&mutex_);
    return closed_;
  }
  std::string address() const {
    absl::MutexLock lock(&mutex_);
    return address_;
  }
  // Waits until it moves on from where it was.
  void AwaitMove(const std::string& from) const {
    absl::MutexLock lock(&mutex_);
    const auto moved = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return address_ != from || closed_;
    };
    mutex_.Await(absl::Condition(&moved));
  }

 private:
  mutable absl::Mutex mutex_;
  std::string address_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

// Follows from the beginning to the end, cut off again and again.
class Follower {
 public:
  Follower(std::string key, v1::ChangeFilter filter, unsigned seed)
      : key_(std::move(key)), filter_(std::move(filter)), random_(seed) {}

  void FollowUntilClosed(const Home& home) {
    while (!home.closed()) {
      const std::string address = home.address();
      // By itself now and then, else when the server dies.
      const size_t patience = random_() % 3 == 0 ? random_() % 5 : ~size_t{0};
      if (!FollowOnce(address, patience, [&] { return home.closed(); })) home.AwaitMove(address);
    }
  }
  // Reads what is left.
  void CatchUp(const std::string& address) {
    FollowOnce(address, ~size_t{0}, [&] { return last_caught_up_; });
  }

  const std::vector<std::string>& commits() const { return commits_; }
  const StatusTable& table() const { return table_; }
  // How many commits had come when a message promised that all up to its token had.
  const std::vector<std::pair<std::string, size_t>>& promises() const { return promises_; }

 private:
  // False where the stream broke.
  bool FollowOnce(const std::string& address, size_t patience, const std::function<bool()>& stop) {
    v1::WatchChangesRequest request;
    if (token_.empty()) {
      request.mutable_start()->set_edge(v1::ChangeStart::EDGE_BEGINNING);
    } else {
      request.mutable_start()->set_token(token_);
    }
    *request.mutable_filter() = filter_;
    request.mutable_bookmark_interval()->set_seconds(1);
    RawStream stream(address, key_, kWatch, request);
    for (size_t n = 0; n < patience; ++n) {
      const std::optional<std::string> message = stream.Read();
      if (!message) return false;
      Take(*message);
      if (stop()) return true;
    }
    return true;
  }

  void Take(const std::string& message) {
    for (std::string& commit : RawFields(message, v1::WatchChangesResponse::kCommitsFieldNumber)) {
      for (const std::string& raw : RawFields(commit, v1::Commit::kChangesFieldNumber)) {
        Change change;
        ASSERT_TRUE(change.ParseFromString(raw));
        if (change.kind() != Change::KIND_STATUS_CHANGED) continue;
        const auto status = RawFields(raw, Change::kStatusFieldNumber);
        if (status.empty() || change.status().state() == v1::ClaimStatus::STATE_UNKNOWN) {
          table_.erase(change.claim());
        } else {
          table_[change.claim()] = status.front();
        }
      }
      commits_.push_back(std::move(commit));
    }
    v1::WatchChangesResponse parsed;
    ASSERT_TRUE(parsed.ParseFromString(message));
    token_ = parsed.token();
    last_caught_up_ = parsed.caught_up();
    promises_.emplace_back(token_, commits_.size());
  }

  const std::string key_;
  const v1::ChangeFilter filter_;
  std::mt19937 random_;
  std::string token_;
  bool last_caught_up_ = false;
  std::vector<std::string> commits_;
  StatusTable table_;
  std::vector<std::pair<std::string, size_t>> promises_;
};

// Everything that the log has for the key, in one piece.
std::vector<std::string> ListAll(const std::string& address, const std::string& key,
                                 const v1::ChangeFilter& filter, const std::string& token = "") {
  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  v1::ListChangesRequest request;
  *request.mutable_filter() = filter;
  request.set_page_size(1000);
  request.mutable_start()->set_edge(v1::ChangeStart::EDGE_BEGINNING);
  if (!token.empty()) request.mutable_start()->set_token(token);
  std::vector<std::string> commits;
  const auto stub = v1::Changes::NewStub(channel);
  for (;;) {
    v1::ListChangesResponse page;
    const grpc::Status status = Call(*stub, &v1::Changes::Stub::ListChanges, key, request, &page);
    EXPECT_TRUE(status.ok()) << status.error_message();
    if (!status.ok()) return commits;
    for (const v1::Commit& commit : page.commits()) commits.push_back(commit.token());
    request.mutable_start()->set_token(page.token());
    if (!page.more()) return commits;
  }
}

StatusTable Snapshot(const std::string& address, const std::string& key) {
  StatusTable table;
  RawStream stream(address, key, kSnapshot, v1::SnapshotStatusesRequest());
  bool whole = false;
  while (const std::optional<std::string> message = stream.Read()) {
    for (const std::string& raw :
         RawFields(*message, v1::SnapshotStatusesResponse::kStatusesFieldNumber)) {
      table[RawFields(raw, v1::SnapshotStatus::kClaimFieldNumber).front()] =
          RawFields(raw, v1::SnapshotStatus::kStatusFieldNumber).front();
    }
    whole = !RawFields(*message, v1::SnapshotStatusesResponse::kTokenFieldNumber).empty();
  }
  EXPECT_TRUE(whole);
  return table;
}

void WriteUntilCutOff(std::vector<Story>& stories, int writer, Stubs& stubs, const Keys& keys) {
  for (;;) {
    if (stories.empty() || stories.back().finished()) {
      stories.emplace_back("w" + std::to_string(writer) + "-" + std::to_string(stories.size()));
    }
    // A step that the kill cut off is taken again, with its request id.
    if (!stories.back().Step(stubs, keys).ok()) return;
  }
}

TEST(FeedTest, FollowersMissNothingThroughKillsAndEndWithTheServersTable) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TemporaryDirectory directory;
  // The server writes nothing by itself, so that the log has an end.
  const std::vector<std::string> options = {"--no-suggest-duplicates"};
  auto server = ServerProcess::Start(FACTCHECKD, directory.path(), options);
  ASSERT_TRUE(server.ok()) << server.status();
  auto stubs = std::make_unique<Stubs>((*server)->address());
  const Keys keys = OpenNewsroom(*stubs, (*server)->admin_key());
  const std::string reader = NewConsumer(*stubs, keys.admin, "reader");
  Home home;
  home.Move((*server)->address());

  v1::ChangeFilter corrections;
  corrections.add_kinds(Change::KIND_VERDICT_CORRECTED);
  // Who follows, and what they want.
  const std::vector<std::pair<std::string, v1::ChangeFilter>> wanted = {
      {keys.admin, {}}, {reader, {}}, {reader, corrections}, {keys.checker, {}}};
  std::vector<std::unique_ptr<Follower>> followers;
  std::vector<std::thread> following;
  for (const auto& [key, filter] : wanted) {
    followers.push_back(std::make_unique<Follower>(key, filter, random()));
  }
  for (auto& follower : followers) {
    following.emplace_back([&home, &follower] { follower->FollowUntilClosed(home); });
  }

  std::vector<std::vector<Story>> stories(kWriters);
  for (int kill = 0; kill < kKills; ++kill) {
    std::vector<std::thread> writers;
    for (int w = 0; w < kWriters; ++w) {
      writers.emplace_back(
          [&, w] { WriteUntilCutOff(stories[static_cast<size_t>(w)], w, *stubs, keys); });
    }
    poll(nullptr, 0, 100 + static_cast<int>(random() % kLongestRunMillis));
    (*server)->Kill();
    for (std::thread& writer : writers) writer.join();
    server = ServerProcess::Start(FACTCHECKD, directory.path(), options);
    ASSERT_TRUE(server.ok()) << "after kill " << kill << ": " << server.status();
    stubs = std::make_unique<Stubs>((*server)->address());
    home.Move((*server)->address());
  }
  home.Close();
  const std::string address = (*server)->address();
  // Streams that wait for a bookmark see the end with it.
  for (std::thread& thread : following) thread.join();

  for (size_t f = 0; f < followers.size(); ++f) {
    SCOPED_TRACE("follower " + std::to_string(f));
    Follower& follower = *followers[f];
    follower.CatchUp(address);
    const auto& [key, filter] = wanted[f];
    const std::vector<std::string> all = ListAll(address, key, filter);
    EXPECT_GT(all.size(), 2u);
    // Ordered, unique, reliable, resumable: the very commits of the log, in its order.
    std::vector<std::string> got;
    for (const std::string& commit : follower.commits()) {
      got.push_back(RawFields(commit, v1::Commit::kTokenFieldNumber).front());
    }
    ASSERT_EQ(got, all);
    // Bookmarked: behind each token comes exactly what had not come by then.
    for (size_t i = 0; i < follower.promises().size(); i += 1 + follower.promises().size() / 50) {
      const auto& [token, count] = follower.promises()[i];
      EXPECT_EQ(ListAll(address, key, filter, token).size(), all.size() - count);
    }
    // Every change that the log has of a claim made a status: the table is the server's.
    if (filter.kinds().empty()) {
      EXPECT_EQ(follower.table(), Snapshot(address, key));
    }
  }
  // Atomic: a publication comes with the status that it makes.
  size_t publications = 0;
  for (const std::string& raw : followers[1]->commits()) {
    v1::Commit commit;
    ASSERT_TRUE(commit.ParseFromString(raw));
    bool published = false;
    bool status = false;
    for (const Change& change : commit.changes()) {
      published |= change.kind() == Change::KIND_VERDICT_PUBLISHED ||
                   change.kind() == Change::KIND_VERDICT_CORRECTED;
      status |= change.kind() == Change::KIND_STATUS_CHANGED;
    }
    if (!published) continue;
    ++publications;
    EXPECT_TRUE(status) << commit.ShortDebugString();
  }
  EXPECT_GT(publications, 0u);
  EXPECT_EQ((*server)->Stop(), 0);
}

TEST(FeedTest, AnEmbargoThatEndsMakesItsEventAtItsTimeAlsoAcrossARestart) {
  TemporaryDirectory directory;
  auto server = ServerProcess::Start(FACTCHECKD, directory.path());
  ASSERT_TRUE(server.ok()) << server.status();
  auto stubs = std::make_unique<Stubs>((*server)->address());
  const Keys keys = OpenNewsroom(*stubs, (*server)->admin_key());
  const std::string reader = NewConsumer(*stubs, keys.admin, "reader");
  Story story("embargoed");
  for (int step = 0; step < 6; ++step) {
    const grpc::Status done = story.Step(*stubs, keys);
    ASSERT_TRUE(done.ok()) << done.error_message();
  }
  v1::PublishVerdictRequest publish;
  publish.set_name(story.claim() + "/verdicts/daily");
  const int64_t due = absl::ToUnixSeconds(absl::Now()) + 3;
  publish.mutable_embargo_time()->set_seconds(due);
  v1::Verdict verdict;
  const grpc::Status held =
      Call(*stubs->verdicts, &v1::Verdicts::Stub::PublishVerdict, keys.editor, publish, &verdict);
  ASSERT_TRUE(held.ok()) << held.error_message();
  (*server)->Kill();
  server = ServerProcess::Start(FACTCHECKD, directory.path());
  ASSERT_TRUE(server.ok()) << server.status();

  v1::WatchChangesRequest request;
  request.mutable_start()->set_edge(v1::ChangeStart::EDGE_BEGINNING);
  request.mutable_filter()->add_publishers("publishers/daily");
  RawStream stream((*server)->address(), reader, kWatch, request);
  std::optional<v1::Commit> event;
  while (!event) {
    const std::optional<std::string> message = stream.Read();
    ASSERT_TRUE(message);
    v1::WatchChangesResponse response;
    ASSERT_TRUE(response.ParseFromString(*message));
    for (const v1::Commit& commit : response.commits()) {
      if (commit.changes(0).kind() == Change::KIND_VERDICT_PUBLISHED) event = commit;
    }
  }
  EXPECT_GE(event->commit_time().seconds(), due);
  EXPECT_LE(event->commit_time().seconds(), due + 2);
  ASSERT_EQ(event->changes_size(), 2);
  EXPECT_EQ(event->changes(0).revision_record().summary(), "Summary");
  EXPECT_EQ(event->changes(1).status().state(), v1::ClaimStatus::STATE_CHECKED);
  EXPECT_EQ((*server)->Stop(), 0);
}

}  // namespace
}  // namespace factcheck::testing
