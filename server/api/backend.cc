#include "server/api/backend.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "factcheck/v1/verdict.pb.h"
#include "server/api/api_methods.h"
#include "server/api/version.h"
#include "server/auth/permissions.h"
#include "server/base/absl_strings.h"
#include "server/domain/admin/bootstrap.h"
#include "server/domain/ledger/catch_up.h"
#include "server/domain/ledger/keys_of_store.h"
#include "server/domain/tables/claim_facets.h"

namespace factcheck::api {
namespace {

// Tables by the names of their files.
constexpr std::string_view kClaimsTable = "claims", kVerdictsTable = "verdicts",
                           kStatusesTable = "statuses";
constexpr std::string_view kPageTokenSecret = "page-tokens";
// Whoever may not look at their webhooks is sent nothing either.
constexpr std::string_view kFollow = "factcheck.v1.Webhooks/GetWebhook";

std::function<void(const absl::Status&)> LogError(observability::Log* log, std::string what) {
  return [log, what = std::move(what)](const absl::Status& status) {
    const std::string text = status.ToString();
    log->Write(observability::Level::kError, what, {{"status", std::string_view(text)}});
  };
}

}  // namespace

struct Backend::Services {
  Services(Backend& backend, std::string token_key, ledger::KeyRing ledger_keys,
           domain::ServerFacts facts)
      : tokens(std::move(token_key)),
        admin(&backend.book_, &tokens, std::move(facts)),
        changes(&backend.book_, &tokens, &backend.hub_),
        claims(&backend.book_, &tokens, &backend.claims_table_, &backend.claims_cache_),
        evidence(&backend.book_, &tokens),
        histories(&backend.book_, &tokens),
        ledger(&backend.book_, std::move(ledger_keys)),
        portable(&backend.book_, [&backend] { return backend.LoadAgain(); }),
        publishers(&backend.book_, &tokens),
        relationships(&backend.book_, &tokens),
        statuses(&backend.book_, &backend.statuses_table_),
        transfers(&backend.book_,
                  [&backend] { return static_cast<int64_t>(backend.verdicts_table_.size()); }),
        searches(&backend.book_, &tokens, &backend.claims_table_, &backend.statuses_table_,
                 &backend.search_),
        verdicts(&backend.book_, &tokens, &backend.verdicts_table_) {}

