"""The Connect protocol and gRPC-Web as their specifications have them, byte by byte.

Usage: protocols.py SERVER_BINARY
"""

import base64
import json
import sys
import threading
import unittest

from gateway import Newsroom, Server, frame, frames, from_base64, trailers

BINARY = sys.argv.pop(1)
WHO = "/factcheck.v1.Admin/WhoAmI"
GET = "/factcheck.v1.Claims/GetClaim"
EXPORT = "/factcheck.v1.Transfers/ExportClaimReviews"
WATCH = "/factcheck.v1.Changes/WatchChanges"


def field(number, text):
    """A field of bytes in protobuf's wire format."""
    data = text.encode()
    assert len(data) < 128
    return bytes([number << 3 | 2, len(data)]) + data


class Protocols(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY, "--http-allow-origin", "https://pages.example")
        cls.newsroom = Newsroom(cls.server)
        for i in range(3):
            cls.newsroom.accepted(f"bridge-{i}")
            cls.newsroom.draft(f"bridge-{i}")
            cls.newsroom.published(f"bridge-{i}")
        cls.key = {"Authorization": f"Bearer {cls.server.admin_key}"}

    @classmethod
    def tearDownClass(cls):
        stopped = cls.server.stop()
        log = cls.server.log()
        cls.server.close()
        assert stopped == 0, log

    def post(self, path, content_type, body, **headers):
        every = {"Content-Type": content_type, **self.key}
        every.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.server.request("POST", path, body, every)

    # ------------------------------------------------------------ Connect, unary

    def test_unary_in_json(self):
        reply = self.post(GET, "application/json; charset=utf-8", b'{"name":"claims/bridge-0"}',
                          Connect_Protocol_Version="1")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "application/json"))
        self.assertEqual(reply.json["name"], "claims/bridge-0")
        self.assertEqual(reply.json["state"], "STATE_ACCEPTED")
        self.assertEqual(self.post(WHO, "application/json", b"").status, 200)

    def test_unary_in_proto(self):
        reply = self.post(GET, "application/proto", field(1, "claims/bridge-0"))
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "application/proto"))
        self.assertTrue(reply.body.startswith(field(1, "claims/bridge-0")))

    def test_unary_errors_have_code_message_and_details(self):
        for content_type, body in (("application/json", b'{"name":"claims/nobody"}'),
                                   ("application/proto", field(1, "claims/nobody"))):
            reply = self.post(GET, content_type, body)
            self.assertEqual((reply.status, reply.headers["Content-Type"]),
                             (404, "application/json"))
            self.assertEqual(reply.json["code"], "not_found")
            self.assertTrue(reply.json["message"])
            info = reply.json["details"][0]
            self.assertEqual(info["type"], "google.rpc.ErrorInfo")
            self.assertEqual(info["debug"]["reason"], "RESOURCE_NOT_FOUND")
            self.assertIn(b"RESOURCE_NOT_FOUND", from_base64(info["value"]))
        for key, status, code in (("", 401, "unauthenticated"),
                                  (self.newsroom.consumer, 403, "permission_denied")):
            reply = self.server.call("Admin/ListActors", {}, key)
            self.assertEqual((reply.status, reply.json["code"]), (status, code))

    def test_bad_messages_are_invalid(self):
        for content_type, body in (("application/json", b"{"), ("application/json", b"[]"),
                                   ("application/json", b'{"nmae":"x"}'),
                                   ("application/json", b'{"name":7}'),
                                   ("application/json", b'{"name":"\xff"}'),
                                   ("application/json", b'{"a":' * 5000),
                                   ("application/proto", b"\xff\xff"),
                                   ("application/proto", b"\x0a\x01\xff")):
            with self.subTest(content_type=content_type, body=body[:20]):
                reply = self.post(GET, content_type, body)
                self.assertEqual((reply.status, reply.json["code"]), (400, "invalid_argument"))

    def test_what_is_not_spoken_is_said(self):
        for content_type in ("text/plain", "application/x-www-form-urlencoded",
                             "multipart/form-data", "application/connect+json",
                             "application/grpc", "application/grpc-web+xml", ""):
            with self.subTest(content_type=content_type):
                reply = self.post(GET, content_type, b"{}")
                self.assertEqual(reply.status, 415)
                self.assertIn("application/json", reply.headers["Accept-Post"])
        self.assertEqual(self.post(EXPORT, "application/json", b"{}").status, 415)
        self.assertEqual(self.post("/factcheck.v1.Transfers/ImportAll", "application/connect+json",
                                   frame(b"{}")).status, 415)
        reply = self.post(GET, "application/json", b"{}", Content_Encoding="gzip")
        self.assertEqual((reply.status, reply.json["code"]), (501, "unimplemented"))
        reply = self.post(GET, "application/json", b"{}", Connect_Protocol_Version="2")
        self.assertEqual((reply.status, reply.json["code"]), (400, "invalid_argument"))

    # ------------------------------------------------------------ Connect, GET

    def get(self, path, query):
        return self.server.request("GET", f"{path}?{query}", headers=self.key)

    def test_get_for_methods_without_side_effects(self):
        for query in ("connect=v1&encoding=json&message=%7B%22name%22%3A%22claims%2Fbridge-0%22%7D",
                      "connect=v1&encoding=json&base64=1&message="
                      + base64.urlsafe_b64encode(b'{"name":"claims/bridge-0"}').decode().rstrip("="),
                      "message=%0A%0fclaims%2Fbridge-0&encoding=proto&connect=v1"):
            reply = self.get(GET, query)
            self.assertEqual(reply.status, 200, reply.body)
            self.assertIn(b"claims/bridge-0", reply.body)
        for query in ("", "connect=v1", "connect=v1&encoding=xml&message=", "encoding=json",
                      "connect=v2&encoding=json&message=%7B%7D",
                      "connect=v1&encoding=json&message=%7", "encoding=json&encoding=json&message=",
                      "encoding=json&base64=1&message=!!!"):
            with self.subTest(query=query):
                reply = self.get(GET, query)
                self.assertEqual((reply.status, reply.json["code"]), (400, "invalid_argument"))
        self.assertEqual(self.get(GET, "encoding=json&compression=gzip&message=%7B%7D").status, 501)

    def test_get_changes_nothing(self):
        for method in ("Claims/CreateClaim", "Claims/DeleteClaim", "Admin/CreateApiKey",
                       "Verdicts/PublishVerdict", "Changes/AcknowledgeChanges"):
            reply = self.get(f"/factcheck.v1.{method}", "connect=v1&encoding=json&message=%7B%7D")
            self.assertEqual((reply.status, reply.headers["Allow"]), (405, "POST"))
        # Streams have no GET.
        self.assertEqual(self.get(EXPORT, "connect=v1&encoding=json&message=%7B%7D").status, 405)

    # ------------------------------------------------------------ Connect, streams

    def test_streams_in_json_and_proto(self):
        reply = self.post(EXPORT, "application/connect+json", frame(b"{}"))
        self.assertEqual((reply.status, reply.headers["Content-Type"]),
                         (200, "application/connect+json"))
        *messages, (end_flags, end) = frames(reply.body)
        records = [record for flags, message in messages
                   for record in json.loads(message)["records"] if flags == 0]
        self.assertEqual([record["verdict"] for record in records],
                         [f"claims/bridge-{i}/verdicts/daily" for i in range(3)])
        self.assertEqual((end_flags, json.loads(end)), (2, {}))

        reply = self.post(EXPORT, "application/connect+proto", frame(field(2, "claims/bridge-1")))
        *messages, (end_flags, end) = frames(reply.body)
        self.assertIn(b"claims/bridge-1/verdicts/daily", b"".join(m for _, m in messages))
        self.assertEqual((end_flags, json.loads(end)), (2, {}))

    def test_errors_of_streams_are_in_the_end(self):
        for body, code in ((frame(b'{"claim":"x"}'), "invalid_argument"),
                           (frame(b"{"), "invalid_argument"), (b"", "invalid_argument"),
                           (frame(b"{}") * 2, "invalid_argument"),
                           (frame(b"{}")[:-1], "invalid_argument"),
                           (b"\0\xff\xff\xff\xff", "invalid_argument"),
                           (frame(b"{}", flags=1), "unimplemented"),
                           (frame(b"{}", flags=2), "invalid_argument")):
            with self.subTest(body=body):
                reply = self.post(EXPORT, "application/connect+json", body)
                self.assertEqual(reply.status, 200)
                [(flags, end)] = frames(reply.body)
                self.assertEqual((flags, json.loads(end)["error"]["code"]), (2, code))
        reply = self.post(EXPORT, "application/connect+json", frame(b"{}"),
                          Connect_Content_Encoding="gzip")
        [(_, end)] = frames(reply.body)
        self.assertEqual(json.loads(end)["error"]["code"], "unimplemented")

    # ------------------------------------------------------------ gRPC-Web

    def test_grpc_web_in_every_form(self):
        proto, text = field(1, "claims/bridge-0"), b'{"name":"claims/bridge-0"}'
        for suffix, body, wanted in (("", frame(proto), b"\x0a\x0fclaims/bridge-0"),
                                     ("+proto", frame(proto), b"\x0a\x0fclaims/bridge-0"),
                                     ("+json", frame(text), b'"name":"claims/bridge-0"'),
                                     ("-text", frame(proto), b"\x0a\x0fclaims/bridge-0"),
                                     ("-text+proto", frame(proto), b"\x0a\x0fclaims/bridge-0"),
                                     ("-text+json", frame(text), b'"name":"claims/bridge-0"')):
            with self.subTest(suffix=suffix):
                in_text = suffix.startswith("-text")
                if in_text:
                    # In pieces that are padded each for themselves.
                    body = base64.b64encode(body[:7]) + base64.b64encode(body[7:])
                reply = self.post(GET, f"application/grpc-web{suffix}", body, X_Grpc_Web="1")
                self.assertEqual((reply.status, reply.headers["Content-Type"]),
                                 (200, f"application/grpc-web{suffix}"))
                (flags, message), (end_flags, end) = frames(
                    self.pieces(reply.body) if in_text else reply.body)
                self.assertIn(wanted, message)
                self.assertEqual((flags, end_flags, trailers(end)), (0, 0x80, {"grpc-status": "0"}))

    @staticmethod
    def pieces(text):
        """Each piece of base64 ends with its padding, if it has any."""
        whole = b""
        while text:
            end = text.find(b"=")
            end = len(text) if end < 0 else end + 1
            while end < len(text) and text[end:end + 1] == b"=":
                end += 1
            whole += base64.b64decode(text[:end])
            text = text[end:]
        return whole

    def test_grpc_web_streams(self):
        reply = self.post(EXPORT, "application/grpc-web+json", frame(b"{}"))
        *messages, (end_flags, end) = frames(reply.body)
        self.assertEqual(sum(len(json.loads(m)["records"]) for _, m in messages), 3)
        self.assertEqual((end_flags, trailers(end)["grpc-status"]), (0x80, "0"))

    def test_grpc_web_errors_are_in_the_trailers(self):
        reply = self.post(GET, "application/grpc-web", frame(field(1, "claims/nobody")))
        [(flags, end)] = frames(reply.body)
        found = trailers(end)
        self.assertEqual((reply.status, flags, found["grpc-status"]), (200, 0x80, "5"))
        self.assertIn(b"RESOURCE_NOT_FOUND", from_base64(found["grpc-status-details-bin"]))
        self.assertTrue(found["grpc-message"].isascii())
        for body in (b"", frame(b"")[:3], frame(b"") + b"x", frame(b"\xff")):
            [(_, end)] = frames(self.post(GET, "application/grpc-web", body).body)
            self.assertEqual(trailers(end)["grpc-status"], "3")
        text = self.post(GET, "application/grpc-web-text", b"!!!!")
        self.assertEqual(trailers(frames(base64.b64decode(text.body))[0][1])["grpc-status"], "3")

    # ------------------------------------------------------------ deadlines, metadata, CORS

    def test_deadlines_are_passed_on(self):
        for header in ({"Connect_Timeout_Ms": "1000"}, {"Grpc_Timeout": "1S"},
                       {"Grpc_Timeout": "99999999H"}, {"Connect_Timeout_Ms": "9999999999"}):
            self.assertEqual(self.post(WHO, "application/json", b"{}", **header).status, 200)
        reply = self.post(WHO, "application/json", b"{}", Connect_Timeout_Ms="0")
        self.assertEqual((reply.status, reply.json["code"]), (504, "deadline_exceeded"))
        reply = self.post(WATCH, "application/connect+json",
                          frame(b'{"start":{"edge":"EDGE_NOW"}}'), Connect_Timeout_Ms="300")
        self.assertEqual(json.loads(frames(reply.body)[-1][1])["error"]["code"],
                         "deadline_exceeded")
        for header in ({"Connect_Timeout_Ms": "12345678901"}, {"Connect_Timeout_Ms": "-1"},
                       {"Connect_Timeout_Ms": "1.5"}, {"Connect_Timeout_Ms": ""},
                       {"Grpc_Timeout": "123456789S"}, {"Grpc_Timeout": "1"},
                       {"Grpc_Timeout": "S"}, {"Grpc_Timeout": "1X"}):
            with self.subTest(header=header):
                reply = self.post(WHO, "application/json", b"{}", **header)
                self.assertEqual((reply.status, reply.json["code"]), (400, "invalid_argument"))

    def test_only_allowed_origins_may_call_from_their_pages(self):
        asked = {"Origin": "https://pages.example", "Access-Control-Request-Method": "POST",
                 "Access-Control-Request-Headers": "authorization,content-type"}
        reply = self.server.request("OPTIONS", WHO, headers=asked)
        self.assertEqual((reply.status, reply.headers["Access-Control-Allow-Origin"]),
                         (204, "https://pages.example"))
        self.assertIn("authorization", reply.headers["Access-Control-Allow-Headers"])
        reply = self.post(WHO, "application/json", b"{}", Origin="https://pages.example")
        self.assertEqual(reply.headers["Access-Control-Allow-Origin"], "https://pages.example")
        self.assertIn("Origin", reply.headers["Vary"])
        self.assertIsNone(reply.headers["Access-Control-Allow-Credentials"])
        for origin in ("https://evil.example", "https://pages.example.evil.example", "null",
                       "http://pages.example", ""):
            for method, headers in (("OPTIONS", {**asked, "Origin": origin}),
                                    ("POST", {**self.key, "Origin": origin})):
                reply = self.server.request(method, WHO, headers=headers)
                self.assertIsNone(reply.headers["Access-Control-Allow-Origin"])
                self.assertIsNone(reply.headers["Access-Control-Allow-Headers"])

    def test_many_calls_at_once_are_answered_each_for_itself(self):
        wrong = []

        def ask(i):
            for _ in range(20):
                reply = self.server.ask("Claims/GetClaim", {"name": f"claims/bridge-{i % 3}"})
                if reply["name"] != f"claims/bridge-{i % 3}":
                    wrong.append(reply)
        threads = [threading.Thread(target=ask, args=(i,)) for i in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])


