#include "server/api/parse_request.h"

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "factcheck/v1/error_reason.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/error.h"

namespace factcheck::api {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// As protobuf's own parser.
constexpr int kMaxDepth = 100;

bool IsUtf8(std::string_view text) {
  return google::protobuf::internal::IsStructurallyValidUTF8(text.data(),
                                                             static_cast<int>(text.size()));
}

// Reads a serialised message along its descriptor and names the texts that are not UTF-8.
class TextWalk {
 public:
  explicit TextWalk(domain::Violations* violations) : violations_(*violations) {}

  // False where the bytes are no message at all.
  bool Walk(const Descriptor& type, std::string_view wire, const std::string& path, int depth) {
    if (depth > kMaxDepth) return false;
    CodedInputStream in(reinterpret_cast<const uint8_t*>(wire.data()),
                        static_cast<int>(wire.size()));
    absl::flat_hash_map<int, int> seen;  // Of repeated fields: how many entries came before.
    while (const uint32_t tag = in.ReadTag()) {
      if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
        if (!WireFormatLite::SkipField(&in, tag)) return false;
        continue;
      }
      uint32_t size = 0;
      if (!in.ReadVarint32(&size)) return false;
      const auto at = static_cast<size_t>(in.CurrentPosition());
      if (size > wire.size() - at || !in.Skip(static_cast<int>(size))) return false;
      const FieldDescriptor* field = type.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
      if (field == nullptr) continue;
      std::string place = StrCat(path, path.empty() ? "" : ".", field->name());
      if (field->is_repeated()) StrAppend(&place, "[", seen[field->number()]++, "]");
      if (!Visit(*field, wire.substr(at, size), place, depth)) return false;
    }
    return in.ConsumedEntireMessage();
  }

 private:
  bool Visit(const FieldDescriptor& field, std::string_view bytes, const std::string& place,
             int depth) {
    if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
      return Walk(*field.message_type(), bytes, place, depth + 1);
    }
    if (field.type() == FieldDescriptor::TYPE_STRING && !IsUtf8(bytes)) {
      violations_.Add(place, "is not valid UTF-8");
    }
    return true;
  }

  domain::Violations& violations_;
};

absl::Status WhyUnparsable(std::string_view wire, const Descriptor& type) {
  domain::Violations violations;
  if (TextWalk(&violations).Walk(type, wire, "", 0) && !violations.empty()) {
    return violations.ToStatus();
  }
  return domain::Error(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELDS,
                       StrCat("the request is no valid ", type.full_name()),
                       {{"type", type.full_name()}});
}

}  // namespace

absl::Status ParseRequest(std::string_view wire, google::protobuf::Message* request) {
  if (request->ParseFromArray(wire.data(), static_cast<int>(wire.size()))) {
    return absl::OkStatus();
  }
  return WhyUnparsable(wire, *request->GetDescriptor());
}

absl::Status NoMessage(const google::protobuf::Message& request) {
  return WhyUnparsable({}, *request.GetDescriptor());
}

absl::Status ParseRequest(grpc::ByteBuffer& wire, google::protobuf::Message* request) {
  grpc::Slice bytes;
  if (!wire.Valid() || !(wire.TrySingleSlice(&bytes).ok() || wire.DumpToSingleSlice(&bytes).ok())) {
    return NoMessage(*request);
  }
  wire.Clear();
  return ParseRequest(std::string_view(reinterpret_cast<const char*>(bytes.begin()), bytes.size()),
                      request);
}

}  // namespace factcheck::api