  const domain::PageTokens tokens;
  domain::Admin admin;
  feed::Changes changes;
  domain::Claims claims;
  domain::EvidenceRecords evidence;
  domain::Histories histories;
  domain::Ledger ledger;
  domain::Portable portable;
  domain::Publishers publishers;
  domain::Relationships relationships;
  domain::Statuses statuses;
  domain::Transfers transfers;
  search::Searches searches;
  domain::Verdicts verdicts;
};

absl::StatusOr<std::unique_ptr<Backend>> Backend::Open(storage::Engine* engine, domain::Clock clock,
                                                       observability::Log* log,
                                                       const BackendOptions& options) {
  domain::ServerFacts facts{.version = std::string(Version()),
                            .engine = options.engine_name,
                            .start_time = clock(),
                            .backup_directory = options.backup_directory,
                            .backups_kept = options.backups_kept};
  std::unique_ptr<Backend> backend(new Backend(engine, clock, log, options));
  absl::Status status = domain::Bootstrap(backend->book_, options.key_file);
  if (!status.ok()) return status;
  absl::StatusOr<std::string> token_key = domain::ServerSecret(backend->book_, kPageTokenSecret);
  if (!token_key.ok()) return token_key.status();
  absl::StatusOr<ledger::KeyRing> ledger_keys =
      domain::OpenLedgerKeys(options.ledger_key_file, options.ledger_origin,
                             domain::DefaultLedgerOrigin(engine->store_id()));
  if (!ledger_keys.ok()) return ledger_keys.status();
  backend->search_.Start();  // Its index is read while the tables are.
  status = backend->Load(/*from_files=*/true);
  if (!status.ok()) return status;
  facts.add_tables = [backend = backend.get()](v1::Statistics& out) { backend->AddTables(out); };
  backend->services_ = std::make_unique<Services>(*backend, *std::move(token_key),
                                                  *std::move(ledger_keys), std::move(facts));
  absl::StatusOr<std::unique_ptr<webhooks::PostOffice>> post_office =
      backend->OpenPostOffice(std::move(clock), options.webhooks);
  if (!post_office.ok()) return post_office.status();
  backend->post_office_ = *std::move(post_office);
  if (absl::Status started = backend->intake_.Start(); !started.ok()) return started;
  backend->saver_.Start();
  return backend;
}

absl::StatusOr<std::unique_ptr<webhooks::PostOffice>> Backend::OpenPostOffice(
    domain::Clock clock, const webhooks::PostOfficeOptions& options) {
  const auto owners = [this, clock](std::string_view actor) {
    std::shared_ptr<const domain::Principal> who = access_.ActingFor(actor, clock());
    if (who != nullptr && !auth::Authorize(*who, kFollow).ok()) who = nullptr;
    return who;
  };
  const auto on_error = [log = &log_](const absl::Status& status) {
    const std::string text = status.ToString();
    log->Write(observability::Level::kError, "deliveries of webhooks failed; they are tried again",
               {{"status", std::string_view(text)}});
  };
  return webhooks::PostOffice::Open(&book_, &services_->tokens, owners, std::move(clock), on_error,
                                    options);
}

Backend::Backend(storage::Engine* engine, domain::Clock clock, observability::Log* log,
                 const BackendOptions& options)
    : engine_(engine),
      log_(*log),
      book_(engine, clock),
      claims_cache_(options.claim_cache_bytes),
      table_directory_(options.table_directory),
      saver_({[this] { return claims_table_.Save(FileOf(kClaimsTable).path); },
              [this] { return verdicts_table_.Save(FileOf(kVerdictsTable).path); },
              [this] { return statuses_table_.Save(FileOf(kStatusesTable).path); }},
             options.tables_save_every, LogError(log, "a table was not saved; it is tried again")),
      scheduler_(&book_, clock,
                 {.on_error = LogError(log, "scheduled job failed; it will be tried again")}),
      hub_(&book_, {.max_subscriptions = options.watches,
                    .on_error = LogError(log, "following the log failed; it is tried again")}),
      retention_(&book_, {.kept = options.log_kept,
                          .on_error = LogError(log, "trimming the log failed; it is tried again")}),
      search_(engine, {.file = options.search_file,
                       .save_every = options.search_save_every,
                       .on_error = LogError(log, "the index of search failed; it is tried again"),
                       .on_damaged = LogError(log, "the index of search passes a record over"),
                       .on_note =
                           [log](std::string_view why) {
                             log->Write(observability::Level::kInfo, "building the index of search",
                                        {{"why", why}});
                           }}),
      intake_(&book_, &search_,
              {.enabled = options.suggest_duplicates,
               .least_score = options.suggest_score,
               .on_error = LogError(log, "suggesting duplicates failed; it is tried again"),
               .on_damaged = LogError(log, "no duplicates of a claim are suggested")}) {}

Backend::~Backend() {
  StopFeed();
  scheduler_.Stop();
  intake_.Stop();
  saver_.Stop();
  // Only what was opened whole has all rows.
  std::thread saving([this] {
    if (services_ != nullptr) saver_.SaveAll();
  });
  search_.Stop();  // Saves its index.
  saving.join();
}

absl::Status Backend::StartFeed() {
  absl::Status started = hub_.Start();
  if (started.ok()) retention_.Start();
  return started;
}

void Backend::StopFeed() {
  retention_.Stop();
  hub_.Stop();
}

absl::Status Backend::Load(bool from_files) {
  absl::Status status = access_.Attach(engine_);
  if (status.ok()) status = LoadTables(from_files);
  if (status.ok()) status = claims_cache_.Attach(engine_);
  if (status.ok()) status = domain::EnterEarlierPublications(book_);
  if (services_ != nullptr) {
    services_->claims.ForgetPast();
    services_->verdicts.ForgetPast();
  }
  if (status.ok() && post_office_ != nullptr) status = post_office_->StoreReplaced();
  return status;
}

domain::TableFile Backend::FileOf(std::string_view table) const {
  if (table_directory_.empty()) return {};
  return {.path = StrCat(table_directory_, "/", table, ".table"),
          .on_note = [this, table](std::string_view why) {
            log_.Write(observability::Level::kInfo, "reading every record for a table",
                       {{"table", table}, {"why", why}});
          }};
}

absl::Status Backend::LoadTables(bool from_files) {
  const auto file_of = [&](std::string_view table) {
    return from_files ? FileOf(table) : domain::TableFile();
  };
  const std::function<absl::Status()> loads[] = {
      [&] { return statuses_table_.Attach(engine_, file_of(kStatusesTable)); },
      [&] { return claims_table_.Attach(engine_, file_of(kClaimsTable)); },
      [&] { return verdicts_table_.Attach(engine_, file_of(kVerdictsTable)); }};
  absl::Status statuses[std::size(loads)];
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < std::size(loads); i = next++) statuses[i] = loads[i]();
  };
  // One processor is for the index of search, which is read meanwhile and takes longer than a
  // table.
  const size_t processors = std::thread::hardware_concurrency();
  std::vector<std::thread> others;
  for (size_t i = 2; i < std::min(processors, std::size(loads) + 1); ++i) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  absl::Status status;
  for (const absl::Status& loaded : statuses) status.Update(loaded);
  return status;
}

