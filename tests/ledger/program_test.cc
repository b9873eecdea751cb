// `factcheck ledger` against a server with the demonstration, and against what is left when the
// server is gone or has lied.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/byte_source.h"
#include "client/cli/dump_file.h"
#include "client/cli/output_file.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/ledger_service.pb.h"
#include "nlohmann/json.hpp"
#include "tests/support/server_process.h"

namespace factcheck::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr absl::Duration kLimit = absl::Seconds(60);
constexpr char kOrigin[] = "ledger.example/demo";

class LedgerProgramTest : public ::testing::Test {
 protected:
  void SetUp() override {
    StartServer();
    Must({"demo", "load"});
    key_ = NewestKey();
  }

  void StartServer() {
    auto server = ServerProcess::Start(FACTCHECKD, directory_.path(), {"--ledger-origin", kOrigin});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    address_ = server_->address();
  }
  void StopServer() {
    ASSERT_EQ(server_->Stop(), 0);
    address_ = "127.0.0.1:1";
  }
  std::string Path(const std::string& name) const { return (directory_.path() / name).string(); }

  Finished Run(const std::vector<std::string>& command) const {
    std::vector<std::string> arguments = {
        FACTCHECK,   "--config",   "/nowhere",
        "--address", address_,     "--timeout",
        "10s",       "--key-file", (directory_.path() / "data" / "admin.key").string()};
    arguments.insert(arguments.end(), command.begin(), command.end());
    return RunProgram(arguments, kLimit);
  }
  std::string Must(const std::vector<std::string>& command) const {
    const Finished finished = Run(command);
    EXPECT_EQ(finished.exit_code, 0) << command[0] << " " << command[1] << ": " << finished.err;
    return finished.out;
  }
  Finished Verify(std::vector<std::string> command, const std::string& key) const {
    command.insert(command.begin(), {"ledger", "verify"});
    command.insert(command.end(), {"--ledger-key", key});
    return Run(command);
  }
  void MustVerify(const std::vector<std::string>& command) const {
    const Finished finished = Verify(command, key_);
    EXPECT_EQ(finished.exit_code, 0) << command[0] << ": " << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("verified"));
  }
  void MustNotVerify(const std::vector<std::string>& command, const std::string& why) const {
    const Finished finished = Verify(command, key_);
    EXPECT_EQ(finished.exit_code, 1) << command[0] << ": " << finished.out;
    EXPECT_THAT(finished.err, HasSubstr(why));
  }
  std::string NewestKey() const {
    const json keys = json::parse(Must({"ledger", "keys", "--output", "json"}));
    return keys["keys"][0]["verifierKey"];
  }
  // One more publication.
  void PublishAnother(const std::string& statement) const {
    const std::string path = Path("review.json");
    std::ofstream(path) << json{
        {"@type", "ClaimReview"},
        {"url", "https://checks.example/" + std::to_string(std::hash<std::string>()(statement))},
        {"claimReviewed", statement},
        {"author", {{"@type", "Organization"}, {"name", "Checks"}}},
        {"inLanguage", "en"},
        {"reviewRating", {{"alternateName", "False"}}}};
    Must({"import", path, "--no-rejects"});
  }
  std::string ReadFile(const std::string& path) const {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  // Rewrites an export part by part.
  void Rewrite(const std::string& from, const std::string& to, cli::DumpKind kind,
               const std::function<void(std::string&)>& change) const {
    auto source = cli::OpenSource(from);
    ASSERT_TRUE(source.ok());
    cli::DumpReader reader(source->get(), kind);
    auto file = cli::OutputFile::Open(cli::Io{}, to, true, false);
    ASSERT_TRUE(file.ok());
    cli::DumpWriter writer(file->get(), kind);
    while (true) {
      auto part = reader.Next();
      ASSERT_TRUE(part.ok()) << part.status();
      if (!*part) break;
      change(**part);
      ASSERT_TRUE(writer.Add(**part).ok());
    }
    ASSERT_TRUE(writer.Finish().ok());
  }

  const TemporaryDirectory directory_;
  std::unique_ptr<ServerProcess> server_;
  std::string address_;
  std::string key_;
};

