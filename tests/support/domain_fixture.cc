#include "tests/support/domain_fixture.h"

#include "factcheck/v1/error_reason.pb.h"
#include "google/protobuf/empty.pb.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/error.h"
#include "server/storage/memory/memory_engine.h"

namespace factcheck::testing {
namespace {

template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const auto payload =
      status.GetPayload("type.googleapis.com/" + detail.GetDescriptor()->full_name());
  if (payload) detail.ParseFromString(std::string(*payload));
  return detail;
}

}  // namespace

domain::Principal Somebody(std::string_view actor, domain::RoleSet roles, v1::ActorKind kind) {
  domain::Principal who;
  who.actor = std::string(actor);
  who.kind = kind;
  who.roles = roles;
  return who;
}

domain::Principal MemberOf(std::string_view publisher, std::string_view actor,
                           domain::RoleSet roles, v1::ActorKind kind) {
  domain::Principal who = Somebody(actor, {v1::ROLE_CONSUMER}, kind);
  who.memberships[std::string(publisher)] = roles;
  return who;
}

std::string ReasonName(const absl::Status& status) {
  if (status.ok()) return "OK";
  if (!domain::HasErrorDetails(status)) return "NO_DETAILS: " + status.ToString();
  const std::string& name = v1::ErrorReason_Name(domain::ReasonOf(status));
  return name.substr(std::string_view("ERROR_REASON_").size());
}

std::vector<std::string> ViolatedFields(const absl::Status& status) {
  std::vector<std::string> fields;
  const auto detail = DetailOf<google::rpc::BadRequest>(status);
  for (const auto& violation : detail.field_violations()) {
    fields.push_back(violation.field());
  }
  return fields;
}

std::vector<std::string> UnmetTypes(const absl::Status& status) {
  std::vector<std::string> types;
  const auto detail = DetailOf<google::rpc::PreconditionFailure>(status);
  for (const auto& violation : detail.violations()) {
    types.push_back(violation.type());
  }
  return types;
}

DomainTest::DomainTest()
    : engine_(storage::NewMemoryEngine(clock_.AsFunction())),
      book_(std::make_unique<domain::ClaimBook>(engine_.get(), clock_.AsFunction())),
      tokens_(std::string(32, 'k')) {}

DomainTest::~DomainTest() = default;

std::string DomainTest::PutMessage(const std::string& key, google::protobuf::Message* message,
                                   uint8_t flags) {
  const domain::Call call{admin_, "factcheck.v1.Test/Put"};
  absl::StatusOr<std::string> bytes = book_->WriteAndWait(
      call, google::protobuf::Empty(), [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
        absl::StatusOr<std::optional<storage::Entry>> before = txn.Get(key);
        if (!before.ok()) return before.status();
        return txn.PutResource(key, message, flags);
      });
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.value_or("");
}

std::vector<storage::v1::LogRecord> DomainTest::Log() {
  std::vector<storage::v1::LogRecord> records;
  auto log = engine_->ReadLog(storage::Version{}, {.max_entries = 1'000'000});
  EXPECT_TRUE(log.ok()) << log.status();
  for (const storage::LogEntry& entry : *log) {
    EXPECT_TRUE(records.emplace_back().ParseFromString(entry.record));
  }
  return records;
}

}  // namespace factcheck::testing
