// Certificates for tests of TLS.
#ifndef FACTCHECK_TESTS_SUPPORT_CERTIFICATE_H_
#define FACTCHECK_TESTS_SUPPORT_CERTIFICATE_H_

#include <string>

namespace factcheck::testing {

// In PEM form, for `localhost` and 127.0.0.1, signed by itself, valid for a day.
struct Certificate {
  std::string certificate;
  std::string key;
};
Certificate MakeCertificate();

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_SUPPORT_CERTIFICATE_H_
