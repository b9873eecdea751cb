#include "server/gateway/request_head.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "server/base/absl_strings.h"

namespace factcheck::gateway {
namespace {

std::string_view Check(std::string_view fields, std::string_view line = "GET /a?b HTTP/1.1") {
  static std::string head;
  head = StrCat(line, "\r\n", fields, "\r\n");
  EXPECT_EQ(HeadEnd(head), head.size());
  return WhatIsWrong(head);
}

TEST(RequestHeadTest, OrdinaryHeadsAreTaken) {
  EXPECT_EQ(Check("Host: x\r\n"), "");
  EXPECT_EQ(Check("Host:x\r\nA:\r\nB: \t c d \t\r\n"), "");
  EXPECT_EQ(Check("Host: x\r\nContent-Length: 12\r\n"), "");
  EXPECT_EQ(Check("Host: x\r\nTransfer-Encoding: Chunked\r\n"), "");
  EXPECT_EQ(Check("Host: x\r\nA: \xc3\xa9\r\n"), "");
  EXPECT_EQ(Check("", "GET / HTTP/1.0"), "");
}

TEST(RequestHeadTest, WhatCouldBeReadInTwoWaysIsNot) {
  for (const char* fields :
       {"", "Host: x\r\nHost: x\r\n", "Host : x\r\n", " Host: x\r\n", "Host: x\r\n b\r\n",
        "Host: x\r\nA: b\nC: d\r\n", "Host: x\r\nA: b\rC: d\r\n", "Host: x\r\nA\r\n",
        "Host: x\r\nA: \x7f\r\n", "Host: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n",
        "Host: x\r\nContent-Length: 1,1\r\n", "Host: x\r\nContent-Length: +1\r\n",
        "Host: x\r\nContent-Length: 1 1\r\n", "Host: x\r\nContent-Length:\r\n",
        "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n", "Host: x\r\nTransfer-Encoding:\r\n",
        "Host: x\r\ncontent-length: 1\r\nTRANSFER-ENCODING: chunked\r\n"}) {
    EXPECT_NE(Check(fields), "") << fields;
  }
  for (const char* line : {"GET /", "GET / HTTP/2.0", "GET  / HTTP/1.1", "GET / HTTP/1.1 ",
                           "G T / HTTP/1.1", "GET a HTTP/1.1", "GET http://x/ HTTP/1.1",
                           "GET /\t HTTP/1.1", "GET /#x HTTP/1.1", "", " "}) {
    EXPECT_NE(Check("Host: x\r\n", line), "") << line;
  }
  EXPECT_NE(Check("Transfer-Encoding: chunked\r\n", "POST / HTTP/1.0"), "");
}

TEST(RequestHeadTest, AHeadEndsWithAnEmptyLine) {
  EXPECT_EQ(HeadEnd("GET / HTTP/1.1\r\nHost: x\r\n"), std::nullopt);
  EXPECT_EQ(HeadEnd("GET / HTTP/1.1\n\n"), std::nullopt);
  EXPECT_EQ(HeadEnd("a\r\n\r\nb"), 5u);
}

}  // namespace
}  // namespace factcheck::gateway
