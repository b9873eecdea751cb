// What a request's head must be, beyond what the parser asks: wherever two programs could read
// the same bytes as different requests, they are refused (RFC 9112 sections 5.1, 5.2, 6.1, 6.3,
// 11.2).
#ifndef FACTCHECK_SERVER_GATEWAY_REQUEST_HEAD_H_
#define FACTCHECK_SERVER_GATEWAY_REQUEST_HEAD_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace factcheck::gateway {

// Where the head ends: behind the empty line. nullopt where it has not come yet.
std::optional<size_t> HeadEnd(std::string_view bytes);

// What is wrong with a whole head, for the client; "" where nothing is.
std::string_view WhatIsWrong(std::string_view head);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_REQUEST_HEAD_H_
