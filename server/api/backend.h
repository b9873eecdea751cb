// Everything below the API of one server, wired: the book over an engine, the tables that
// follow it, the services, and the clock that ends embargoes.
#ifndef FACTCHECK_SERVER_API_BACKEND_H_
#define FACTCHECK_SERVER_API_BACKEND_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/api/methods.h"
#include "server/auth/access_table.h"
#include "server/domain/admin/admin.h"
#include "server/domain/claims/claims.h"
#include "server/domain/core/book.h"
#include "server/domain/evidence/evidence.h"
#include "server/domain/history/history.h"
#include "server/domain/ledger/ledger.h"
#include "server/domain/publishers/publishers.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/statuses/statuses.h"
#include "server/domain/tables/claim_cache.h"
#include "server/domain/tables/claim_table.h"
#include "server/domain/tables/status_table.h"
#include "server/domain/tables/table_file.h"
#include "server/domain/tables/table_saver.h"
#include "server/domain/tables/verdict_table.h"
#include "server/domain/transfers/portable.h"
#include "server/domain/transfers/transfers.h"
#include "server/domain/values/page_token.h"
#include "server/domain/verdicts/scheduler.h"
#include "server/domain/verdicts/verdicts.h"
#include "server/feed/hub.h"
#include "server/feed/retention.h"
#include "server/observability/log.h"
#include "server/search/service/intake.h"
#include "server/search/service/projection.h"
#include "server/search/service/searches.h"
#include "server/storage/engine.h"
#include "server/webhooks/post_office.h"

namespace factcheck::api {

struct BackendOptions {
  std::string key_file;  // Where the first admin key of a new store goes.
  // Where the ledger's keys are, and go when there are none; empty: nowhere, for a store that
  // is not kept either.
  std::string ledger_key_file;
  std::string ledger_origin;     // Empty: what the file has, or made from the store's identity.
  std::string engine_name;       // "rocksdb" or "memory".
  std::string backup_directory;  // Empty: none.
  // Memory for claims that are read again and again; 0: none are kept.
  size_t claim_cache_bytes = size_t{64} << 20;
  webhooks::PostOfficeOptions webhooks;
  std::string search_file;  // Where the index of search is kept; empty: nowhere.
  // Where the tables are kept, as claims.table and so on, and how often they are saved; empty:
  // nowhere.
  std::string table_directory;
  absl::Duration tables_save_every = absl::Minutes(15);
  // Whether likely duplicates of new claims are suggested, and from which score on.
  bool suggest_duplicates = false;
  double suggest_score = search::kDefaultSuggestScore;
  absl::Duration search_save_every = search::ProjectionOptions().save_every;
  size_t watches = 5000;  // Streams that the feed may push at once.
  feed::Kept log_kept;
  uint32_t backups_kept = 1;  // Of those in it, the newest.
};

// Thread-safe once it is open.
class Backend {
 public:
  // Makes the first admin where the store has none, and loads the tables: blocks for a
  // second per million claims, and for ten where they were not saved. `engine`, the clock and `log`
  // must outlive it.
  static absl::StatusOr<std::unique_ptr<Backend>> Open(storage::Engine* engine, domain::Clock clock,
                                                       observability::Log* log,
                                                       const BackendOptions& options);
  ~Backend();

  // Every method of the API. `methods` must not be used after this is gone.
  void AddMethods(MethodTable& methods);
  const auth::AccessTable& access() const { return access_; }
  // As AccessTable has it.
  const std::string& public_credential() const { return public_credential_; }
  const domain::ClaimCache& claim_cache() const { return claims_cache_; }
  domain::ClaimBook& book() { return book_; }

  // Does what is due by the clock: in the background from Start on, or at once.
  absl::Status StartScheduler() { return scheduler_.Start(); }
  void StopScheduler() { scheduler_.Stop(); }
  absl::StatusOr<size_t> RunDue() { return scheduler_.RunDue(); }
  webhooks::PostOffice& post_office() { return *post_office_; }

  // Ends it; begun by Open.
  void StopIntake() { intake_.Stop(); }
  const search::Intake& intake() const { return intake_; }
  const search::Projection& search() const { return search_; }

  // Who follows the feed is told from StartFeed on, and the log trimmed, until StopFeed ends
  // every stream.
  absl::Status StartFeed();
  void StopFeed();
  const feed::Hub& hub() const { return hub_; }

 private:
  // What exists only once the store was read.
  struct Services;

  Backend(storage::Engine* engine, domain::Clock clock, observability::Log* log,
          const BackendOptions& options);
  // Reads the tables, again where the store was replaced under them, and enters what is missing
  // in the ledger.
  absl::Status Load(bool from_files);
  // Side by side: a start of a large store takes as long as its largest table.
  absl::Status LoadTables(bool from_files);
  domain::TableFile FileOf(std::string_view table) const;
  absl::StatusOr<std::unique_ptr<webhooks::PostOffice>> OpenPostOffice(
      domain::Clock clock, const webhooks::PostOfficeOptions& options);
  // Where the store was replaced under it.
  absl::Status LoadAgain();
  void AddTables(v1::Statistics& statistics) const;

  storage::Engine* const engine_;
  observability::Log& log_;
  domain::ClaimBook book_;
  auth::AccessTable access_;
  std::string public_credential_ = access_.OpenToPublic();
  domain::StatusTable statuses_table_;
  domain::ClaimTable claims_table_;
  domain::ClaimCache claims_cache_;
  domain::VerdictTable verdicts_table_;
  const std::string table_directory_;
  domain::TableSaver saver_;
  domain::Scheduler scheduler_;
  feed::Hub hub_;
  feed::Retention retention_;
  search::Projection search_;
  search::Intake intake_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<webhooks::PostOffice> post_office_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_BACKEND_H_
