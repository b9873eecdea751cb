// Signs notes, so that what verifies them can be tested.
#ifndef FACTCHECK_TESTS_UNIT_CLIENT_CPP_NOTE_SIGNER_H_
#define FACTCHECK_TESTS_UNIT_CLIENT_CPP_NOTE_SIGNER_H_

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "client/cpp/text.h"
#include "gtest/gtest.h"

namespace factcheck::client {

// With a new key of its own.
class NoteSigner {
 public:
  explicit NoteSigner(std::string name)
      : name_(std::move(name)), key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")) {
    std::string raw(32, '\0');
    size_t size = raw.size();
    EXPECT_EQ(EVP_PKEY_get_raw_public_key(key_.get(), Data(raw), &size), 1);
    typed_ = "\x01" + raw;
    const std::string named = Concat({name_, "\n", typed_});
    std::string digest(32, '\0');
    EXPECT_EQ(EVP_Digest(named.data(), named.size(), Data(digest), nullptr, EVP_sha256(), nullptr),
              1);
    key_id_ = digest.substr(0, 4);
  }

  std::string verifier_key() const {
    return Concat({name_, "+", absl::BytesToHexString(key_id_), "+", absl::Base64Escape(typed_)});
  }
  std::string LineFor(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    std::string signature(64, '\0');
    size_t size = signature.size();
    EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()), 1);
    EXPECT_EQ(EVP_DigestSign(context.get(), Data(signature), &size,
                             reinterpret_cast<const unsigned char*>(text.data()), text.size()),
              1);
    return Concat({"\xe2\x80\x94 ", name_, " ", absl::Base64Escape(key_id_ + signature), "\n"});
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  static unsigned char* Data(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
  }

  const std::string name_;
  const std::unique_ptr<EVP_PKEY, Free> key_;
  std::string typed_;
  std::string key_id_;
};

}  // namespace factcheck::client

#endif  // FACTCHECK_TESTS_UNIT_CLIENT_CPP_NOTE_SIGNER_H_
