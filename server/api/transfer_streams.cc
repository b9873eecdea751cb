#include "server/api/transfer_streams.h"

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

}  // namespace

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
