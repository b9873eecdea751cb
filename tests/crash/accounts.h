// The accounts between which the writers of the crash test move money: their sum
// shows whether any commit was half done.
#ifndef FACTCHECK_TESTS_CRASH_ACCOUNTS_H_
#define FACTCHECK_TESTS_CRASH_ACCOUNTS_H_

#include <cstddef>
#include <string>

namespace factcheck::storage {

inline constexpr size_t kAccounts = 6;
inline constexpr int kOpeningBalance = 100;  // Of an account that is not yet stored.

// Some of them in the region of history keys, which an engine may keep apart.
inline std::string Account(size_t i) {
  return std::string(i % 2 == 0 ? "a" : "h") + "/account/" + std::to_string(i);
}

}  // namespace factcheck::storage

#endif  // FACTCHECK_TESTS_CRASH_ACCOUNTS_H_
