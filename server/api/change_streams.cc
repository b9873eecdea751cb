#include "server/api/change_streams.h"

#include <memory>
#include <string>
#include <utility>

#include "factcheck/v1/changes_service.pb.h"
#include "server/api/message_stream.h"
#include "server/domain/values/error.h"

namespace factcheck::api {
namespace {

absl::Status SnapshotStatuses(feed::Changes& changes, const domain::Call& call,
                              MessageStream& stream) {
  v1::SnapshotStatusesRequest request;
  absl::StatusOr<bool> read = stream.Read(&request);
  if (!read.ok()) return read.status();
  return changes.SnapshotStatuses(
      call, [&](const std::string& response) { return stream.WriteBytes(response); });
}

}  // namespace

void AddChangeStreams(feed::Changes* changes, MethodTable& methods) {
  methods.AddStream("Changes/SnapshotStatuses", v1::SnapshotStatusesRequest::default_instance(),
                    [changes](const domain::Call& call, MessageStream& stream) {
                      return SnapshotStatuses(*changes, call, stream);
                    });
  methods.AddPushed("Changes/WatchChanges", v1::WatchChangesRequest::default_instance(),
                    {.hub = &changes->hub(),
                     .subscribe = [changes](const domain::Call& call, const Message& request,
                                            std::shared_ptr<feed::Sink> sink) {
                       return changes->WatchChanges(
                           call, static_cast<const v1::WatchChangesRequest&>(request),
                           std::move(sink));
                     }});
}

}  // namespace factcheck::api
