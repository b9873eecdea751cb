#include "tests/bench/store.h"

#include <utility>

#include "tests/bench/load.h"
#include "tests/bench/review_file.h"

namespace factcheck::bench {
namespace {

constexpr int kImportBatch = 200;
constexpr int kPage = 1000;
constexpr char kPublisherId[] = "bench";
constexpr char kPublisher[] = "publishers/bench";

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& server,
                                                   const std::filesystem::path& reviews,
                                                   bool suggests) {
  auto store = std::make_unique<Store>();
  auto process = testing::ServerProcess::Start(
      server, store->directory_.path(),
      {suggests ? "--suggest-duplicates" : "--no-suggest-duplicates"});
  if (!process.ok()) return process.status();
  store->process_ = *std::move(process);
  auto admin = client::Client::Connect(
      {.address = store->process_->address(), .api_key = store->process_->admin_key()});
  if (!admin.ok()) return admin.status();
  store->admin_ = *std::move(admin);
  store->channel_ = Connect(store->process_->address());
  for (absl::Status status : {store->Import(reviews), store->ListClaims(), store->MakePeople()}) {
    if (!status.ok()) return status;
  }
  return store;
}

absl::Status Store::Import(const std::filesystem::path& reviews) const {
  auto import = admin_->ImportClaimReviews({}, {});
  v1::ImportBatch batch;
  int64_t position = 0;
  absl::Status sent;
  const absl::Status read = ReadLines(reviews, [&](std::string line) {
    if (!sent.ok()) return;
    v1::ImportRecord& record = *batch.add_records();
    record.set_position(++position);
    record.set_json(std::move(line));
    if (batch.records_size() < kImportBatch) return;
    sent = import->Send(std::exchange(batch, {}));
  });
  if (!read.ok()) return read;
  if (sent.ok() && batch.records_size() > 0) sent = import->Send(std::move(batch));
  return sent.ok() ? import->Finish() : sent;
}

absl::Status Store::ListClaims() {
  v1::ListClaimsRequest request;
  request.set_page_size(kPage);
  for (absl::StatusOr<v1::Claim>& claim : admin_->ListClaims(request)) {
    if (!claim.ok()) return claim.status();
    claims_.push_back(claim->name());
  }
  return claims_.empty() ? absl::NotFoundError("the import made no claims") : absl::OkStatus();
}

absl::StatusOr<std::string> Store::MakeActor(const std::string& id, bool consumer) const {
  v1::CreateActorRequest actor;
  actor.set_actor_id(id);
  actor.mutable_actor()->set_display_name(id);
  actor.mutable_actor()->set_kind(consumer ? v1::ACTOR_KIND_SERVICE : v1::ACTOR_KIND_HUMAN);
  if (consumer) actor.mutable_actor()->add_roles(v1::ROLE_CONSUMER);
  if (auto made = admin_->CreateActor(actor); !made.ok()) return made.status();
  if (!consumer) {
    v1::SetMemberRequest member;
    member.mutable_member()->set_name(std::string(kPublisher) + "/members/" + id);
    member.mutable_member()->add_roles(v1::ROLE_FACT_CHECKER);
    member.mutable_member()->add_roles(v1::ROLE_REVIEWER);
    if (auto set = admin_->SetMember(member); !set.ok()) return set.status();
  }
  v1::CreateApiKeyRequest key;
  key.set_parent("actors/" + id);
  auto made = admin_->CreateApiKey(key);
  if (!made.ok()) return made.status();
  return made->secret();
}

absl::Status Store::MakePeople() {
  v1::CreatePublisherRequest publisher;
  publisher.set_publisher_id(kPublisherId);
  publisher.mutable_publisher()->set_display_name("Bench");
  publisher.mutable_publisher()->set_default_language("en");
  publisher.mutable_publisher()->add_domains("bench.example");
  if (auto made = admin_->CreatePublisher(publisher); !made.ok()) return made.status();
  auto consumer = MakeActor("bench-consumer", true);
  if (!consumer.ok()) return consumer.status();
  consumer_key_ = *std::move(consumer);
  auto checker = MakeActor("bench-checker", false);
  if (!checker.ok()) return checker.status();
  checker_key_ = *std::move(checker);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Store::MakeDraft(const client::Client& checker, int number) const {
  v1::CreateClaimRequest create;
  create.mutable_claim()->set_statement("There was no apology, said number " +
                                        std::to_string(number) + ".");
  create.mutable_claim()->set_language("en");
  create.mutable_claim()->add_claimants()->set_name("Speaker " + std::to_string(number));
  auto claim = checker.CreateClaim(create);
  if (!claim.ok()) return claim.status();
  v1::AcceptClaimRequest accept;
  accept.set_name(claim->name());
  if (auto accepted = checker.AcceptClaim(accept); !accepted.ok()) return accepted.status();
  v1::CreateDraftRequest draft;
  draft.set_parent(claim->name());
  draft.set_publisher(kPublisher);
  v1::VerdictRevision& revision = *draft.mutable_revision();
  revision.set_title("No apology");
  revision.set_summary("What was said at the meeting, and what was not.");
  revision.set_explanation(
      "The minutes of the meeting and the interview of the day after say the same: regret was "
      "expressed for the course of events, and no apology was asked for or given.");
  revision.set_language("en");
  auto verdict = checker.CreateDraft(draft);
  if (!verdict.ok()) return verdict.status();
  return verdict->name();
}

absl::StatusOr<std::vector<std::string>> Store::MakeDrafts(int count) const {
  auto checker = client::Client::Connect({.address = process_->address(), .api_key = checker_key_});
  if (!checker.ok()) return checker.status();
  std::vector<std::string> drafts;
  for (int i = 0; i < count; ++i) {
    auto draft = MakeDraft(*checker, i);
    if (!draft.ok()) return draft.status();
    drafts.push_back(*std::move(draft));
  }
  return drafts;
}

}  // namespace factcheck::bench
