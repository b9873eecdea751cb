// The form of a stored resource. Grammar:
//
//   record  = format flags meta-length meta public-length public staff
//   format  = %x01                      ; readers refuse any other
//   flags   = OCTET                     ; bit 0: soft-deleted, bit 1: restricted,
//                                       ; bit 2: the staff part stands alone
//   *-length = varint                   ; base 128, as in protobuf
//   meta    = factcheck.storage.v1.ChangeMeta of the commit that wrote the record
//   public  = the serialised factcheck.v1 message, exactly as it is answered
//   staff   = fields that only colleagues see, serialised as the same message
//
// `public staff` is one valid serialised message (protobuf merges what is
// concatenated), so either answer is one slice of the stored bytes: no parse.
// Where colleagues see more entries of a list than the public, concatenation
// would disorder it: then bit 2 is set and `staff` alone is the whole message.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_RECORD_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace factcheck::domain {

inline constexpr uint8_t kRecordDeleted = 1;
inline constexpr uint8_t kRecordRestricted = 2;
inline constexpr uint8_t kRecordStaffAlone = 4;

// A view into stored bytes; valid as long as they are.
struct Record {
  uint8_t flags = 0;
  std::string_view meta;
  std::string_view public_bytes;
  std::string_view all_bytes;  // What colleagues see.

  bool deleted() const { return flags & kRecordDeleted; }
  bool restricted() const { return flags & kRecordRestricted; }
  std::string_view For(bool staff) const { return staff ? all_bytes : public_bytes; }
};

// kDataLoss where the bytes are no record of a known format.
absl::StatusOr<Record> ParseRecord(std::string_view stored);

std::string MakeRecord(uint8_t flags, std::string_view meta, std::string_view public_bytes,
                       std::string_view staff_bytes);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_RECORD_H_
