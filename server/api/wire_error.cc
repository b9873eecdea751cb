#include "server/api/wire_error.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "factcheck/v1/error_reason.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"

namespace factcheck::api {
namespace {

using google::protobuf::Any;

constexpr std::string_view kTypePrefix = "type.googleapis.com/";
constexpr std::string_view kEllipsis = "\xe2\x80\xa6";
constexpr size_t kIncidentBytes = 8;
// Bounds that descriptions are shortened to, one after the other, until all fits.
constexpr size_t kDescriptionBounds[] = {200, 100, 50, 25, 0};
constexpr size_t kMaxMetadataValueBytes = 300;

// Cut before a character, so that it stays UTF-8.
std::string CutTo(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  if (bytes < kEllipsis.size()) return "";
  bytes -= kEllipsis.size();
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  return StrCat(text.substr(0, bytes), kEllipsis);
}

// As grpc-message carries it: percent-encoded but for printable ASCII.
size_t EncodedSize(std::string_view message) {
  size_t size = 0;
  for (unsigned char c : message) size += c >= 0x20 && c <= 0x7e && c != '%' ? 1 : 3;
  return size;
}

std::string CutMessage(std::string_view message) {
  size_t bytes = message.size();
  std::string cut(message);
  while (EncodedSize(cut) > kMaxEncodedMessageBytes) {
    bytes = bytes * 9 / 10;
    cut = CutTo(message, bytes);
  }
  return cut;
}

// What the payloads of a status hold, ready to be cut.
struct Details {
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::PreconditionFailure precondition;
  std::vector<Any> others;  // By type.
};

template <typename Detail>
bool TakeAs(const Any& payload, Detail* out) {
  return payload.Is<Detail>() && payload.UnpackTo(out);
}

Details Unpack(const absl::Status& status) {
  Details details;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& bytes) {
    Any payload;
    payload.set_type_url(std::string(url));
    payload.set_value(std::string(bytes));
    if (!TakeAs(payload, &details.info) && !TakeAs(payload, &details.bad_request) &&
        !TakeAs(payload, &details.precondition)) {
      details.others.push_back(std::move(payload));
    }
  });
  // Abseil gives payloads in no order.
  std::sort(details.others.begin(), details.others.end(),
            [](const Any& a, const Any& b) { return a.type_url() < b.type_url(); });
  return details;
}

template <typename Detail>
void Pack(const Detail& detail, google::rpc::Status& out) {
  if (detail.ByteSizeLong() > 0) out.add_details()->PackFrom(detail);
}

std::string Serialize(int code, const std::string& message, const Details& details) {
  google::rpc::Status out;
  out.set_code(code);
  out.set_message(message);
  Pack(details.info, out);
  Pack(details.bad_request, out);
  Pack(details.precondition, out);
  for (const Any& other : details.others) *out.add_details() = other;
  return out.SerializeAsString();
}

template <typename Violations>
void CutDescriptions(Violations* violations, size_t bound) {
  for (auto& violation : *violations) {
    violation.set_description(CutTo(violation.description(), bound));
  }
}

// Says how many violations the details leave out.
void CountOmitted(Details& details) {
  auto& metadata = *details.info.mutable_metadata();
  const auto all = metadata.find("violations");
  int64_t count = 0;
  if (all == metadata.end() || !absl::SimpleAtoi(all->second, &count)) return;
  const int64_t omitted = count - details.bad_request.field_violations_size();
  if (omitted > 0) metadata["violations_omitted"] = std::to_string(omitted);
}

std::string SerializeWithin(size_t bound, int code, const std::string& message, Details details) {
  CountOmitted(details);
  std::string bytes = Serialize(code, message, details);
  auto fits = [&] {
    bytes = Serialize(code, message, details);
    return bytes.size() <= bound;
  };
  if (fits()) return bytes;
  for (auto& [key, value] : *details.info.mutable_metadata()) {
    value = CutTo(value, kMaxMetadataValueBytes);
  }
  for (size_t description : kDescriptionBounds) {
    CutDescriptions(details.bad_request.mutable_field_violations(), description);
    CutDescriptions(details.precondition.mutable_violations(), description);
    if (fits()) return bytes;
  }
  while (details.bad_request.field_violations_size() > 0) {
    details.bad_request.mutable_field_violations()->RemoveLast();
    CountOmitted(details);
    if (fits()) return bytes;
  }
  while (details.precondition.violations_size() > 0) {
    details.precondition.mutable_violations()->RemoveLast();
    if (fits()) return bytes;
  }
  // What programs branch on stays whatever else goes.
  details.others.clear();
  if (!fits()) details.info.clear_metadata();
  fits();
  return bytes;
}

absl::Status Incident(const absl::Status& status, std::string_view method,
                      observability::Log& log) {
  const std::string incident = domain::HexEncode(domain::RandomBytes(kIncidentBytes));
  const std::string inside = status.ToString();
  log.Write(observability::Level::kError, "incident",
            {{"incident", std::string_view(incident)},
             {"method", method},
             {"status", std::string_view(inside)}});
  const bool lost = status.code() == absl::StatusCode::kDataLoss;
  return domain::Error(lost ? absl::StatusCode::kDataLoss : absl::StatusCode::kInternal,
                       v1::ERROR_REASON_INTERNAL,
                       StrCat(lost ? "stored data is damaged" : "a fault of the server",
                              "; the operator finds incident ", incident, " in the log"),
                       {{"incident", incident}});
}

}  // namespace

absl::Status ForCaller(const absl::Status& status, std::string_view method,
                       observability::Log& log) {
  if (domain::HasErrorDetails(status)) return status;
  switch (status.code()) {
    case absl::StatusCode::kDeadlineExceeded:
      return domain::Error(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                           "the deadline passed before there was an answer");
    case absl::StatusCode::kUnavailable:
      return domain::Error(absl::StatusCode::kUnavailable, v1::ERROR_REASON_UNAVAILABLE,
                           "the server can't answer now; try again");
    default:
      return Incident(status, method, log);
  }
}

grpc::Status ToWire(const absl::Status& status) {
  const std::string message = CutMessage(ToStd(status.message()));
  const auto code = static_cast<grpc::StatusCode>(status.code());
  return grpc::Status(code, message,
                      SerializeWithin(kMaxDetailsBytes, code, message, Unpack(status)));
}

}  // namespace factcheck::api
