#include "client/cpp/signed_note.h"

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "client/cpp/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/cpp/note_signer.h"

namespace factcheck::client {
namespace {

using ::testing::HasSubstr;

const std::string kRoot(32, '\x2a');
const std::string kText = "ledger.example/facts\n12\n" + absl::Base64Escape(kRoot) + "\n";

TEST(LedgerPublicKeyTest, ReadsTheKnownExample) {
  // golang.org/x/mod/sumdb/note.
  const absl::StatusOr<LedgerPublicKey> key =
      LedgerPublicKey::Parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->name, "PeterNeumann");
  EXPECT_EQ(absl::BytesToHexString(key->key_id), "c74f20a3");
}

TEST(LedgerPublicKeyTest, SaysWhatIsWrongWithOthers) {
  const auto check = [](const std::string& text, const std::string& why) {
    const absl::Status status = LedgerPublicKey::Parse(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  };
  check("", "form");
  check("PRIVATE", "form");
  check("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "no name");
  check("PeterNeumann+c74f20a3+AhRpc2Qc", "Ed25519");
  check("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "id");
  check("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "id");
}

class CheckpointTest : public ::testing::Test {
 protected:
  absl::StatusOr<LedgerCheckpoint> Open(const std::string& note) {
    return OpenCheckpoint(note, keys_);
  }
  void CheckRefused(const std::string& note, const std::string& why) {
    const absl::Status status = Open(note).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << note;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why)) << note;
  }
  std::string Signed(const std::string& text) {
    return Concat({text, "\n", signer_.LineFor(text)});
  }

  const NoteSigner signer_{"ledger.example/facts"};
  std::vector<LedgerPublicKey> keys_ = {*LedgerPublicKey::Parse(signer_.verifier_key())};
};

TEST_F(CheckpointTest, OfATrustedKeyIsOpened) {
  const absl::StatusOr<LedgerCheckpoint> checkpoint = Open(Signed(kText));
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(*checkpoint, (LedgerCheckpoint{"ledger.example/facts", 12, kRoot}));
  // Lines behind the third are extensions.
  EXPECT_EQ(Open(Signed(kText + "more\n"))->size, 12u);
}

TEST_F(CheckpointTest, SignaturesOfOthersAreLeftAsideAndOneOfTheTrustedIsEnough) {
  const NoteSigner stranger("ledger.example/facts");
  const NoteSigner witness("witness.example");
  EXPECT_TRUE(Open(Signed(kText) + stranger.LineFor(kText) + witness.LineFor(kText)).ok());
  CheckRefused(Concat({kText, "\n", stranger.LineFor(kText)}), "none of the trusted keys");
  // After a rotation: either key will do.
  keys_.insert(keys_.begin(), *LedgerPublicKey::Parse(stranger.verifier_key()));
  EXPECT_TRUE(Open(Signed(kText)).ok());
  EXPECT_TRUE(Open(Concat({kText, "\n", stranger.LineFor(kText)})).ok());
  // A trusted key of another name signs nothing of this ledger.
  keys_ = {*LedgerPublicKey::Parse(witness.verifier_key())};
  CheckRefused(Concat({kText, "\n", witness.LineFor(kText)}), "signed by witness.example");
}

TEST_F(CheckpointTest, AnyFlippedBitIsFound) {
  const std::string note = Signed(kText);
  for (size_t at = 0; at < note.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = note;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_FALSE(Open(changed).ok()) << "byte " << at << " bit " << bit;
    }
  }
}

TEST_F(CheckpointTest, WhatIsNoCheckpointIsRefused) {
  CheckRefused("", "no signatures");
  CheckRefused(kText, "no signatures");
  CheckRefused(kText + "\n", "none of the trusted keys");
  CheckRefused(Signed("ledger.example/facts\n12\n"), "three lines");
  for (const char* size : {"", "-1", "+1", "012", "1x", "99999999999999999999"}) {
    CheckRefused(Signed(Concat({"ledger.example/facts\n", size, "\n", kText.substr(24)})),
                 "no size");
  }
  CheckRefused(Signed("ledger.example/facts\n12\nAAAA\n"), "no hash");
  const std::string note = Signed(kText);
  CheckRefused(note.substr(0, note.size() - 1), "no end");
  CheckRefused(std::string(2 << 20, '\n'), "too large");
}

}  // namespace
}  // namespace factcheck::client
