// The Admin service: actors, their keys, and running the server.
//
// Admins (actors with ADMIN everywhere) create and change actors and make keys.
// Everybody may see themselves and their own keys, and end a key of their own. Actors
// are shown to staff, who meet them as editors and assignees; the list of all to
// admins and auditors; keys of others to admins.
#ifndef FACTCHECK_SERVER_DOMAIN_ADMIN_ADMIN_H_
#define FACTCHECK_SERVER_DOMAIN_ADMIN_ADMIN_H_

#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "factcheck/v1/admin_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {

// What the service says of the server it runs in.
struct ServerFacts {
  std::string version;
  std::string engine;  // "rocksdb" or "memory".
  absl::Time start_time;
  std::string backup_directory;  // Empty: CreateBackup is NOT_CONFIGURED.
  uint32_t backups_kept = 1;     // Of those in it, the newest.
  // Adds what the tables know: claims, verdicts, their memory. May be empty.
  // Called on any thread.
  std::function<void(v1::Statistics&)> add_tables;
};

// Thread-safe.
class Admin {
 public:
  // Both must outlive this.
  Admin(ClaimBook* book, const PageTokens* tokens, ServerFacts facts)
      : book_(book), tokens_(tokens), facts_(std::move(facts)) {}

  absl::StatusOr<std::string> WhoAmI(const Call& call, const v1::WhoAmIRequest& request);
  void CreateActor(const Call& call, const v1::CreateActorRequest& request, Done done);
  absl::StatusOr<std::string> GetActor(const Call& call, const v1::GetActorRequest& request);
  absl::StatusOr<std::string> ListActors(const Call& call, const v1::ListActorsRequest& request);
  // IN_USE where no active admin would be left.
  void UpdateActor(const Call& call, const v1::UpdateActorRequest& request, Done done);

  // The answer alone has the secret; validate_only makes none.
  void CreateApiKey(const Call& call, const v1::CreateApiKeyRequest& request, Done done);
  absl::StatusOr<std::string> ListApiKeys(const Call& call, const v1::ListApiKeysRequest& request);
  // A revoked key stays as it is. IN_USE where no admin would have a usable key left.
  void RevokeApiKey(const Call& call, const v1::RevokeApiKeyRequest& request, Done done);

  absl::StatusOr<std::string> GetServerInfo(const Call& call,
                                            const v1::GetServerInfoRequest& request);
  absl::StatusOr<std::string> GetStatistics(const Call& call,
                                            const v1::GetStatisticsRequest& request);
  // These block for as long as the engine works: not for a thread that polls. One at a time;
  // UNAVAILABLE while another runs.
  absl::StatusOr<std::string> CreateBackup(const Call& call,
                                           const v1::CreateBackupRequest& request);
  absl::StatusOr<std::string> CompactStore(const Call& call,
                                           const v1::CompactStoreRequest& request);

 private:
  ClaimBook* const book_;
  const PageTokens* const tokens_;
  const ServerFacts facts_;
  std::mutex maintenance_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_ADMIN_ADMIN_H_
