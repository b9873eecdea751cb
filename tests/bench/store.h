// The server with everything that was imported: what reads and writes are measured on.
#ifndef FACTCHECK_TESTS_BENCH_STORE_H_
#define FACTCHECK_TESTS_BENCH_STORE_H_

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cpp/client.h"
#include "grpcpp/channel.h"
#include "tests/support/server_process.h"

namespace factcheck::bench {

class Store {
 public:
  // Starts `server` and imports the file. Where it suggests, it goes on looking for duplicates
  // among what was imported.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& server,
                                                     const std::filesystem::path& reviews,
                                                     bool suggests = false);

  // Names of all claims that were imported.
  const std::vector<std::string>& claims() const { return claims_; }
  // Drafts of claims of their own, of a publisher of their own.
  absl::StatusOr<std::vector<std::string>> MakeDrafts(int count) const;

  const client::Client& admin() const { return *admin_; }
  const std::string& consumer_key() const { return consumer_key_; }
  const std::string& checker_key() const { return checker_key_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const testing::ServerProcess& process() const { return *process_; }

 private:
  absl::Status Import(const std::filesystem::path& reviews) const;
  absl::Status ListClaims();
  absl::Status MakePeople();
  absl::StatusOr<std::string> MakeActor(const std::string& id, bool consumer) const;
  absl::StatusOr<std::string> MakeDraft(const client::Client& checker, int number) const;

  testing::TemporaryDirectory directory_;
  std::unique_ptr<testing::ServerProcess> process_;
  std::optional<client::Client> admin_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string consumer_key_;
  std::string checker_key_;
  std::vector<std::string> claims_;
};

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_STORE_H_
