// The checksum of a portable export.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_PORTABLE_HASH_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_PORTABLE_HASH_H_

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace factcheck::domain {

// SHA-256 over parts, each preceded by its length (8 bytes, big-endian).
class PortableHash {
 public:
  PortableHash();
  void Add(std::string_view part);
  // Once, at the end.
  std::string Finish();

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_PORTABLE_HASH_H_
