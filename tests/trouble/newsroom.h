// Callers of a server process, and the life of one claim as steps that can be
// taken again.
#ifndef FACTCHECK_TESTS_TROUBLE_NEWSROOM_H_
#define FACTCHECK_TESTS_TROUBLE_NEWSROOM_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "factcheck/v1/admin_service.grpc.pb.h"
#include "factcheck/v1/claims_service.grpc.pb.h"
#include "factcheck/v1/ledger_service.grpc.pb.h"
#include "factcheck/v1/publishers_service.grpc.pb.h"
#include "factcheck/v1/statuses_service.grpc.pb.h"
#include "factcheck/v1/verdicts_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace factcheck::testing {

// Everybody who works in the newsroom of these tests, over one channel.
struct Keys {
  std::string admin;
  std::string checker;  // Writes.
  std::string editor;   // Reviews and publishes.
};

struct Stubs {
  explicit Stubs(const std::string& address);
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::Admin::Stub> admin;
  std::unique_ptr<v1::Claims::Stub> claims;
  std::unique_ptr<v1::Ledger::Stub> ledger;
  std::unique_ptr<v1::Publishers::Stub> publishers;
  std::unique_ptr<v1::Statuses::Stub> statuses;
  std::unique_ptr<v1::Verdicts::Stub> verdicts;
};

// One blocking call with a key.
template <typename Stub, typename Request, typename Response>
grpc::Status Call(Stub& stub,
                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const std::string& key, const Request& request, Response* response) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + key);
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  return (stub.*method)(&context, request, response);
}

// The reason in a status's ErrorInfo; "" where it has none.
std::string ReasonOf(const grpc::Status& status);

// Makes `publishers/daily` with a scale and two members. Idempotent by request ids
// but for the keys, so it is called once.
Keys OpenNewsroom(Stubs& stubs, const std::string& admin_key);
// The key of a new actor who reads what is public.
std::string NewConsumer(Stubs& stubs, const std::string& admin_key, const std::string& id);

// A claim on its way from RECEIVED to a corrected verdict. Each step is one write
// with a request id of its own, so that it may be taken again.
class Story {
 public:
  static constexpr size_t kSteps = 11;
  explicit Story(std::string claim_id) : claim_("claims/" + claim_id) {}

  bool finished() const { return done_ == kSteps; }
  size_t done() const { return done_; }
  const std::string& claim() const { return claim_; }
  // Revisions that were published in the steps so far.
  int published() const;
  // Takes the next step; `done` grows where it was acknowledged.
  grpc::Status Step(Stubs& stubs, const Keys& keys);
  // What is wrong with what the server has, for a claim exactly so far; "" if nothing.
  std::string Check(Stubs& stubs, const Keys& keys) const;

 private:
  std::string CheckLedger(Stubs& stubs, const Keys& keys) const;
  grpc::Status StepClaim(Stubs& stubs, const Keys& keys);
  grpc::Status StepVerdict(Stubs& stubs, const Keys& keys);
  std::string RequestId() const;
  std::string verdict() const { return claim_ + "/verdicts/daily"; }

  std::string claim_;
  size_t done_ = 0;
  std::string token_;  // Of the last acknowledged step.
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_TROUBLE_NEWSROOM_H_
