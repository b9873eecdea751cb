#include "server/domain/statuses/answer.h"

namespace factcheck::domain {
namespace {

void AppendVarint(uint64_t n, std::string& out) {
  while (n >= 0x80) {
    out.push_back(static_cast<char>(n | 0x80));
    n >>= 7;
  }
  out.push_back(static_cast<char>(n));
}

}  // namespace

void AppendField(int number, std::string_view bytes, std::string& out) {
  AppendVarint(static_cast<uint64_t>(number) << 3 | 2, out);
  AppendVarint(bytes.size(), out);
  out.append(bytes);
}

void AppendVarintField(int number, uint64_t value, std::string& out) {
  AppendVarint(static_cast<uint64_t>(number) << 3, out);
  AppendVarint(value, out);
}

void AppendExactAnswer(std::string_view claim_name, std::string_view status, std::string& out) {
  std::string match;
  match.reserve(status.size() + claim_name.size() + 16);
  AppendVarintField(v1::StatusMatch::kApplicabilityFieldNumber, v1::APPLICABILITY_EXACT, match);
  AppendField(v1::StatusMatch::kClaimFieldNumber, claim_name, match);
  AppendField(v1::StatusMatch::kStatusFieldNumber, status, match);
  AppendVarintField(v1::StatusAnswer::kApplicabilityFieldNumber, v1::APPLICABILITY_EXACT, out);
  AppendField(v1::StatusAnswer::kMatchesFieldNumber, match, out);
}

}  // namespace factcheck::domain