// A dump as somebody would make it who rewrites the past and the checksum with it.
class DumpForger {
 public:
  explicit DumpForger(std::function<void(storage::v1::PortableEntry&)> change)
      : change_(std::move(change)) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void operator()(std::string& part) {
    storage::v1::PortableChunk chunk;
    ASSERT_TRUE(chunk.ParseFromString(part));
    for (storage::v1::PortableEntry& entry : *chunk.mutable_entries()) {
      change_(entry);
      Add(entry.SerializeAsString());
    }
    for (const storage::v1::PortableLogEntry& entry : chunk.log()) Add(entry.SerializeAsString());
    if (chunk.has_trailer()) {
      std::string digest(32, '\0');
      EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
      chunk.mutable_trailer()->set_sha256(digest);
    }
    part = chunk.SerializeAsString();
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  void Add(const std::string& bytes) {
    std::string size(8, '\0');
    for (size_t i = 0; i < 8; ++i) size[i] = static_cast<char>(bytes.size() >> (8 * (7 - i)));
    EVP_DigestUpdate(context_.get(), size.data(), size.size());
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }

  std::function<void(storage::v1::PortableEntry&)> change_;
  std::shared_ptr<EVP_MD_CTX> context_{EVP_MD_CTX_new(), Free()};
};

void Replace(std::string* text, std::string_view what, std::string_view with) {
  for (size_t at = text->find(what); at != std::string::npos; at = text->find(what, at + 1)) {
    text->replace(at, what.size(), with);
  }
}

TEST_F(LedgerProgramTest, WhatWasKeptIsVerifiedWithoutTheServer) {
  // The entries of the demonstration: every publication that its verdicts count.
  const std::string listed = Must({"ledger", "entries", "--limit", "0", "--output", "json"});
  std::vector<json> entries;
  for (std::string_view rest = listed; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    entries.push_back(json::parse(line));
    rest.remove_prefix(line.size() + 1);
  }
  ASSERT_GT(entries.size(), 4u);
  const std::string revision = entries[2]["entry"]["revision"];
  const std::string verdict = revision.substr(0, revision.find("/revisions"));

  Must({"ledger", "checkpoint", "--save", Path("monday")});
  Must({"ledger", "prove", revision, "--save", Path("proof")});
  MustVerify({"verdict", verdict});
  PublishAnother("The bridge is open.");
  PublishAnother("The bridge is closed.");
  MustVerify({"checkpoint", Path("monday")});
  Must({"ledger", "consistency", std::to_string(entries.size()), "--save", Path("tuesday")});
  Must({"ledger", "checkpoint", "--save", Path("tuesday.checkpoint")});
  Must({"ledger", "export", Path("ledger.fcledger")});
  Must({"dump", Path("dump")});
  EXPECT_THAT(Must({"ledger", "audit"}), HasSubstr("whole"));

  StopServer();
  MustVerify({"proof", Path("proof")});
  MustVerify({"checkpoint", Path("monday"), "--proof", Path("tuesday")});
  MustVerify({"export", Path("ledger.fcledger")});
  MustVerify({"export", Path("ledger.fcledger"), "--checkpoint", Path("monday")});
  MustVerify({"export", Path("dump"), "--checkpoint", Path("monday"), "--checkpoint",
              Path("tuesday.checkpoint")});
}

TEST_F(LedgerProgramTest, WhatWasChangedIsFound) {
  Must({"ledger", "checkpoint", "--save", Path("checkpoint")});
  Must({"ledger", "prove", "--index", "1", "--save", Path("proof")});
  Must({"ledger", "export", Path("ledger")});
  Must({"dump", Path("dump")});
  StopServer();

  json proof = json::parse(ReadFile(Path("proof")));
  std::string content = proof["record"]["content"];
  content[20] = content[20] == 'A' ? 'B' : 'A';
  proof["record"]["content"] = content;
  std::ofstream(Path("changed.proof")) << proof;
  MustNotVerify({"proof", Path("changed.proof")}, "another text");

  std::string note = ReadFile(Path("checkpoint"));
  note.insert(note.find('\n', note.find('\n') + 1), "1");  // Ten times the size.
  std::ofstream(Path("changed.checkpoint")) << note;
  MustNotVerify({"checkpoint", Path("changed.checkpoint"), "--proof", Path("proof")}, "signature");

  // In the ledger: a text; a whole entry with its text; the last one.
  int part = 0;
  Rewrite(Path("ledger"), Path("text"), cli::DumpKind::kLedger, [&](std::string& bytes) {
    v1::GetEntriesResponse page;
    if (part++ == 0 || !page.ParseFromString(bytes)) return;
    page.mutable_records(2)->mutable_content()->back() ^= 1;
    bytes = page.SerializeAsString();
  });
  MustNotVerify({"export", Path("text")}, "entry 2 commits to another text");
  part = 0;
  Rewrite(Path("ledger"), Path("swapped"), cli::DumpKind::kLedger, [&](std::string& bytes) {
    v1::GetEntriesResponse page;
    if (part++ == 0 || !page.ParseFromString(bytes)) return;
    v1::LedgerEntry entry;
    ASSERT_TRUE(entry.ParseFromString(page.records(2).entry()));
    entry.mutable_publish_time()->set_seconds(1);
    page.mutable_records(2)->set_entry(entry.SerializeAsString());
    bytes = page.SerializeAsString();
  });
  MustNotVerify({"export", Path("swapped")}, "was signed for");
  part = 0;
  Rewrite(Path("ledger"), Path("short"), cli::DumpKind::kLedger, [&](std::string& bytes) {
    v1::GetEntriesResponse page;
    if (part++ == 0 || !page.ParseFromString(bytes)) return;
    page.mutable_records()->RemoveLast();
    bytes = page.SerializeAsString();
  });
  MustNotVerify({"export", Path("short")}, "covers");
}

TEST_F(LedgerProgramTest, ADumpWhosePastWasRewrittenIsFoundThoughItAddsUp) {
  PublishAnother("Pigs can fly.");
  Must({"ledger", "checkpoint", "--save", Path("checkpoint")});
  Must({"dump", Path("dump")});
  StopServer();
  const auto forge = [&](const std::string& name,
                         std::function<void(storage::v1::PortableEntry&)> change) {
    Rewrite(Path("dump"), Path(name), cli::DumpKind::kDatabase, DumpForger(std::move(change)));
    return std::vector<std::string>{"export", Path(name), "--checkpoint", Path("checkpoint")};
  };
  MustVerify(forge("same", [](storage::v1::PortableEntry&) {}));
  // The rating of a published revision.
  MustNotVerify(forge("verdict",
                      [](storage::v1::PortableEntry& entry) {
                        if (entry.key().starts_with("r/")) {
                          Replace(entry.mutable_value(), "False", "Right");
                        }
                      }),
                "not the text that was entered");
  // And the ledger's text with it.
  MustNotVerify(forge("ledger",
                      [](storage::v1::PortableEntry& entry) {
                        if (entry.key().starts_with("r/") || entry.key().starts_with("y/")) {
                          Replace(entry.mutable_value(), "False", "Right");
                        }
                      }),
                "another text");
  // Published and in no ledger.
  MustNotVerify(forge("unknown",
                      [](storage::v1::PortableEntry& entry) {
                        if (entry.key().starts_with("y/")) entry.set_key("z" + entry.key());
                      }),
                "not in the ledger");
  // What proofs are made from, what new entries continue, where entries are found.
  const auto begins = [](const storage::v1::PortableEntry& entry, std::string_view prefix) {
    return std::string_view(entry.key()).starts_with(prefix);
  };
  const std::string leaf("Y/n\0\0\0\0\0\0\0\0\1", 12);
  const std::string above("Y/n\1\0\0\0\0\0\0\0\1", 12);
  struct Case {
    std::string prefix;
    std::string why;
  };
  for (const Case& each :
       {Case{leaf, "the node 1 of level 0 is not that of the entries"},
        Case{above, "the node 1 of level 1 is not that of the entries"},
        Case{"Y/head", "the ledger's head"}, Case{"Y/r/", "is not found by the name of"}}) {
    MustNotVerify(forge("tree",
                        [&](storage::v1::PortableEntry& entry) {
                          if (begins(entry, each.prefix)) entry.mutable_value()->back() ^= 1;
                        }),
                  each.why);
    // As if it were not there.
    MustNotVerify(forge("hole",
                        [&](storage::v1::PortableEntry& entry) {
                          if (begins(entry, each.prefix)) entry.set_key("Z" + entry.key());
                        }),
                  each.prefix == leaf || each.prefix == above ? "is missing" : each.why);
  }
  // The checksum alone.
  Rewrite(Path("dump"), Path("flipped"), cli::DumpKind::kDatabase, [](std::string& part) {
    storage::v1::PortableChunk chunk;
    ASSERT_TRUE(chunk.ParseFromString(part));
    for (storage::v1::PortableEntry& entry : *chunk.mutable_entries()) {
      if (entry.key().starts_with("a/")) entry.mutable_value()->back() ^= 1;
    }
    part = chunk.SerializeAsString();
  });
  MustNotVerify({"export", Path("flipped"), "--checkpoint", Path("checkpoint")}, "checksum");
}

TEST_F(LedgerProgramTest, OnlyPinnedKeysAreTrusted) {
  Must({"ledger", "prove", "--index", "0", "--save", Path("proof")});
  const Finished unnamed = Run({"ledger", "verify", "proof", Path("proof")});
  EXPECT_EQ(unnamed.exit_code, 2);
  EXPECT_THAT(unnamed.err, HasSubstr("--ledger-key"));
  // Another ledger's.
  const TemporaryDirectory other;
  auto stranger = ServerProcess::Start(FACTCHECKD, other.path(), {"--ledger-origin", kOrigin});
  ASSERT_TRUE(stranger.ok()) << stranger.status();
  const std::string ours = std::exchange(address_, (*stranger)->address());
  const Finished keys = RunProgram(
      {FACTCHECK, "--config", "/nowhere", "--address", (*stranger)->address(), "--key-file",
       (*stranger)->key_file().string(), "ledger", "keys", "--output", "json"},
      kLimit);
  address_ = ours;
  const std::string their_key = json::parse(keys.out)["keys"][0]["verifierKey"];
  const Finished theirs = Verify({"proof", Path("proof")}, their_key);
  EXPECT_EQ(theirs.exit_code, 1);
  EXPECT_THAT(theirs.err, HasSubstr("none of the trusted keys"));
  EXPECT_EQ(Verify({"proof", Path("proof")}, their_key + "," + key_).exit_code, 0);
  EXPECT_EQ(Verify({"proof", Path("proof")}, "nonsense").exit_code, 2);
}

TEST_F(LedgerProgramTest, AKeyIsRotatedAndThenRetired) {
  const std::string data = (directory_.path() / "data").string();
  Must({"ledger", "checkpoint", "--save", Path("old")});
  const auto rotate = [&](std::vector<std::string> more) {
    StopServer();
    more.insert(more.begin(), {FACTCHECKD, "rotate-ledger-key", "--data", data});
    const Finished rotated = RunProgram(more, kLimit);
    EXPECT_EQ(rotated.exit_code, 0) << rotated.err;
    StartServer();
    return rotated.out.substr(0, rotated.out.find('\n'));
  };
  const std::string second = rotate({});
  EXPECT_EQ(NewestKey(), second);
  PublishAnother("After the rotation.");
  // Who pinned either goes on.
  EXPECT_EQ(Verify({"checkpoint", Path("old")}, key_).exit_code, 0);
  Must({"ledger", "prove", "--index", "0", "--save", Path("both")});
  EXPECT_EQ(Verify({"proof", Path("both")}, key_).exit_code, 0);
  EXPECT_EQ(Verify({"proof", Path("both")}, second).exit_code, 0);

  const std::string third = rotate({"--retire"});
  Must({"ledger", "prove", "--index", "0", "--save", Path("third")});
  EXPECT_EQ(Verify({"proof", Path("third")}, key_).exit_code, 1);
  EXPECT_EQ(Verify({"proof", Path("third")}, third).exit_code, 0);
  // The old checkpoint is still worth something to who trusts both.
  EXPECT_EQ(Verify({"checkpoint", Path("old")}, third).exit_code, 1);
  EXPECT_EQ(Verify({"checkpoint", Path("old")}, key_ + "," + third).exit_code, 0);
}

}  // namespace
}  // namespace factcheck::testing
