#include "server/ledger/signing_key.h"

#include <openssl/evp.h>

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace factcheck::ledger {
namespace {

// The example of the signed-note format's first implementation (golang.org/x/mod/sumdb/note).
constexpr char kPrivate[] =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr char kPublic[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kText[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr char kLine[] =
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    "\n";

TEST(SigningKeyTest, SignsAsTheKnownExample) {
  const std::optional<SigningKey> key = SigningKey::Parse(kPrivate);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->verifier().ToString(), kPublic);
  EXPECT_EQ(key->ToString(), kPrivate);
  EXPECT_EQ(key->SignatureLine(kText), kLine);
}

TEST(SigningKeyTest, ANewKeyReadsBackAndNoTwoAreAlike) {
  const SigningKey key = SigningKey::Generate("ledger.example/facts");
  const std::optional<SigningKey> again = SigningKey::Parse(key.ToString());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->SignatureLine("text\n"), key.SignatureLine("text\n"));
  EXPECT_NE(again->SignatureLine("text\n"), key.SignatureLine("test\n"));
  const std::optional<VerifierKey> verifier = VerifierKey::Parse(key.verifier().ToString());
  ASSERT_TRUE(verifier.has_value());
  EXPECT_EQ(verifier->public_key, key.verifier().public_key);
  EXPECT_NE(SigningKey::Generate("ledger.example/facts").ToString(), key.ToString());
}

TEST(SigningKeyTest, WhatIsNoKeyIsRefused) {
  const std::string bad_id = "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  const std::string other_name =
      "PeterNeumane+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  const std::string other_kind =
      "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  for (const std::string& text :
       {std::string(), std::string("+"), std::string("a+b"), std::string("a+c74f20a3+"), bad_id,
        other_name, other_kind, std::string(kPublic).substr(0, 50), std::string(kPrivate)}) {
    EXPECT_FALSE(VerifierKey::Parse(text).has_value()) << text;
  }
  EXPECT_FALSE(SigningKey::Parse(kPublic).has_value());
  std::string changed = kPrivate;
  changed[changed.size() - 3] ^= 1;
  EXPECT_FALSE(SigningKey::Parse(changed).has_value());
}

TEST(SigningKeyTest, ANameIsPrintableWithoutSpaceAndPlus) {
  for (const char* name : {"a", "ledger.example.org/facts", "factcheckd/00ff"}) {
    EXPECT_TRUE(IsKeyName(name)) << name;
  }
  for (const std::string& name :
       {std::string(), std::string("a b"), std::string("a+b"), std::string("a\n"),
        std::string("\xc3\xa9"), std::string(kMaxKeyNameBytes + 1, 'a')}) {
    EXPECT_FALSE(IsKeyName(name)) << name;
  }
}

}  // namespace
}  // namespace factcheck::ledger
