"""What the network may throw at the gateway: none of it is taken for a request that it is not.

Usage: hostile.py SERVER_BINARY
"""

import random
import socket
import sys
import threading
import time
import unittest

import grpc
from gateway import Server, WAIT_SECONDS, frame, read_all

BINARY = sys.argv.pop(1)
LIMIT = 16 << 20


def post(path="/factcheck.v1.Admin/WhoAmI", extra=b"", body=b"{}", length=None):
    length = len(body) if length is None else length
    return (b"POST " + path.encode() + b" HTTP/1.1\r\nHost: x\r\n"
            b"Content-Type: application/json\r\n" + extra +
            b"Content-Length: %d\r\n\r\n" % length + body)


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY, "--http-header-seconds", "1", "--http-body-seconds", "1",
                            "--http-idle-seconds", "2", "--http-write-seconds", "1",
                            "--http-connections", "40")

    @classmethod
    def tearDownClass(cls):
        stopped = cls.server.stop()
        log = cls.server.log()
        cls.server.close()
        assert stopped == 0, log

    def tearDown(self):
        # Whatever came, the next request is served.
        self.assertEqual(self.server.request("GET", "/healthz").status, 200)

    def refused(self, data, status, *more):
        """One answer, of this status, and the connection is closed."""
        answer = self.server.raw(data, *more)
        self.assertTrue(answer.startswith(b"HTTP/1.1 %d " % status), answer[:200])
        self.assertEqual(answer.count(b"HTTP/1.1 "), 1, answer)
        self.assertIn(b"Connection: close", answer)
        self.assertIn(b"X-Content-Type-Options", self.server.raw(
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))

    def test_malformed_requests_are_refused(self):
        for data in (
                b"GET / HTTP/1.1\nHost: x\n\n",                      # Bare LF.
                b"GET / HTTP/1.1\r\nHost: x\n\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n",  # Bare CR.
                b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n folded\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: x\r\n\tA: b\r\n\r\n",
                b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",               # Space before the colon.
                b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: x\r\n: c\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: x\r\nA: \x00\r\n\r\n",
                b"GET / HTTP/1.1\r\n\r\n",                           # No host, two hosts.
                b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET /#a HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n",        # No proxy.
                b"CONNECT y:443 HTTP/1.1\r\nHost: y:443\r\n\r\n",
                b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
                b"GET / HTTP/1.1x\r\nHost: x\r\n\r\n",
                b"GET /\r\n\r\n",                                    # HTTP/0.9.
                b"G\xc3\xa9T / HTTP/1.1\r\nHost: x\r\n\r\n",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",  # TLS.
                b"\r\n\r\n\r\n\r\n"):
            with self.subTest(data=data):
                self.refused(data, 400)

    def test_smuggled_requests_are_not_seen(self):
        inner = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
        head = b"POST /factcheck.v1.Admin/WhoAmI HTTP/1.1\r\nHost: x\r\nContent-Type: " \
               b"application/json\r\n"
        for data in (
                head + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
                head + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + inner,
                head + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" + inner,
                head + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + inner,
                head + b"Content-Length: 2, 2\r\n\r\n{}" + inner,
                head + b"Content-Length: +2\r\n\r\n{}" + inner,
                head + b"Content-Length: -2\r\n\r\n{}" + inner,
                head + b"Content-Length: 0x2\r\n\r\n{}" + inner,
                head + b"Content-Length: 2 2\r\n\r\n{}" + inner,
                head + b"Content-Length:\r\n\r\n" + inner,
                head + b"Content-Length : 2\r\n\r\n{}" + inner,
                head + b"Content-Length: 99999999999999999999999\r\n\r\n{}" + inner,
                head + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + inner,
                head + b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" + inner,
                head + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + inner,
                head + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n" + inner,
                head + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
                head + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + inner,
                head + b"X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
                head.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + inner,
                head + b"Transfer-Encoding: chunked\r\n\r\nz\r\n{}\r\n0\r\n\r\n" + inner,
                head + b"Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n" + inner,
                head + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n" + inner,
                head + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n" + inner,
                head + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}" + inner):
            with self.subTest(data=data):
                answer = self.server.raw(data)
                self.assertNotIn(b"factcheck_calls_total", answer)
                self.assertEqual(answer.count(b"HTTP/1.1 "), 1, answer)
                self.assertRegex(answer, rb"^HTTP/1.1 4(00|13) ")

    def test_trailers_are_no_headers(self):
        key = self.server.admin_key.encode()
        answer = self.server.raw(
            b"POST /factcheck.v1.Admin/WhoAmI HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
            b"Authorization: Bearer " + key + b"\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 401 "), answer)

    def test_pipelined_requests_are_answered_in_order(self):
        answer = self.server.raw(
            b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 3 +
            b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        self.assertEqual(answer.count(b"HTTP/1.1 200 OK"), 3)
        self.assertEqual(answer.rfind(b"HTTP/1.1 404 "), answer.rfind(b"HTTP/1.1 "))

    def test_headers_have_a_bound(self):
        self.refused(b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 40000 + b"\r\n\r\n", 431)
        self.refused(b"GET /" + b"a" * 40000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431)
        self.refused(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 10000 + b"\r\n", 431)
        self.refused(b"a" * 40000, 431)

    def test_bodies_have_a_bound(self):
        # Refused by its length, before it is sent.
        self.refused(post(body=b"", length=LIMIT * 2), 413)
        chunk = b"%x\r\n" % (1 << 20) + b" " * (1 << 20) + b"\r\n"
        self.refused(b"POST /session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
                     413, *[chunk] * 24)
        # What HTTP lets through and gRPC does not is an error in the protocol's words.
        big = self.server.call("Claims/GetClaim", {"name": "x" * (LIMIT + 1)})
        self.assertEqual((big.status, big.json["code"]), (429, "resource_exhausted"))

    def test_slow_clients_are_dropped(self):
        began = time.monotonic()
        self.refused(b"GET / HTTP/1.1\r\nHost: x\r\n", 408)      # The head never ends.
        self.refused(post(body=b"{", length=2), 408)             # Nor does the body.
        self.assertEqual(self.server.raw(b""), b"")              # Nothing at all.
        self.assertLess(time.monotonic() - began, WAIT_SECONDS)
        # Drop by drop, so that something always comes.
        connection = self.server.connect()
        closed = False
        for byte in b"GET / HTTP/1.1\r\nHost: " + b"x" * 200:
            try:
                connection.sendall(bytes([byte]))
                connection.settimeout(0.05)
                closed = connection.recv(1) is not None
            except socket.timeout:
                continue
            except (BrokenPipeError, ConnectionResetError):
                closed = True
            break
        self.assertTrue(closed)
        connection.close()

    def test_a_client_that_reads_nothing_is_dropped(self):
        with self.server.connect() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            # Answers that nobody takes: the server stops to read, and then it closes.
            try:
                for _ in range(2000):
                    connection.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 1000)
            except (BrokenPipeError, ConnectionResetError, socket.timeout):
                return
            self.fail("the server took everything from a client that read nothing")

    def test_half_open_clients_get_nothing(self):
        with self.server.connect() as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHos")
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(read_all(connection), b"")

    def test_connections_have_a_bound(self):
        held = [self.server.connect() for _ in range(60)]
        # Of those beyond the bound each is closed at once, without an answer.
        closed = 0
        for connection in held:
            connection.settimeout(0.2)
            try:
                closed += connection.recv(1) == b""
            except socket.timeout:
                pass
            except ConnectionResetError:
                closed += 1
        self.assertGreaterEqual(closed, 20)
        for connection in held:
            connection.close()
        # The rest have gone once the server has seen it.
        for _ in range(200):
            try:
                if self.server.request("GET", "/healthz").status == 200:
                    return
            except OSError:
                threading.Event().wait(0.05)
        self.fail("places did not become free")

    def test_random_damage_is_survived(self):
        seed = random.randrange(1 << 32)
        rng = random.Random(seed)
        key = self.server.admin_key.encode()
        whole = [post(extra=b"Authorization: Bearer " + key + b"\r\n"),
                 b"GET /factcheck.v1.Admin/WhoAmI?encoding=json&message=%7B%7D HTTP/1.1\r\nHost: x"
                 b"\r\nCookie: a=b; factcheck_session=c\r\n\r\n",
                 b"POST /factcheck.v1.Transfers/ExportClaimReviews HTTP/1.1\r\nHost: x\r\n"
                 b"Content-Type: application/grpc-web-text\r\nTransfer-Encoding: chunked\r\n\r\n"
                 b"8\r\nAAAAAAA=\r\n0\r\n\r\n"]
        ends = b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        for i in range(300):
            data = bytearray(rng.choice(whole))
            for _ in range(rng.randint(1, 4)):
                at = rng.randrange(len(data))
                kind = rng.randrange(4)
                if kind == 0:
                    data[at] = rng.randrange(256)
                elif kind == 1:
                    del data[at:at + rng.randint(1, 8)]
                elif kind == 2:
                    data[at:at] = rng.choice((b"\r\n", b"\n", b" ", b":", b"\0", b"%", b"0"))
                else:
                    data[at:at] = data[:rng.randrange(len(data))]
                if not data:
                    break
            with self.subTest(seed=seed, i=i, data=bytes(data)), self.server.connect() as sender:
                try:
                    sender.sendall(bytes(data) + ends)
                    sender.shutdown(socket.SHUT_WR)
                except (BrokenPipeError, ConnectionResetError):
                    pass
                answer = read_all(sender)
                self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1."), answer[:100])
                self.assertNotIn(b" 500 ", answer.split(b"\r\n", 1)[0])

    def test_old_and_careful_clients(self):
        old = self.server.raw(b"GET /healthz HTTP/1.0\r\n\r\n")
        self.assertTrue(old.endswith(b"\r\n\r\nok\n"), old)
        stream = self.server.raw(
            b"POST /factcheck.v1.Transfers/ExportClaimReviews HTTP/1.0\r\nContent-Type: "
            b"application/connect+json\r\nContent-Length: 7\r\nAuthorization: Bearer "
            + self.server.admin_key.encode() + b"\r\n\r\n\0\0\0\0\x02{}")
        self.assertNotIn(b"chunked", stream)
        self.assertTrue(stream.endswith(b"\x02\0\0\0\x02{}"), stream[-40:])
        with self.server.connect() as connection:
            head, body = post(extra=b"Expect: 100-continue\r\nConnection: close\r\n").split(
                b"\r\n\r\n")
            connection.sendall(head + b"\r\n\r\n")
            self.assertEqual(connection.recv(1000), b"HTTP/1.1 100 Continue\r\n\r\n")
            connection.sendall(body)
            self.assertTrue(read_all(connection).startswith(b"HTTP/1.1 401 "))

    def test_metrics_are_not_for_who_comes_through_a_proxy(self):
        self.assertEqual(self.server.request("GET", "/metrics").status, 200)
        for header in ({"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}):
            self.assertEqual(self.server.request("GET", "/metrics", headers=header).status, 404)
        self.assertIn("\nfactcheck_http_requests_total ",
                      self.server.request("GET", "/metrics").text)

    def test_methods_and_paths_that_are_not_there(self):
        for method, path, status in (
                ("DELETE", "/factcheck.v1.Claims/GetClaim", 405), ("TRACE", "/", 404),
                ("PUT", "/healthz", 405), ("GET", "/..%2f..%2fetc/passwd", 404),
                ("GET", "/desk/../../etc/passwd", 404), ("GET", "/desk/%2e%2e/%2e%2e/etc/passwd", 404),
                ("POST", "/factcheck.v1.Claims/", 404), ("POST", "/factcheck.v1.Nobody/Knows", 404),
                ("POST", "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", 404),
                ("POST", "/grpc.channelz.v1.Channelz/GetServers", 404),
                ("POST", "/factcheck.storage.v1.Change", 404), ("GET", "/claims/x", 404)):
            with self.subTest(method=method, path=path):
                if method == "TRACE":
                    status = 405
                reply = self.server.request(method, path)
                self.assertEqual(reply.status, status, reply.body)

    def test_the_peer_cannot_be_forged(self):
        forged = {"x-factcheck-peer": "203.0.113.9", "X-Forwarded-For": "203.0.113.9"}
        self.assertEqual(self.server.call("Admin/WhoAmI", {}, headers=forged).status, 200)
        with grpc.insecure_channel(f"127.0.0.1:{self.server.grpc_port}") as channel:
            who = channel.unary_unary("/factcheck.v1.Admin/WhoAmI")
            who(b"", metadata=(("authorization", f"Bearer {self.server.admin_key}"),
                               ("x-factcheck-peer", "203.0.113.9")), timeout=WAIT_SECONDS)
        peers = [call["peer"] for call in self.server.calls("Admin/WhoAmI")]
        self.assertIn("127.0.0.1", peers)
        self.assertTrue(any(peer.startswith("ipv4:127.0.0.1:") for peer in peers), peers)
        self.assertNotIn("203.0.113.9", self.server.log())

    def test_metadata_that_grpc_cannot_carry_is_refused(self):
        for name, value in (("Authorization", "Bearer \xff"), ("x-a!b", "c"), ("x-a-bin", "!")):
            with self.subTest(name=name):
                reply = self.server.call("Admin/WhoAmI", {}, key="", headers={name: value})
                self.assertEqual((reply.status, reply.json["code"]), (400, "invalid_argument"))

    def test_a_client_that_goes_ends_its_call(self):
        body = frame(b'{"start":{"edge":"EDGE_BEGINNING"}}')
        connection = self.server.connect()
        connection.sendall(
            b"POST /factcheck.v1.Changes/WatchChanges HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + self.server.admin_key.encode() + b"\r\nContent-Type: application/connect+json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body)
        # The head comes at once; with a message, the call has reached the server.
        reply = b""
        while b"commitTime" not in reply:
            more = connection.recv(4096)
            self.assertTrue(more, reply)
            reply += more
        self.assertTrue(reply.startswith(b"HTTP/1.1 200 OK"))
        before = len(self.server.calls("WatchChanges"))
        connection.close()
        for _ in range(200):
            ended = self.server.calls("WatchChanges")
            if len(ended) > before:
                break
            threading.Event().wait(0.05)
        self.assertEqual([call["code"] for call in ended][-1], 1)  # CANCELLED.


class BehindAProxy(unittest.TestCase):
    """A proxy on this machine is believed, and nobody who writes its headers before it."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY, "--http-trusted-proxy", "127.0.0.1")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.server.close()

    def test_the_address_is_the_one_that_the_proxy_saw(self):
        headers = {"X-Forwarded-For": "127.0.0.1, 203.0.113.9", "X-Forwarded-Proto": "https"}
        reply = self.server.call("Admin/WhoAmI", {}, headers=headers)
        self.assertEqual(reply.status, 200)
        self.assertIn("strict-transport-security", {name.lower() for name in reply.headers})
        self.assertEqual([call["peer"] for call in self.server.calls("Admin/WhoAmI")],
                         ["203.0.113.9"])

    def test_metrics_stay_on_this_machine(self):
        for address in ("203.0.113.9", "127.0.0.1"):
            reply = self.server.request("GET", "/metrics", headers={"X-Forwarded-For": address})
            self.assertEqual(reply.status, 404)
        self.assertEqual(self.server.request("GET", "/metrics").status, 200)


if __name__ == "__main__":
    unittest.main()
