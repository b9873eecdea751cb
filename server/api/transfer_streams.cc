#include "server/api/transfer_streams.h"

#include <optional>
#include <string>
#include <utility>

#include "factcheck/v1/transfers_service.pb.h"
#include "server/api/message_stream.h"
#include "server/domain/values/error.h"

namespace factcheck::api {
namespace {

absl::Status ImportClaimReviews(domain::Transfers& transfers, const domain::Call& call,
                                MessageStream& stream) {
  v1::ImportClaimReviewsRequest first;
  absl::StatusOr<bool> read = stream.Read(&first);
  if (!read.ok()) return read.status();
  if (!*read || !first.has_options()) {
    return domain::InvalidField("options", "must be in the first request");
  }
  absl::Status usable = transfers.CheckImport(call, first.options());
  if (!usable.ok()) return usable;
  v1::ImportClaimReviewsRequest next;
  for (;;) {
    read = stream.Read(&next);
    if (!read.ok()) return read.status();
    if (!*read) return absl::OkStatus();
    if (next.has_options()) return domain::InvalidField("options", "only in the first request");
    absl::StatusOr<v1::ImportClaimReviewsResponse> response =
        transfers.ImportBatch(call, first.options(), next.batch());
    if (!response.ok()) return response.status();
    absl::Status written = stream.Write(*response);
    if (!written.ok()) return written;
  }
}

absl::Status ExportClaimReviews(domain::Transfers& transfers, const domain::Call& call,
                                MessageStream& stream) {
  v1::ExportClaimReviewsRequest request;
  absl::StatusOr<bool> read = stream.Read(&request);
  if (!read.ok()) return read.status();
  absl::Status written;
  absl::Status exported = transfers.ExportClaimReviews(
      call, request, [&](const v1::ExportClaimReviewsResponse& response) {
        written = stream.Write(response);
        return written.ok();
      });
  return exported.ok() ? written : exported;
}

absl::Status ExportAll(domain::Portable& portable, const domain::Call& call,
                       MessageStream& stream) {
  v1::ExportAllRequest request;
  absl::StatusOr<bool> read = stream.Read(&request);
  if (!read.ok()) return read.status();
  absl::Status written;
  absl::Status exported = portable.ExportAll(call, [&](std::string chunk) {
    v1::ExportAllResponse response;
    response.set_chunk(std::move(chunk));
    written = stream.Write(response);
    return written.ok();
  });
  return exported.ok() ? written : exported;
}

absl::Status ImportAll(domain::Portable& portable, const domain::Call& call,
                       MessageStream& stream) {
  absl::StatusOr<v1::ImportAllResponse> response =
      portable.ImportAll(call, [&]() -> absl::StatusOr<std::optional<std::string>> {
        v1::ImportAllRequest request;
        absl::StatusOr<bool> read = stream.Read(&request);
        if (!read.ok()) return read.status();
        if (!*read) return std::optional<std::string>();
        return std::optional<std::string>(std::move(*request.mutable_chunk()));
      });
  return response.ok() ? stream.Write(*response) : response.status();
}

}  // namespace

void AddTransferStreams(domain::Portable* portable, MethodTable& methods) {
  methods.AddStream("Transfers/ExportAll", v1::ExportAllRequest::default_instance(),
                    [portable](const domain::Call& call, MessageStream& stream) {
                      return ExportAll(*portable, call, stream);
                    });
  methods.AddStream("Transfers/ImportAll", v1::ImportAllRequest::default_instance(),
                    [portable](const domain::Call& call, MessageStream& stream) {
                      return ImportAll(*portable, call, stream);
                    });
}

void AddTransferStreams(domain::Transfers* transfers, MethodTable& methods) {
  methods.AddStream("Transfers/ImportClaimReviews",
                    v1::ImportClaimReviewsRequest::default_instance(),
                    [transfers](const domain::Call& call, MessageStream& stream) {
                      return ImportClaimReviews(*transfers, call, stream);
                    });
  methods.AddStream("Transfers/ExportClaimReviews",
                    v1::ExportClaimReviewsRequest::default_instance(),
                    [transfers](const domain::Call& call, MessageStream& stream) {
                      return ExportClaimReviews(*transfers, call, stream);
                    });
}

}  // namespace factcheck::api