class Watching(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY)
        cls.newsroom = Newsroom(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.server.close()

    def watch(self, connection, key):
        """Follows from now on; answers what came with the first message, a bookmark."""
        body = frame(b'{"start":{"edge":"EDGE_NOW"}}')
        connection.sendall(
            f"POST {WATCH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/connect+json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        seen = b""
        while b"bookmark" not in seen and b"token" not in seen.lower():
            seen += connection.recv(65536)
        return seen

    def until(self, connection, seen, wanted):
        while wanted not in seen:
            chunk = connection.recv(65536)
            self.assertTrue(chunk, seen)
            seen += chunk
        return seen

    def test_a_watch_shows_what_others_do(self):
        with self.server.connect() as connection:
            seen = self.watch(connection, self.server.admin_key)
            self.newsroom.accepted("seen-by-the-watch")
            self.until(connection, seen, b"seen-by-the-watch")

    def test_a_watch_ends_with_the_key(self):
        key = self.newsroom.newcomer_with_name("leaver", ["ROLE_CONSUMER"])
        with self.server.connect() as connection:
            seen = self.watch(connection, key["secret"])
            self.server.ask("Admin/RevokeApiKey", {"name": key["name"]})
            self.newsroom.accepted("after-the-key")
            self.newsroom.draft("after-the-key")
            self.newsroom.published("after-the-key")
            seen = self.until(connection, seen, b'"unauthenticated"')
            self.assertNotIn(b"after-the-key", seen)

    def test_a_watch_shows_less_where_rights_are_lost(self):
        key = self.newsroom.newcomer_with_name("mover", ["ROLE_CONSUMER"],
                                               here=["ROLE_FACT_CHECKER"])
        with self.server.connect() as connection:
            seen = self.watch(connection, key["secret"])
            self.newsroom.accepted("while-a-member")
            self.newsroom.draft("while-a-member")
            seen = self.until(connection, seen, b"claims/while-a-member/verdicts/daily")
            self.server.ask("Publishers/RemoveMember",
                            {"name": "publishers/daily/members/mover"})
            self.newsroom.accepted("no-member-any-more")
            self.newsroom.draft("no-member-any-more")
            self.newsroom.published("while-a-member")
            seen = self.until(connection, seen, b"STATE_PUBLISHED")
            self.assertNotIn(b"claims/no-member-any-more/verdicts/daily", seen)


class Ending(unittest.TestCase):
    def test_a_stream_ends_in_order_when_the_server_is_stopped(self):
        server = Server(BINARY, "--drain-seconds", "0")
        try:
            body = frame(b'{"start":{"edge":"EDGE_NOW"}}')
            with server.connect() as connection:
                connection.sendall(
                    f"POST {WATCH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    f"{server.admin_key}\r\nContent-Type: application/connect+json\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
                seen = connection.recv(65536)
                self.assertEqual(server.stop(), 0, server.log())
                while chunk := connection.recv(65536):
                    seen += chunk
            self.assertIn(b'"error"', seen)
            self.assertTrue(seen.endswith(b"0\r\n\r\n"), seen[-200:])
        finally:
            server.close()


if __name__ == "__main__":
    unittest.main()
