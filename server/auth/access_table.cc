#include "server/auth/access_table.h"

#include <algorithm>
#include <utility>

#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/actor.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/core/roles.h"
#include "server/domain/core/stamp.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::auth {
namespace {

namespace keys = domain::keys;

constexpr std::string_view kScheme = "bearer";
// Keys are shorter; what is longer need not be hashed to be refused.
constexpr size_t kMaxCredentialBytes = 256;

constexpr std::string_view kPublicActor = "public";
constexpr size_t kPublicBytes = 32;

constexpr std::string_view kKinds[] = {keys::kActors, keys::kMembers, keys::kApiKeys};

bool IsAboutAccess(std::string_view key) {
  return std::any_of(std::begin(kKinds), std::end(kKinds),
                     [&](std::string_view kind) { return key.starts_with(kind); });
}

// Callers come back: a thread that sees the same key again saves the hash. Until the
// next call on this thread.
const std::string& Sha256OfCredential(std::string_view credential) {
  thread_local std::string last;
  thread_local std::string sha256;
  if (sha256.empty() || !domain::ConstantTimeEqual(last, credential)) {
    last = credential;
    sha256 = domain::Sha256(credential);
  }
  return sha256;
}

// One answer for all that is wrong with a credential: an answer of its own would
// tell a guesser which half of the guess was right.
const absl::Status& Refused() {
  static const absl::Status* const refused = new absl::Status(
      domain::Error(absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_INVALID_CREDENTIALS,
                    "the call needs a valid key, as `authorization: Bearer KEY`"));
  return *refused;
}

// The credential of a Bearer header (RFC 6750 section 2.1, the scheme in any
// case as RFC 9110 section 11.1 has it); "" where it is none.
std::string_view CredentialOf(std::string_view header) {
  if (header.size() <= kScheme.size() || header[kScheme.size()] != ' ') return {};
  for (size_t i = 0; i < kScheme.size(); ++i) {
    if ((header[i] | 0x20) != kScheme[i]) return {};
  }
  header.remove_prefix(std::min(header.find_first_not_of(' ', kScheme.size()), header.size()));
  return header.size() <= kMaxCredentialBytes ? header : std::string_view();
}

template <typename M>
bool ParseResource(const std::string& value, M* message, bool* deleted) {
  absl::StatusOr<domain::Record> record = domain::ParseRecord(value);
  if (!record.ok()) return false;
  *deleted = record->deleted();
  return message->ParseFromArray(record->all_bytes.data(),
                                 static_cast<int>(record->all_bytes.size()));
}

}  // namespace

AccessTable::~AccessTable() { Detach(); }

absl::Status AccessTable::Attach(storage::Engine* engine) {
  {
    absl::MutexLock lock(&mutex_);
    holders_.clear();
    damaged_ = false;
    pending_.emplace();
  }
  for (Shard& shard : shards_) {
    absl::MutexLock lock(&shard.mutex);
    shard.grants.clear();
  }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> view = engine->AddObserver(this);
  if (!view.ok()) return view.status();
  engine_ = engine;
  absl::Status loaded = Load(**view);
  if (loaded.ok()) loaded = CatchUp();
  if (!loaded.ok()) Detach();
  return loaded;
}

absl::Status AccessTable::CatchUp() {
  absl::MutexLock lock(&mutex_);
  for (const auto& [key, value] : *pending_) Take(key, value);
  pending_.reset();
  if (damaged_) return absl::DataLossError("a record of an actor, a member or a key is damaged");
  for (const auto& [actor, holder] : holders_) Publish(actor);
  return absl::OkStatus();
}

void AccessTable::Detach() {
  if (engine_ != nullptr) std::exchange(engine_, nullptr)->RemoveObserver(this);
}

absl::Status AccessTable::Load(storage::Snapshot& view) {
  for (std::string_view kind : kKinds) {
    storage::KeyRange range = storage::PrefixRange(kind);
    for (;;) {
      absl::StatusOr<storage::ScanResult> page = view.Scan(range, {});
      if (!page.ok()) return page.status();
      absl::MutexLock lock(&mutex_);
      for (storage::Entry& entry : page->entries) Take(entry.key, std::move(entry.value));
      if (!page->more || page->entries.empty()) break;
      range.start = page->entries.back().key + '\0';
    }
  }
  return absl::OkStatus();
}

std::string AccessTable::Take(std::string_view key, const std::optional<std::string>& value) {
  const std::vector<std::string_view> ids = keys::Ids(key);
  if (key.starts_with(keys::kActors)) {
    TakeActor(ids[0], value);
    return std::string(ids[0]);
  }
  if (key.starts_with(keys::kMembers)) {
    TakeMember(ids[0], ids[1], value);
    return std::string(ids[1]);
  }
  TakeKey(ids[0], ids[1], value);
  return std::string(ids[0]);
}

// What can't be read grants nothing.

void AccessTable::TakeActor(std::string_view actor, const std::optional<std::string>& value) {
  Holder& holder = holders_[std::string(actor)];
  v1::Actor message;
  bool deleted = true;
  const bool readable = value && ParseResource(*value, &message, &deleted);
  if (value && !readable) damaged_ = true;
  holder.enabled = readable && !deleted && !message.disabled();
  holder.kind = message.kind();
  holder.roles = domain::ToRoleSet(message.roles());
  if (holder.kind == v1::ACTOR_KIND_AI) holder.roles = holder.roles & domain::kAiRoles;
}

void AccessTable::TakeMember(std::string_view publisher, std::string_view actor,
                             const std::optional<std::string>& value) {
  Holder& holder = holders_[std::string(actor)];
  v1::Member message;
  bool deleted = true;
  const bool readable = value && ParseResource(*value, &message, &deleted);
  if (value && !readable) damaged_ = true;
  if (readable && !deleted) {
    holder.memberships[std::string(publisher)] = domain::ToRoleSet(message.roles());
  } else {
    holder.memberships.erase(std::string(publisher));
  }
}

