#include "server/domain/transfers/portable_hash.h"

#include "server/base/check.h"
#include "server/domain/values/big_endian.h"

namespace factcheck::domain {

PortableHash::PortableHash() : context_(EVP_MD_CTX_new()) {
  FACTCHECK_CHECK(context_ != nullptr &&
                  EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void PortableHash::Add(std::string_view part) {
  std::string size;
  AppendBigEndian64(part.size(), size);
  FACTCHECK_CHECK(EVP_DigestUpdate(context_.get(), size.data(), size.size()) == 1 &&
                  EVP_DigestUpdate(context_.get(), part.data(), part.size()) == 1);
}

std::string PortableHash::Finish() {
  std::string hash(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  FACTCHECK_CHECK(EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(hash.data()),
                                     &size) == 1);
  hash.resize(size);
  return hash;
}

}  // namespace factcheck::domain
