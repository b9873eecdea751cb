// Calls the gateway with the public clients of Connect and gRPC-Web, over every transport and
// format that they have for HTTP/1.1.
// Usage: node calls.mjs ADDRESS ADMIN_KEY CHECKER_KEY, with claims/bridge published before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import * as node from "@connectrpc/connect-node";
import * as web from "@connectrpc/connect-web";
import { Admin } from "./gen/factcheck/v1/admin_service_pb.js";
import { Changes } from "./gen/factcheck/v1/changes_service_pb.js";
import { ChangeStart_Edge } from "./gen/factcheck/v1/change_pb.js";
import { Claims } from "./gen/factcheck/v1/claims_service_pb.js";
import { Claim_State } from "./gen/factcheck/v1/claim_pb.js";
import { Transfers } from "./gen/factcheck/v1/transfers_service_pb.js";
import { BadRequestSchema, ErrorInfoSchema } from "./gen/google/rpc/error_details_pb.js";

const [baseUrl, adminKey, checkerKey] = process.argv.slice(2);

const as = (key) => (next) => (request) => {
  request.header.set("Authorization", `Bearer ${key}`);
  return next(request);
};

const common = (key, json) => ({ baseUrl, useBinaryFormat: !json, interceptors: [as(key)] });
const transports = {
  "connect-node, Connect, proto": (key) => node.createConnectTransport({ httpVersion: "1.1", ...common(key, false) }),
  "connect-node, Connect, JSON": (key) => node.createConnectTransport({ httpVersion: "1.1", ...common(key, true) }),
  "connect-node, Connect, GET": (key) => node.createConnectTransport({ httpVersion: "1.1", useHttpGet: true, ...common(key, false) }),
  "connect-node, gRPC-Web, proto": (key) => node.createGrpcWebTransport({ httpVersion: "1.1", ...common(key, false) }),
  "connect-node, gRPC-Web, JSON": (key) => node.createGrpcWebTransport({ httpVersion: "1.1", ...common(key, true) }),
  "connect-web, Connect, proto": (key) => web.createConnectTransport(common(key, false)),
  "connect-web, Connect, JSON": (key) => web.createConnectTransport(common(key, true)),
  "connect-web, Connect, GET": (key) => web.createConnectTransport({ useHttpGet: true, ...common(key, true) }),
  "connect-web, gRPC-Web, proto": (key) => web.createGrpcWebTransport(common(key, false)),
  "connect-web, gRPC-Web, JSON": (key) => web.createGrpcWebTransport(common(key, true)),
};

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return ConnectError.from(error);
  }
  assert.fail("it succeeded");
}

let made = 0;
for (const [name, transport] of Object.entries(transports)) {
  const claims = createClient(Claims, transport(adminKey));

  test(`${name}: unary calls`, async () => {
    const claim = await claims.getClaim({ name: "claims/bridge" });
    assert.equal(claim.state, Claim_State.ACCEPTED);
    const who = await createClient(Admin, transport(checkerKey)).whoAmI({});
    assert.equal(who.actor.name, "actors/carla");
    const claimId = `made-${++made}`;
    const created = await createClient(Claims, transport(checkerKey)).createClaim({
      claimId,
      claim: { statement: "Übung macht den Meister. תרגול", language: "de" },
    });
    assert.equal(created.statement, "Übung macht den Meister. תרגול");
    assert.equal(created.name, `claims/${claimId}`);
  });

  test(`${name}: errors with their details`, async () => {
    const none = await failure(claims.getClaim({ name: "claims/nobody" }));
    assert.equal(none.code, Code.NotFound);
    assert.equal(none.findDetails(ErrorInfoSchema)[0].reason, "RESOURCE_NOT_FOUND");
    const bad = await failure(claims.getClaim({ name: "ünsinn" }));
    assert.equal(bad.code, Code.InvalidArgument);
    assert.equal(bad.findDetails(BadRequestSchema)[0].fieldViolations[0].field, "name");
    const nobody = await failure(createClient(Claims, transport("no-key")).getClaim({ name: "claims/bridge" }));
    assert.equal(nobody.code, Code.Unauthenticated);
  });

  test(`${name}: a stream to its end`, async () => {
    const records = [];
    for await (const answer of createClient(Transfers, transport(adminKey)).exportClaimReviews({})) {
      records.push(...answer.records);
    }
    assert.deepEqual(records.map((record) => record.verdict), ["claims/bridge/verdicts/daily"]);
    assert.equal(JSON.parse(new TextDecoder().decode(records[0].json))["@type"], "ClaimReview");
    const refused = await failure((async () => {
      for await (const _ of createClient(Transfers, transport(adminKey)).exportClaimReviews({ claim: "x" }));
    })());
    assert.equal(refused.code, Code.InvalidArgument);
    assert.equal(refused.findDetails(ErrorInfoSchema)[0].reason, "INVALID_FIELDS");
  });

  test(`${name}: a stream that is left, and a deadline`, async () => {
    const changes = createClient(Changes, transport(adminKey));
    const start = { start: { start: { case: "edge", value: ChangeStart_Edge.BEGINNING } } };
    const leave = new AbortController();
    let messages = 0;
    const left = await failure((async () => {
      for await (const _ of changes.watchChanges(start, { signal: leave.signal })) {
        if (++messages === 1) leave.abort();
      }
    })());
    assert.equal(left.code, Code.Canceled);
    assert.ok(messages >= 1);
    const now = { start: { start: { case: "edge", value: ChangeStart_Edge.NOW } } };
    const late = await failure((async () => {
      for await (const _ of changes.watchChanges(now, { timeoutMs: 300 }));
    })());
    assert.equal(late.code, Code.DeadlineExceeded);
  });
}
