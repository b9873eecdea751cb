// Every key of the store, and nowhere else. Ids are [a-z0-9-], so '/' parts
// them and bytewise order is order by id. Grammar, by first byte:
//
//   c/<claim>                              claim
//   e/<claim>/<evidence>                   evidence
//   E/<claim>                              how many pieces of evidence it has, in decimal
//   E/<claim>/<be32 number>                evidence id; numbered from 1 in order of addition
//   s/<claim>                              status
//   v/<claim>/<publisher>                  verdict as the public sees it
//   w/<claim>/<publisher>                  verdict as the publisher's members see it
//   r/<claim>/<publisher>/<be32 number>    revision, written when it is published or discarded
//   l/<claim>/<relationship>               relationship
//   L/<target claim>/<claim>/<relationship>   the same, from the other end; empty value
//   n/<claim>/<target claim>/<type digits> relationship id: at most one of a type
//   N/<claim>                              how many relationships it is in, in decimal
//   p/<publisher>   m/<publisher>/<actor>  publisher, member
//   g/<publisher>/<scale>                  newest version of a rating scale
//   G/<publisher>/<scale>/<be32 version>   each version
//   a/<actor>       k/<actor>/<key>        actor, API key (storage.v1.StoredApiKey)
//   u/<16 bytes>/<claim>                   address of an appearance, hashed; empty value
//   t/<16 bytes>/<claim>                   exact text that it has or had, hashed; empty value
//   o/<record>                             imported original (storage.v1.Original), by an id
//                                          made from its publisher, article and statement
//   q/<actor>/<request id>                 outcome of a write (storage.v1.RequestOutcome)
//   d/<be64 microseconds>/<name>           work that falls due (storage.v1.ScheduledJob)
//   f/<actor>/<consumer>                   consumer of the feed (storage.v1.StoredConsumer)
//   F/<actor>                              how many the actor has, in decimal
//   b/c/<webhook>   b/d/<webhook>          webhook (storage.v1.StoredWebhook) and how far it
//                                          is (storage.v1.WebhookProgress)
//   b/n/<actor>                            how many webhooks the actor has, in decimal
//   y/<be64 index>                         entry of the ledger (v1.LedgerRecord)
//   Y/n<level octet><be64 index>           hash of the subtree at that place, once complete
//   Y/r/<claim>/<publisher>/<be32 number>  be64 index of the revision's entry
//   Y/head                                 size and edge of the tree (storage.v1.LedgerHead)
//   h<key>\0<be64 version>                 value that <key> had from that version on
//   x/<name>                               secrets and settings of the server
//
// be32 and be64 are big-endian; the 16 bytes are the first of a SHA-256.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_KEYS_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "server/storage/engine.h"

namespace factcheck::domain::keys {

std::string Claim(std::string_view claim);
std::string Evidence(std::string_view claim, std::string_view evidence);
std::string EvidencePrefix(std::string_view claim);
std::string EvidenceCount(std::string_view claim);
std::string EvidenceInOrder(std::string_view claim, uint32_t number);
std::string EvidenceInOrderPrefix(std::string_view claim);
std::string Status(std::string_view claim);
std::string PublicVerdict(std::string_view claim, std::string_view publisher);
std::string PublicVerdictPrefix(std::string_view claim);
std::string WorkVerdict(std::string_view claim, std::string_view publisher);
std::string WorkVerdictPrefix(std::string_view claim);
std::string Revision(std::string_view claim, std::string_view publisher, uint32_t number);
std::string RevisionPrefix(std::string_view claim, std::string_view publisher);
std::string Relationship(std::string_view claim, std::string_view relationship);
std::string RelationshipPrefix(std::string_view claim);
std::string RelationshipByTarget(std::string_view target, std::string_view claim,
                                 std::string_view relationship);
std::string RelationshipByTargetPrefix(std::string_view target);
std::string RelationshipOfType(std::string_view claim, std::string_view target, int type);
std::string RelationshipOfTypePrefix(std::string_view claim, std::string_view target);
std::string RelationshipCount(std::string_view claim);
std::string Publisher(std::string_view publisher);
std::string Member(std::string_view publisher, std::string_view actor);
std::string MemberPrefix(std::string_view publisher);
std::string Scale(std::string_view publisher, std::string_view scale);
std::string ScalePrefix(std::string_view publisher);
std::string ScaleVersion(std::string_view publisher, std::string_view scale, uint32_t version);
std::string Actor(std::string_view actor);
std::string ApiKey(std::string_view actor, std::string_view key);
std::string ApiKeyPrefix(std::string_view actor);
std::string UrlIndex(std::string_view canonical_url, std::string_view claim);
std::string UrlIndexPrefix(std::string_view canonical_url);
std::string TextIndex(std::string_view exact_key, std::string_view claim);
std::string TextIndexPrefix(std::string_view exact_key);
std::string Original(std::string_view record);
std::string Request(std::string_view actor, std::string_view request_id);
std::string Consumer(std::string_view actor, std::string_view consumer);
std::string ConsumerPrefix(std::string_view actor);
std::string ConsumerCount(std::string_view actor);
std::string Due(absl::Time due, std::string_view name);
// When the job at a key made by Due falls due.
absl::Time DueTime(std::string_view key);
// Everything due at or before `now`.
storage::KeyRange DueBy(absl::Time now);
std::string LedgerEntry(uint64_t index);
std::string LedgerNode(int level, uint64_t index);
std::string LedgerIndex(std::string_view claim, std::string_view publisher, uint32_t number);
std::string LedgerHead();
// The index in a key made by LedgerEntry.
uint64_t LedgerEntryIndex(std::string_view key);
// An index as a value, and back; nullopt where it is none.
std::string LedgerIndexValue(uint64_t index);
std::optional<uint64_t> LedgerIndexOf(std::string_view value);
std::string History(std::string_view key, storage::Version version);
std::string HistoryPrefix(std::string_view key);
std::string Setting(std::string_view name);
std::string Webhook(std::string_view webhook);
std::string WebhookProgress(std::string_view webhook);
std::string WebhookCount(std::string_view actor);

// All of a kind: the ranges that tables and lists walk.
inline constexpr std::string_view kClaims = "c/";
inline constexpr std::string_view kStatuses = "s/";
inline constexpr std::string_view kPublicVerdicts = "v/";
inline constexpr std::string_view kWorkVerdicts = "w/";
inline constexpr std::string_view kRevisions = "r/";
inline constexpr std::string_view kPublishers = "p/";
inline constexpr std::string_view kMembers = "m/";
inline constexpr std::string_view kActors = "a/";
inline constexpr std::string_view kApiKeys = "k/";
inline constexpr std::string_view kRequests = "q/";
inline constexpr std::string_view kDue = "d/";
inline constexpr std::string_view kConsumers = "f/";
inline constexpr std::string_view kSettings = "x/";
inline constexpr std::string_view kWebhooks = "b/c/";
inline constexpr std::string_view kWebhookProgress = "b/d/";
inline constexpr std::string_view kLedgerEntries = "y/";
inline constexpr std::string_view kLedgerTree = "Y/";

// The ids in a key, split at '/', without the kind: "e/c1/e2" -> {"c1", "e2"}.
// Only for keys whose parts are all ids.
std::vector<std::string_view> Ids(std::string_view key);
// The last id of a key such as u/<16 bytes>/<claim>.
std::string_view LastId(std::string_view key);
// The version at the end of a history key.
storage::Version HistoryVersion(std::string_view key);

}  // namespace factcheck::domain::keys

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_KEYS_H_
