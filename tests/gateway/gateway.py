"""What the gateway's tests share: the server's program, requests of every kind, a newsroom.

Each test is run as TEST.py SERVER_BINARY, with an interpreter that has grpcio.
"""

import base64
import http.client
import json
import pathlib
import socket
import ssl
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess  # noqa: E402

WAIT_SECONDS = 20


class Server(ServerProcess):
    """With requests over HTTP, and what its log has of calls."""

    def __init__(self, binary, *arguments):
        super().__init__(binary, "--log-level", "debug", *arguments)
        self.tls = "--http-tls-cert" in arguments
        self.origin = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def calls(self, method):
        """What the log has of calls to `method` that have ended."""
        lines = [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]
        return [line for line in lines if line.get("event") == "call"
                and line["method"].endswith(method)]

    # ------------------------------------------------------------ requests

    def connect(self):
        """A raw socket."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=WAIT_SECONDS)
        if not self.tls:
            return connection
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context.wrap_socket(connection)

    def raw(self, *pieces):
        """Sends bytes and reads until the server closes."""
        with self.connect() as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return read_all(connection)

    def request(self, method, path, body=None, headers=()):
        """Answers a Reply."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS,
                                                     context=context)
        try:
            connection.request(method, path, body=body, headers=dict(headers))
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def call(self, method, message, key=None, headers=()):
        """A unary call by Connect in JSON; answers a Reply."""
        every = {"Content-Type": "application/json", **dict(headers)}
        if key != "":
            every["Authorization"] = f"Bearer {key or self.admin_key}"
        return self.request("POST", f"/factcheck.v1.{method}", json.dumps(message), every)

    def ask(self, method, message, key=None):
        """As call, for what must succeed; answers the message."""
        reply = self.call(method, message, key)
        if reply.status != 200:
            raise AssertionError(f"{method}: {reply.status} {reply.body!r}")
        return json.loads(reply.body)


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode()


def read_all(connection):
    data = b""
    try:
        while chunk := connection.recv(65536):
            data += chunk
    except ConnectionResetError:
        pass
    return data


def frame(message, flags=0):
    return struct.pack(">BI", flags, len(message)) + message


def frames(body):
    """[(flags, message)]."""
    found = []
    while body:
        flags, size = struct.unpack(">BI", body[:5])
        if len(body) < 5 + size:
            raise AssertionError("a frame ends too early")
        found.append((flags, body[5:5 + size]))
        body = body[5 + size:]
    return found


def trailers(message):
    """The last frame of gRPC-Web."""
    return dict(line.split(": ", 1) for line in message.decode().split("\r\n") if line)


def from_base64(text):
    return base64.b64decode(text + "=" * (-len(text) % 4))


class Newsroom:
    """A publisher with a scale, a checker, an editor and a consumer; texts as they are given."""

    def __init__(self, server, name="The Daily Check"):
        self.server = server
        server.ask("Publishers/CreatePublisher", {
            "publisherId": "daily",
            "publisher": {"displayName": name, "domains": ["daily.example"],
                          "homeUrl": "https://daily.example/", "defaultLanguage": "en"}})
        ratings = [{"code": code, "ordinal": ordinal, "normal": f"NORMAL_RATING_{normal}",
                    "labels": [{"language": "en", "text": label}]}
                   for code, label, ordinal, normal in (
                       ("false", "False", 1, "FALSE"), ("half-true", "Half true", 2, "MIXED"),
                       ("true", "True", 3, "TRUE"))]
        server.ask("Publishers/CreateRatingScale", {
            "parent": "publishers/daily", "ratingScaleId": "truth",
            "ratingScale": {"displayName": "Truth", "ratings": ratings}})
        server.ask("Publishers/UpdatePublisher", {"publisher": {
            "name": "publishers/daily",
            "defaultRatingScale": "publishers/daily/ratingScales/truth"}})
        self.checker = self.newcomer("carla", here=["ROLE_FACT_CHECKER"])
        self.editor = self.newcomer("edgar", here=["ROLE_REVIEWER", "ROLE_PUBLISHER"])
        self.consumer = self.newcomer("platform", ["ROLE_CONSUMER"])

    def newcomer(self, actor, roles=(), here=()):
        """A key."""
        return self.newcomer_with_name(actor, roles, here)["secret"]

    def newcomer_with_name(self, actor, roles=(), here=()):
        self.server.ask("Admin/CreateActor", {
            "actorId": actor, "actor": {"displayName": actor.title(), "kind": "ACTOR_KIND_HUMAN",
                                        "roles": list(roles)}})
        if here:
            self.server.ask("Publishers/SetMember", {"member": {
                "name": f"publishers/daily/members/{actor}", "roles": list(here)}})
        return self.server.ask("Admin/CreateApiKey", {"parent": f"actors/{actor}"})

    def accepted(self, claim, **fields):
        self.server.ask("Claims/CreateClaim", {
            "claimId": claim, "claim": {"statement": "The bridge was closed for a year.",
                                        "language": "en", **fields}}, self.checker)
        self.server.ask("Claims/AcceptClaim", {"name": f"claims/{claim}"}, self.checker)

    def draft(self, claim, **fields):
        return self.server.ask("Verdicts/CreateDraft", {
            "parent": f"claims/{claim}", "publisher": "publishers/daily",
            "revision": {"rating": {"code": "false"}, "title": "Closed for two months",
                         "summary": "The road office lists nine weeks.", "language": "en",
                         "url": f"https://daily.example/{claim}", **fields}}, self.checker)

    def published(self, claim):
        """The draft of `claim` goes through review and becomes public."""
        verdict = {"name": f"claims/{claim}/verdicts/daily"}
        self.server.ask("Verdicts/SubmitVerdict", verdict, self.checker)
        self.server.ask("Verdicts/ApproveVerdict", verdict, self.editor)
        return self.server.ask("Verdicts/PublishVerdict", verdict, self.editor)
