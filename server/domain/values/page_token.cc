#include "server/domain/values/page_token.h"

#include <memory>
#include <optional>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/base/check.h"
#include "server/domain/values/big_endian.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

// What may differ between two requests for pages of one list.
constexpr const char* kFreeFields[] = {"page_token", "page_size", "read_options"};

std::string HashOf(const google::protobuf::Message& request) {
  std::unique_ptr<google::protobuf::Message> list(request.New());
  list->CopyFrom(request);
  for (const char* name : kFreeFields) {
    if (const auto* field = list->GetDescriptor()->FindFieldByName(name)) {
      list->GetReflection()->ClearField(list.get(), field);
    }
  }
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    list->SerializeToCodedStream(&coded);
  }
  return Sha256(bytes);
}

std::string ContextOf(std::string_view method, std::string_view actor,
                      const google::protobuf::Message& request) {
  std::string context = "page";
  for (std::string_view part : {method, actor}) {
    context += '\0';
    context += part;
  }
  return context + '\0' + HashOf(request);
}

std::string TokenIn(const google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("page_token");
  FACTCHECK_CHECK(field != nullptr);
  return request.GetReflection()->GetString(request, field);
}

absl::Status Invalid(std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_PAGE_TOKEN, message);
}

}  // namespace

int EffectivePageSize(int asked) {
  return asked <= 0 ? kDefaultPageSize : std::min(asked, kMaxPageSize);
}

std::string PageTokens::Make(std::string_view method, std::string_view actor,
                             const google::protobuf::Message& request, std::string_view position,
                             absl::Time now) const {
  FACTCHECK_CHECK(position.size() <= kMaxPagePositionBytes);
  std::string plain;
  AppendBigEndian64(static_cast<uint64_t>(absl::ToUnixMicros(now)), plain);
  plain += position;
  return Base64UrlEncode(Seal(key_, ContextOf(method, actor, request), plain));
}

absl::StatusOr<std::string> PageTokens::Read(std::string_view method, std::string_view actor,
                                             const google::protobuf::Message& request,
                                             absl::Time now) const {
  const std::string token = TokenIn(request);
  if (token.empty()) return std::string();
  std::optional<std::string> plain;
  if (token.size() <= kMaxPageTokenBytes) {
    if (const std::optional<std::string> sealed = Base64UrlDecode(token)) {
      plain = Open(key_, ContextOf(method, actor, request), *sealed);
    }
  }
  if (!plain || plain->size() < 8) {
    return Invalid(
        "page_token is not one that this server gave this caller for this request; pass it on "
        "unchanged, with all other fields as they were");
  }
  const absl::Time made = absl::FromUnixMicros(static_cast<int64_t>(ReadBigEndian64(*plain)));
  if (now - made > kPageTokenLife) {
    return Invalid("page_token has expired; begin with the first page again");
  }
  return plain->substr(8);
}

}  // namespace factcheck::domain
