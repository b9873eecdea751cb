// The encodings between gRPC, gRPC-Web, Connect and HTTP.
#ifndef FACTCHECK_SERVER_GATEWAY_ENCODING_H_
#define FACTCHECK_SERVER_GATEWAY_ENCODING_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace factcheck::gateway {

// RFC 4648 section 4, with padding where `padded`.
std::string Base64(std::string_view bytes, bool padded = true);
// With or without padding, in either alphabet; pieces that were padded each for themselves may
// follow one another. nullopt for anything else.
std::optional<std::string> FromBase64(std::string_view text);

// As grpc-message has it: all but printable ASCII, and "%", as %XX.
std::string PercentEncode(std::string_view text);
// nullopt where a "%" is not followed by two hexadecimal digits. "+" is a space where
// `plus_is_space`, as in queries.
std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space);
// The parameters of a query, decoded. nullopt where it is malformed or names one twice.
std::optional<std::map<std::string, std::string>> ParseQuery(std::string_view query);

// A message with its five bytes before it: one of flags, four of length, big-endian. gRPC-Web
// and streams of Connect.
std::string Frame(uint8_t flags, std::string_view message);
inline constexpr uint8_t kCompressedFlag = 0x01;
inline constexpr uint8_t kConnectEndFlag = 0x02;
inline constexpr uint8_t kWebTrailersFlag = 0x80;

// The only message of `body`. An error text, for the client, where it is not one
// uncompressed frame.
struct Unframed {
  std::string_view message;
  std::string_view error;
  bool compressed = false;
};
Unframed Unframe(std::string_view body);

// As text or the value of a quoted attribute, in HTML and XML; control characters that XML
// can't hold are left out.
std::string EscapeHtml(std::string_view text);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_ENCODING_H_
