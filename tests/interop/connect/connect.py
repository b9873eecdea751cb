"""Runs the public clients of Connect and gRPC-Web against the server: connect-web and
connect-node (calls.mjs), and buf curl.

Usage: connect.py SERVER_BINARY PROTO_DIRECTORY RPC_PROTO_DIRECTORY TOOLS_DIRECTORY

TOOLS_DIRECTORY is build/tools, which deploy/install fills.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "gateway"))
BINARY, PROTOS, RPC_PROTOS, TOOLS = (str(pathlib.Path(a).resolve()) for a in sys.argv[1:5])
del sys.argv[1:5]

from gateway import Newsroom, Server, from_base64  # noqa: E402

MODULES = pathlib.Path(TOOLS) / "connect" / "node_modules"
BUF = pathlib.Path(TOOLS) / "node_modules" / ".bin" / "buf"


class Connect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for needed in (MODULES, BUF):
            if not needed.exists():
                raise RuntimeError(f"{needed} is missing: run deploy/install")
        cls.server = Server(BINARY)
        cls.newsroom = Newsroom(cls.server)
        cls.newsroom.accepted("bridge")
        cls.newsroom.draft("bridge")
        cls.newsroom.published("bridge")

    @classmethod
    def tearDownClass(cls):
        stopped = cls.server.stop()
        log = cls.server.log()
        cls.server.close()
        assert stopped == 0, log

    def test_connect_web_and_connect_node(self):
        with tempfile.TemporaryDirectory() as directory:
            work = pathlib.Path(directory)
            (work / "gen").mkdir()
            (work / "node_modules").symlink_to(MODULES.resolve())
            (work / "package.json").write_text('{"type":"module"}')
            shutil.copy(HERE / "calls.mjs", work)
            protos = sorted(pathlib.Path(PROTOS).glob("factcheck/v1/*.proto"))
            subprocess.run(
                ["protoc", "-I", PROTOS, "-I", RPC_PROTOS,
                 f"--plugin=protoc-gen-es={MODULES}/.bin/protoc-gen-es", f"--es_out={work}/gen",
                 "--es_opt=target=js,import_extension=js", *map(str, protos),
                 f"{RPC_PROTOS}/google/rpc/error_details.proto"], check=True, timeout=120)
            done = subprocess.run(
                ["node", "calls.mjs", self.server.origin, self.server.admin_key,
                 self.newsroom.checker], cwd=work, capture_output=True, text=True, timeout=200,
                check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("# pass 40", done.stdout)

    def curl(self, protocol, method, message):
        """What buf curl answers: (exit code, messages, standard error)."""
        done = subprocess.run(
            [str(BUF), "curl", "--protocol", protocol, "--schema", PROTOS, "-H",
             f"Authorization: Bearer {self.server.admin_key}", "-d", message,
             f"{self.server.origin}/factcheck.v1.{method}"], capture_output=True, text=True,
            timeout=120, check=False, cwd=PROTOS)
        decoder, found, rest = json.JSONDecoder(), [], done.stdout.strip()
        while rest:
            value, end = decoder.raw_decode(rest)
            found.append(value)
            rest = rest[end:].strip()
        return done.returncode, found, done.stderr

    def test_buf_curl(self):
        for protocol in ("connect", "grpcweb"):
            with self.subTest(protocol=protocol):
                code, found, err = self.curl(protocol, "Claims/GetClaim",
                                             '{"name":"claims/bridge"}')
                self.assertEqual((code, found[0]["name"]), (0, "claims/bridge"), err)
                code, found, err = self.curl(protocol, "Transfers/ExportClaimReviews", "{}")
                self.assertEqual((code, found[0]["records"][0]["verdict"]),
                                 (0, "claims/bridge/verdicts/daily"), err)
                code, _, err = self.curl(protocol, "Claims/GetClaim", '{"name":"claims/nobody"}')
                self.assertNotEqual(code, 0)
                error = json.loads(err)
                self.assertEqual((error["code"], error["details"][0]["type"]),
                                 ("not_found", "google.rpc.ErrorInfo"))
                self.assertIn(b"RESOURCE_NOT_FOUND", from_base64(error["details"][0]["value"]))


if __name__ == "__main__":
    unittest.main()
