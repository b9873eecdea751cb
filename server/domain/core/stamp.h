// Commit-stamped fields. A decision can't know the Version that its commit
// will get, yet the bytes it stores are the very bytes that readers are
// answered with. So a decision writes placeholders of fixed size, and the
// committer overwrites them in place (storage::Mutation::stamp).
//
// A time placeholder is a Timestamp whose encoding can't occur in valid UTF-8
// nor in a valid Timestamp; etag and token placeholders hold 80 random bits made
// when the process starts, so no input can forge one.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_STAMP_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_STAMP_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// Etag of the state that a commit made: 13 characters, as AIP-154 wants it opaque.
std::string EtagOf(storage::Version version);

google::protobuf::Timestamp ToTimestamp(absl::Time t);
absl::Time FromTimestamp(const google::protobuf::Timestamp& t);

// Thread-safe after construction.
class Stamps {
 public:
  explicit Stamps(std::string store_id);

  std::string TokenOf(storage::Version version) const;
  // InvalidArgument INVALID_CONSISTENCY_TOKEN where it is malformed or of another store.
  absl::StatusOr<storage::Version> VersionOf(std::string_view token) const;

  // A Timestamp that becomes the commit's time.
  static void CommitTime(google::protobuf::Timestamp* out);
  static bool IsCommitTime(const google::protobuf::Timestamp& t);
  // Sets update_time, etag and consistency_token of a resource (the fields
  // numbered 91 to 93 everywhere) and, where it has none, create_time (90).
  void Mark(google::protobuf::Message* resource) const;

  // Overwrites every placeholder in `bytes`. Cheap where there is none.
  void Apply(storage::Version version, std::string& bytes) const;
  // A function for storage::Mutation::stamp that knows where `bytes` has
  // placeholders; empty where there is none. Must not outlive this.
  std::function<void(storage::Version, std::string&)> StampFor(std::string_view bytes) const;

 private:
  enum class Kind : uint8_t { kTime, kEtag, kToken };
  struct Place {
    Kind kind;
    size_t at;
  };
  std::vector<Place> Find(std::string_view bytes) const;
  void Fill(const std::vector<Place>& places, storage::Version version, std::string& bytes) const;

  std::string store_id_;
  std::string etag_placeholder_;
  std::string token_placeholder_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_STAMP_H_
