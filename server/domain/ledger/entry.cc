#include "server/domain/ledger/entry.h"

#include <utility>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

v1::LedgerEntry::Kind KindOf(v1::VerdictRevision::Kind kind) {
  switch (kind) {
    case v1::VerdictRevision::KIND_UPDATE:
      return v1::LedgerEntry::KIND_UPDATE;
    case v1::VerdictRevision::KIND_CORRECTION:
      return v1::LedgerEntry::KIND_CORRECTION;
    case v1::VerdictRevision::KIND_RETRACTION:
      return v1::LedgerEntry::KIND_RETRACTION;
    default:
      return v1::LedgerEntry::KIND_PUBLICATION;
  }
}

std::string Deterministic(const v1::VerdictRevision& revision) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  revision.SerializeToCodedStream(&out);
  out.Trim();
  return bytes;
}

}  // namespace

LedgerDraft LedgerDraftOf(std::string_view claim, std::string_view publisher,
                          v1::VerdictRevision open) {
  LedgerDraft draft;
  draft.claim = std::string(claim);
  draft.publisher = std::string(publisher);
  draft.number = static_cast<uint32_t>(open.number());
  draft.entry.set_kind(KindOf(open.kind()));
  draft.entry.set_claim(MakeName(kClaimPattern, {claim}));
  draft.entry.set_publisher(MakeName(kPublisherPattern, {publisher}));
  draft.entry.set_revision(
      MakeName(kRevisionPattern, {claim, publisher, std::to_string(open.number())}));
  if (open.has_rating()) *draft.entry.mutable_rating() = open.rating();
  // What changes later, or is known only to the commit.
  open.clear_state();
  open.clear_publish_time();
  open.clear_supersede_time();
  draft.content = Deterministic(open);
  draft.salt = RandomBytes(kLedgerSaltBytes);
  draft.entry.set_content_sha256(LedgerContentHash(draft.salt, draft.content));
  return draft;
}

std::string LedgerContentHash(std::string_view salt, std::string_view content) {
  return Sha256(StrCat(salt, content));
}

}  // namespace factcheck::domain
