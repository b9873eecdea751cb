#include "server/domain/core/stamp.h"

#include <algorithm>
#include <cstring>

#include "google/protobuf/descriptor.h"
#include "server/domain/values/consistency_token.h"
#include "server/domain/values/crypto.h"

namespace factcheck::domain {
namespace {

constexpr size_t kEtagSize = 13;
constexpr std::string_view kEtagDigits = "0123456789abcdefghijklmnopqrstuv";

// Seconds 2^35-1 and nanos 2^31-1, each five bytes, behind their field tags.
constexpr int64_t kSecondsPlaceholder = (int64_t{1} << 35) - 1;
constexpr int32_t kNanosPlaceholder = 0x7fffffff;
constexpr std::string_view kTimePlaceholder =
    "\x08\xff\xff\xff\xff\x7f"
    "\x10\xff\xff\xff\xff\x07";

// A varint of exactly five bytes: padded where it is shorter, which every
// protobuf parser accepts.
void PutVarint5(uint64_t n, char* out) {
  for (int i = 0; i < 4; ++i, n >>= 7) out[i] = static_cast<char>((n & 0x7f) | 0x80);
  out[4] = static_cast<char>(n & 0x7f);
}

std::string RandomEtagDigits() {
  std::string digits = RandomBytes(kEtagSize);
  for (char& c : digits) c = kEtagDigits[static_cast<uint8_t>(c) % kEtagDigits.size()];
  // Versions are below 2^63, so no real etag begins with a digit above 7.
  digits[0] = 'v';
  return digits;
}

}  // namespace

std::string EtagOf(storage::Version version) {
  std::string etag(kEtagSize, '0');
  uint64_t n = version.value;
  for (size_t i = kEtagSize; i-- > 0; n >>= 5) etag[i] = kEtagDigits[n & 31];
  return etag;
}

google::protobuf::Timestamp ToTimestamp(absl::Time t) {
  google::protobuf::Timestamp out;
  const int64_t micros = absl::ToUnixMicros(t);
  int64_t seconds = micros / 1'000'000;
  int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  out.set_seconds(seconds);
  out.set_nanos(static_cast<int32_t>(rest * 1000));
  return out;
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& t) {
  return absl::FromUnixSeconds(t.seconds()) + absl::Nanoseconds(t.nanos());
}

Stamps::Stamps(std::string store_id)
    : store_id_(std::move(store_id)), etag_placeholder_(RandomEtagDigits()) {
  const size_t token_size = EncodeConsistencyToken(store_id_, 0).size();
  // Base64url of random bytes: the same alphabet and size as a real token.
  token_placeholder_ = Base64UrlEncode(RandomBytes(token_size)).substr(0, token_size);
}

std::string Stamps::TokenOf(storage::Version version) const {
  return EncodeConsistencyToken(store_id_, version.value);
}

absl::StatusOr<storage::Version> Stamps::VersionOf(std::string_view token) const {
  absl::StatusOr<uint64_t> version = DecodeConsistencyToken(store_id_, token);
  if (!version.ok()) return version.status();
  return storage::Version{*version};
}

void Stamps::CommitTime(google::protobuf::Timestamp* out) {
  out->set_seconds(kSecondsPlaceholder);
  out->set_nanos(kNanosPlaceholder);
}

bool Stamps::IsCommitTime(const google::protobuf::Timestamp& t) {
  return t.seconds() == kSecondsPlaceholder && t.nanos() == kNanosPlaceholder;
}

void Stamps::Mark(google::protobuf::Message* resource) const {
  const auto* descriptor = resource->GetDescriptor();
  const auto* reflection = resource->GetReflection();
  const auto time = [&](int number) {
    return static_cast<google::protobuf::Timestamp*>(
        reflection->MutableMessage(resource, descriptor->FindFieldByNumber(number)));
  };
  if (!reflection->HasField(*resource, descriptor->FindFieldByNumber(90))) CommitTime(time(90));
  CommitTime(time(91));
  reflection->SetString(resource, descriptor->FindFieldByNumber(92), etag_placeholder_);
  reflection->SetString(resource, descriptor->FindFieldByNumber(93), token_placeholder_);
}

std::vector<Stamps::Place> Stamps::Find(std::string_view bytes) const {
  std::vector<Place> places;
  const auto all = [&](std::string_view placeholder, Kind kind) {
    for (size_t at = 0; at + placeholder.size() <= bytes.size();) {
      const void* hit =
          memmem(bytes.data() + at, bytes.size() - at, placeholder.data(), placeholder.size());
      if (hit == nullptr) return;
      at = static_cast<size_t>(static_cast<const char*>(hit) - bytes.data());
      places.push_back({kind, at});
      at += placeholder.size();
    }
  };
  all(kTimePlaceholder, Kind::kTime);
  all(etag_placeholder_, Kind::kEtag);
  all(token_placeholder_, Kind::kToken);
  return places;
}

void Stamps::Fill(const std::vector<Place>& places, storage::Version version,
                  std::string& bytes) const {
  if (places.empty()) return;
  const std::string etag = EtagOf(version);
  const std::string token = TokenOf(version);
  for (const Place& place : places) {
    char* at = bytes.data() + place.at;
    switch (place.kind) {
      case Kind::kTime:
        PutVarint5(version.value / 1'000'000, at + 1);
        PutVarint5(version.value % 1'000'000 * 1000, at + 7);
        break;
      case Kind::kEtag:
        std::copy(etag.begin(), etag.end(), at);
        break;
      case Kind::kToken:
        std::copy(token.begin(), token.end(), at);
        break;
    }
  }
}

void Stamps::Apply(storage::Version version, std::string& bytes) const {
  Fill(Find(bytes), version, bytes);
}

std::function<void(storage::Version, std::string&)> Stamps::StampFor(std::string_view bytes) const {
  std::vector<Place> places = Find(bytes);
  if (places.empty()) return nullptr;
  return [this, places = std::move(places)](storage::Version version, std::string& value) {
    Fill(places, version, value);
  };
}

}  // namespace factcheck::domain
