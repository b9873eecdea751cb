#include "server/api/core_call.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <string>

#include "grpc/byte_buffer.h"
#include "grpc/byte_buffer_reader.h"
#include "grpc/support/alloc.h"
#include "grpcpp/support/time.h"
#include "server/base/check.h"

namespace factcheck::api {
namespace {

// Where clients look for google.rpc.Status.
constexpr std::string_view kDetailsKey = "grpc-status-details-bin";

std::string_view View(const grpc_slice& slice) {
  return {reinterpret_cast<const char*>(GRPC_SLICE_START_PTR(slice)), GRPC_SLICE_LENGTH(slice)};
}

// Without a copy: `text` must live until the operation was started, which copies.
grpc_slice Borrow(std::string_view text) {
  return grpc_slice_from_static_buffer(text.data(), text.size());
}

// All of `buffer` in one slice, which is the buffer's own where it has only one.
std::optional<grpc::Slice> OnePiece(grpc_byte_buffer* buffer) {
  grpc_byte_buffer_reader reader;
  if (grpc_byte_buffer_reader_init(&reader, buffer) == 0) return std::nullopt;
  grpc_slice slice;
  const size_t size = grpc_byte_buffer_length(buffer);
  if (grpc_byte_buffer_reader_next(&reader, &slice) == 0) slice = grpc_empty_slice();
  if (GRPC_SLICE_LENGTH(slice) != size) {
    grpc_slice_unref(slice);
    grpc_byte_buffer_reader_destroy(&reader);
    if (grpc_byte_buffer_reader_init(&reader, buffer) == 0) return std::nullopt;
    slice = grpc_byte_buffer_reader_readall(&reader);
  }
  grpc_byte_buffer_reader_destroy(&reader);
  return grpc::Slice(slice, grpc::Slice::STEAL_REF);
}

grpc_op SendHeaders() {
  grpc_op op = {};
  op.op = GRPC_OP_SEND_INITIAL_METADATA;
  return op;
}

grpc_op SendStatus(grpc_status_code code, const grpc_slice* message) {
  grpc_op op = {};
  op.op = GRPC_OP_SEND_STATUS_FROM_SERVER;
  op.data.send_status_from_server.status = code;
  op.data.send_status_from_server.status_details = const_cast<grpc_slice*>(message);
  return op;
}

grpc_op AwaitEnd(int* cancelled) {
  grpc_op op = {};
  op.op = GRPC_OP_RECV_CLOSE_ON_SERVER;
  op.data.recv_close_on_server.cancelled = cancelled;
  return op;
}

}  // namespace

CoreCall::~CoreCall() {
  Reset();
  grpc_metadata_array_destroy(&metadata_);
}

void CoreCall::Request(grpc_server* server, void* method, grpc_completion_queue* queue,
                       QueueEvent* arrived) {
  queue_ = queue;
  const grpc_call_error error = grpc_server_request_registered_call(
      server, method, &call_, &deadline_, &metadata_, &payload_, queue, queue, arrived);
  FACTCHECK_CHECK(error == GRPC_CALL_OK);
}

std::string_view CoreCall::Metadata(std::string_view key) const {
  for (size_t i = 0; i < metadata_.count; ++i) {
    if (View(metadata_.metadata[i].key) == key) return View(metadata_.metadata[i].value);
  }
  return {};
}

absl::Time CoreCall::deadline() const {
  return absl::FromChrono(grpc::Timespec2Timepoint(deadline_));
}

std::string CoreCall::peer() const {
  char* text = grpc_call_get_peer(call_);
  std::string peer = text == nullptr ? "" : text;
  gpr_free(text);
  return peer;
}

std::optional<std::string_view> CoreCall::request() {
  if (!request_) {
    if (payload_ == nullptr) return std::nullopt;
    request_ = OnePiece(payload_);
    if (!request_) return std::nullopt;
  }
  return std::string_view(reinterpret_cast<const char*>(request_->begin()), request_->size());
}

void CoreCall::DropRequest() {
  request_.reset();
  if (payload_ != nullptr) grpc_byte_buffer_destroy(payload_);
  payload_ = nullptr;
}

void CoreCall::AwaitClose(QueueEvent* closed) {
  awaits_close_ = true;
  const grpc_op op = AwaitEnd(&cancelled_);
  Start(&op, 1, closed);
}

void CoreCall::Succeed(const grpc::Slice& response, QueueEvent* sent) {
  grpc_slice slice = response.c_slice();
  response_ = grpc_raw_byte_buffer_create(&slice, 1);
  grpc_slice_unref(slice);
  grpc_op send = {};
  send.op = GRPC_OP_SEND_MESSAGE;
  send.data.send_message.send_message = response_;
  const std::array<grpc_op, 4> ops = {SendHeaders(), send, SendStatus(GRPC_STATUS_OK, nullptr),
                                      AwaitEnd(&cancelled_)};
  Start(ops.data(), awaits_close_ ? ops.size() - 1 : ops.size(), sent);
}

void CoreCall::Fail(const grpc::Status& status, QueueEvent* sent) {
  const std::string message_text = status.error_message();
  const std::string details_text = status.error_details();
  const grpc_slice message =
      grpc_slice_from_copied_buffer(message_text.data(), message_text.size());
  grpc_metadata details = {};
  details.key = Borrow(kDetailsKey);
  details.value = grpc_slice_from_copied_buffer(details_text.data(), details_text.size());
  grpc_op send = SendStatus(static_cast<grpc_status_code>(status.error_code()), &message);
  if (!details_text.empty()) {
    send.data.send_status_from_server.trailing_metadata_count = 1;
    send.data.send_status_from_server.trailing_metadata = &details;
  }
  const std::array<grpc_op, 3> ops = {SendHeaders(), send, AwaitEnd(&cancelled_)};
  Start(ops.data(), awaits_close_ ? ops.size() - 1 : ops.size(), sent);
  grpc_slice_unref(details.value);
  grpc_slice_unref(message);
}

void CoreCall::Start(const grpc_op* ops, size_t count, QueueEvent* event) {
  const grpc_call_error error = grpc_call_start_batch(call_, ops, count, event, nullptr);
  FACTCHECK_CHECK(error == GRPC_CALL_OK);
}

void CoreCall::Reset() {
  DropRequest();
  if (response_ != nullptr) grpc_byte_buffer_destroy(response_);
  response_ = nullptr;
  metadata_.count = 0;
  if (call_ != nullptr) grpc_call_unref(call_);
  call_ = nullptr;
  awaits_close_ = false;
  cancelled_ = 0;
}

}  // namespace factcheck::api