absl::Status Backend::LoadAgain() {
  saver_.Stop();
  absl::Status status = Load(/*from_files=*/false);
  // After the tables, so that it is told of changed rights after them.
  if (status.ok()) status = hub_.Restart();
  search_.StoreReplaced();
  intake_.StoreReplaced();
  services_->searches.ForgetResults();
  saver_.Start();
  return status;
}

void Backend::AddTables(v1::Statistics& statistics) const {
  if (auto claims = claims_table_.View(); claims.ok()) {
    auto& by_state = *statistics.mutable_claims_by_state();
    for (size_t slot = 0; slot < (*claims)->size(); ++slot) {
      const domain::ClaimRow& row = (*claims)->row(static_cast<uint32_t>(slot));
      if (row.deleted) continue;
      ++by_state[std::string(domain::ShortEnumName(*v1::Claim::State_descriptor(), row.state))];
    }
    statistics.set_claims(static_cast<int64_t>((*claims)->size() - (*claims)->deleted()));
  }
  if (auto verdicts = verdicts_table_.View(); verdicts.ok()) {
    int64_t published = 0;
    int64_t retracted = 0;
    for (size_t slot = 0; slot < (*verdicts)->size(); ++slot) {
      const domain::VerdictRow& row = (*verdicts)->row(slot);
      if (!row.is_public) continue;
      ++(row.state == v1::Verdict::STATE_RETRACTED ? retracted : published);
    }
    statistics.set_published_verdicts(published);
    statistics.set_retracted_verdicts(retracted);
  }
  const size_t tables = statuses_table_.memory_bytes() + claims_table_.memory_bytes() +
                        verdicts_table_.memory_bytes() + claims_cache_.memory_bytes();
  statistics.set_memory_bytes(statistics.memory_bytes() + static_cast<int64_t>(tables));
}

void Backend::AddMethods(MethodTable& methods) {
  api::AddMethods(&services_->admin, methods);
  api::AddMethods(&services_->changes, methods);
  api::AddMethods(&services_->claims, methods);
  api::AddMethods(&services_->evidence, methods);
  api::AddMethods(&services_->histories, methods);
  api::AddMethods(&services_->ledger, methods);
  api::AddMethods(&services_->portable, methods);
  api::AddMethods(&services_->publishers, methods);
  api::AddMethods(&services_->relationships, methods);
  api::AddMethods(&services_->searches, methods);
  api::AddMethods(&services_->statuses, methods);
  api::AddMethods(&services_->transfers, methods);
  api::AddMethods(&services_->verdicts, methods);
  api::AddMethods(&post_office_->service(), methods);
}

}  // namespace factcheck::api
