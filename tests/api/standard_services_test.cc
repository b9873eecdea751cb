// Health checking, reflection and channelz: what tools expect of any gRPC server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

// The reflection service's messages are in gRPC's library, without their headers.
std::unique_ptr<google::protobuf::Message> NewReflectionMessage(const std::string& name) {
  const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      "grpc.reflection.v1alpha." + name);
  return std::unique_ptr<google::protobuf::Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

// What the server answers to a ServerReflectionRequest, both in text form; "" for an error.
std::string Reflect(const TestServer& server, const std::string& request) {
  const auto message = NewReflectionMessage("ServerReflectionRequest");
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(request, message.get()));
  const WireAnswer answer =
      server.WithKey("").CallRaw("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                 message->SerializeAsString());
  const auto response = NewReflectionMessage("ServerReflectionResponse");
  if (!answer.status.ok() || !response->ParseFromString(answer.bytes)) return "";
  return response->DebugString();
}

std::vector<std::string> ReflectedServices(const TestServer& server) {
  const std::string text = Reflect(server, "list_services: ''");
  std::vector<std::string> names;
  const std::string mark = "name: \"";
  for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
    at += mark.size();
    names.push_back(text.substr(at, text.find('"', at) - at));
  }
  return names;
}

grpc::health::v1::HealthCheckResponse::ServingStatus HealthOf(const TestServer& server,
                                                              const std::string& service) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  const auto response = server.WithKey("").Call<grpc::health::v1::HealthCheckResponse>(
      "grpc.health.v1.Health/Check", request);
  return response.ok() ? response->status()
                       : grpc::health::v1::HealthCheckResponse::SERVICE_UNKNOWN;
}

TEST(StandardServicesTest, HealthIsKnownOverallAndByServiceWithoutAKey) {
  TestServer server;
  for (const char* service :
       {"", "factcheck.v1.Admin", "factcheck.v1.Claims", "factcheck.v1.Publishers",
        "factcheck.v1.Statuses", "factcheck.v1.Transfers", "factcheck.v1.Verdicts"}) {
    EXPECT_EQ(HealthOf(server, service), grpc::health::v1::HealthCheckResponse::SERVING) << service;
  }
  EXPECT_EQ(HealthOf(server, "nonsense"), grpc::health::v1::HealthCheckResponse::SERVICE_UNKNOWN);
}

TEST(StandardServicesTest, WatchersAreToldOfTheEndAndDoNotDelayIt) {
  TestServer server;
  const auto stub = grpc::health::v1::Health::NewStub(server.NewChannel());
  grpc::ClientContext context;
  grpc::health::v1::HealthCheckRequest request;
  request.set_service("factcheck.v1.Claims");
  const auto reader = stub->Watch(&context, request);
  grpc::health::v1::HealthCheckResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING);
  std::thread stop([&] { EXPECT_TRUE(server.Stop(absl::InfiniteDuration())); });
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::NOT_SERVING);
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  stop.join();
}

TEST(StandardServicesTest, ReflectionListsEveryService) {
  TestServer server;
  EXPECT_THAT(ReflectedServices(server),
              IsSupersetOf({"factcheck.v1.Admin", "factcheck.v1.Claims", "factcheck.v1.Publishers",
                            "factcheck.v1.Statuses", "factcheck.v1.Transfers",
                            "factcheck.v1.Verdicts", "grpc.health.v1.Health"}));
}

TEST(StandardServicesTest, EveryServiceThatIsListedCanBeDescribed) {
  TestServer server;
  for (const std::string& service : ReflectedServices(server)) {
    EXPECT_THAT(Reflect(server, "file_containing_symbol: '" + service + "'"),
                HasSubstr("file_descriptor_response"))
        << service;
  }
}

TEST(StandardServicesTest, ChannelzIsThereWhereOnlyThisMachineCanAsk) {
  TestServer server;
  EXPECT_THAT(ReflectedServices(server), Contains("grpc.channelz.v1.Channelz"));
  EXPECT_TRUE(server.WithKey("").CallRaw("grpc.channelz.v1.Channelz/GetServers", "").status.ok());
}

TEST(StandardServicesTest, WhatIsTurnedOffIsNotServed) {
  TestServer server([](api::ServerOptions& options) {
    options.channelz = false;
    options.reflection = false;
  });
  EXPECT_EQ(
      server.WithKey("").CallRaw("grpc.channelz.v1.Channelz/GetServers", "").status.error_code(),
      grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_THAT(ReflectedServices(server), ::testing::IsEmpty());
}

}  // namespace
}  // namespace factcheck::testing