void AccessTable::TakeKey(std::string_view actor, std::string_view id,
                          const std::optional<std::string>& value) {
  Holder& holder = holders_[std::string(actor)];
  storage::v1::StoredApiKey stored;
  v1::ApiKey message;
  const bool readable = value && stored.ParseFromString(*value) &&
                        message.ParseFromString(stored.api_key()) &&
                        !stored.secret_sha256().empty();
  if (value && !readable) damaged_ = true;
  const std::string key_id(id);
  if (auto before = holder.keys.find(key_id); before != holder.keys.end()) {
    SetGrant(before->second.sha256, nullptr);
    holder.keys.erase(before);
  }
  if (!readable || message.revoked()) return;
  Key& key = holder.keys[key_id];
  key.sha256 = stored.secret_sha256();
  if (message.has_expire_time()) key.expires = domain::FromTimestamp(message.expire_time());
}

void AccessTable::Publish(const std::string& actor) {
  const Holder& holder = holders_[actor];
  for (const auto& [id, key] : holder.keys) {
    if (!holder.enabled) {
      SetGrant(key.sha256, nullptr);
      continue;
    }
    auto grant = std::make_shared<Grant>();
    grant->principal.actor = actor;
    grant->principal.kind = holder.kind;
    grant->principal.roles = holder.roles;
    grant->principal.memberships = holder.memberships;
    grant->principal.api_key = domain::MakeName(domain::kApiKeyPattern, {actor, id});
    grant->expires = key.expires;
    SetGrant(key.sha256, std::move(grant));
  }
}

void AccessTable::SetGrant(const std::string& sha256, std::shared_ptr<const Grant> grant) {
  Shard& shard = ShardOf(sha256);
  absl::MutexLock lock(&shard.mutex);
  if (grant == nullptr) {
    shard.grants.erase(sha256);
  } else {
    shard.grants[sha256] = std::move(grant);
  }
}

AccessTable::Shard& AccessTable::ShardOf(std::string_view sha256) {
  return shards_[static_cast<uint8_t>(sha256.front()) % kShards];
}
const AccessTable::Shard& AccessTable::ShardOf(std::string_view sha256) const {
  return shards_[static_cast<uint8_t>(sha256.front()) % kShards];
}

absl::StatusOr<std::shared_ptr<const domain::Principal>> AccessTable::Authenticate(
    std::string_view authorization, absl::Time now) const {
  const std::string_view credential = CredentialOf(authorization);
  if (credential.empty()) return Refused();
  // Comparing hashes tells a guesser nothing: nobody can choose a key for the
  // time that its hash takes to differ.
  const std::string& sha256 = Sha256OfCredential(credential);
  std::shared_ptr<const Grant> grant;
  {
    const Shard& shard = ShardOf(sha256);
    absl::ReaderMutexLock lock(&shard.mutex);
    auto found = shard.grants.find(sha256);
    if (found != shard.grants.end()) grant = found->second;
  }
  if (grant == nullptr && sha256 == public_sha256_) grant = public_;
  if (grant == nullptr || now >= grant->expires) return Refused();
  const domain::Principal* principal = &grant->principal;
  return std::shared_ptr<const domain::Principal>(std::move(grant), principal);
}

std::string AccessTable::OpenToPublic() {
  std::string credential = domain::Base64UrlEncode(domain::RandomBytes(kPublicBytes));
  auto grant = std::make_shared<Grant>();
  grant->principal.actor = kPublicActor;
  grant->principal.kind = v1::ACTOR_KIND_SERVICE;
  grant->principal.roles = {v1::ROLE_CONSUMER};
  grant->principal.api_key = domain::MakeName(domain::kApiKeyPattern, {kPublicActor, "pages"});
  grant->expires = absl::InfiniteFuture();
  public_sha256_ = domain::Sha256(credential);
  public_ = std::move(grant);
  return credential;
}

std::shared_ptr<const domain::Principal> AccessTable::ActingFor(std::string_view actor,
                                                                absl::Time now) const {
  absl::MutexLock lock(&mutex_);
  auto found = holders_.find(ToAbsl(actor));
  if (found == holders_.end() || !found->second.enabled) return nullptr;
  const Holder& holder = found->second;
  const auto usable = [now](const auto& key) { return now < key.second.expires; };
  if (std::none_of(holder.keys.begin(), holder.keys.end(), usable)) return nullptr;
  auto principal = std::make_shared<domain::Principal>();
  principal->actor = actor;
  principal->kind = holder.kind;
  principal->roles = holder.roles;
  principal->memberships = holder.memberships;
  return principal;
}

size_t AccessTable::size() const {
  size_t n = 0;
  for (const Shard& shard : shards_) {
    absl::ReaderMutexLock lock(&shard.mutex);
    n += shard.grants.size();
  }
  return n;
}

void AccessTable::OnCommit(storage::Version, std::span<const storage::Mutation> mutations,
                           std::string_view) {
  if (std::none_of(mutations.begin(), mutations.end(),
                   [](const storage::Mutation& m) { return IsAboutAccess(m.key); })) {
    return;
  }
  std::vector<std::string> touched;
  absl::MutexLock lock(&mutex_);
  for (const storage::Mutation& mutation : mutations) {
    if (!IsAboutAccess(mutation.key)) continue;
    if (pending_) {
      pending_->emplace_back(mutation.key, mutation.value);
    } else {
      touched.push_back(Take(mutation.key, mutation.value));
    }
  }
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  for (const std::string& actor : touched) Publish(actor);
}

}  // namespace factcheck::auth
