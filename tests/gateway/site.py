"""Sessions, the desk's files, and the pages that everybody may read.

Usage: site.py SERVER_BINARY
"""

import datetime
import gzip
import html.parser
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

from gateway import Newsroom, Server

BINARY = sys.argv.pop(1)
EVIL = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'&lt;"
ATOM = "{http://www.w3.org/2005/Atom}"


def cookie_of(reply):
    return reply.headers["Set-Cookie"].split(";")[0]


class Sessions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY, "--http-allow-origin", "https://pages.example")
        cls.newsroom = Newsroom(cls.server)

    @classmethod
    def tearDownClass(cls):
        stopped = cls.server.stop()
        log = cls.server.log()
        cls.server.close()
        assert stopped == 0, log

    def own(self, **more):
        return {"Origin": self.server.origin, "Sec-Fetch-Site": "same-origin",
                "X-Factcheck-Csrf": "1", "Content-Type": "application/json", **more}

    def sign_in(self, key, **more):
        return self.server.request("POST", "/session", json.dumps({"apiKey": key}),
                                   self.own(**more))

    def call(self, cookie, headers=None, method="Admin/WhoAmI"):
        headers = self.own() if headers is None else headers
        return self.server.request("POST", f"/factcheck.v1.{method}", "{}",
                                   {"Content-Type": "application/json", "Cookie": cookie, **headers})

    def test_from_signing_in_to_signing_out(self):
        reply = self.sign_in(self.newsroom.checker)
        self.assertEqual((reply.status, reply.json["actor"]["name"]), (200, "actors/carla"))
        cookie = reply.headers["Set-Cookie"]
        self.assertRegex(cookie, r"^factcheck_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; "
                                 r"SameSite=Strict; Max-Age=\d+$")
        self.assertNotIn(self.newsroom.checker, str(reply.headers))
        cookie = cookie_of(reply)
        who = self.server.request("GET", "/session", headers={"Cookie": cookie})
        self.assertEqual(who.json["actor"]["name"], "actors/carla")
        self.assertEqual(self.call(cookie).json["actor"]["name"], "actors/carla")
        # A key that is sent, too, counts more.
        reply = self.call(cookie, self.own(Authorization=f"Bearer {self.server.admin_key}"))
        self.assertEqual(reply.json["actor"]["name"], "actors/admin")
        out = self.server.request("DELETE", "/session", headers=self.own(Cookie=cookie))
        self.assertEqual(out.status, 204)
        self.assertIn("factcheck_session=; ", out.headers["Set-Cookie"])
        self.assertIn("Max-Age=0", out.headers["Set-Cookie"])
        self.assertEqual(self.call(cookie).status, 401)
        self.assertEqual(self.server.request("GET", "/session",
                                             headers={"Cookie": cookie}).status, 401)

    def test_a_key_that_is_none_signs_nobody_in(self):
        for body in ('{"apiKey":"nonsense"}',):
            reply = self.server.request("POST", "/session", body, self.own())
            self.assertEqual((reply.status, reply.headers["Set-Cookie"]), (401, None))
        for body in ("", "{}", "[]", "{", '{"apiKey":7}', '{"apiKey":""}', '{"apiKey":"a b"}',
                     '{"apiKey":"a\\r\\nx: y"}', '{"apiKey":"\\u00e9"}',
                     '{"apiKey":"' + "a" * 2000 + '"}', '{"a":' * 100000):
            reply = self.server.request("POST", "/session", body, self.own())
            self.assertEqual((reply.status, reply.headers["Set-Cookie"]), (400, None), body[:40])

    def test_forged_cookies_are_nobody(self):
        cookie = cookie_of(self.sign_in(self.newsroom.checker))
        name, token = cookie.split("=")
        for forged in (f"{name}=", f"{name}={token[:-1]}", f"{name}={token}a",
                       f"{name}={token[:-1]}{'a' if token[-1] != 'a' else 'b'}",
                       f"{name}={'A' * 43}", f"{name.upper()}={token}", f"{name}=\"{token}\"",
                       f"{cookie}; {name}={'A' * 43}", f"{name}={'A' * 43}; {cookie}",
                       f"{name}={self.newsroom.checker}", f"{name}={token}\x00"):
            with self.subTest(forged=forged):
                self.assertIn(self.call(forged).status, (400, 401))

    def test_cross_site_requests_are_refused(self):
        cookie = cookie_of(self.sign_in(self.newsroom.checker))
        origin = self.server.origin
        for headers in (
                {}, {"X-Factcheck-Csrf": "1"}, {"Origin": origin}, {"Sec-Fetch-Site": "same-origin"},
                {"Origin": "https://evil.example", "X-Factcheck-Csrf": "1"},
                {"Origin": "https://pages.example", "X-Factcheck-Csrf": "1"},  # Allowed, without us.
                {"Origin": "null", "X-Factcheck-Csrf": "1"},
                {"Origin": f"{origin}.evil.example", "X-Factcheck-Csrf": "1"},
                {"Origin": "http://127.0.0.1", "X-Factcheck-Csrf": "1"},
                {"Origin": origin, "Sec-Fetch-Site": "cross-site", "X-Factcheck-Csrf": "1"},
                {"Origin": origin, "Sec-Fetch-Site": "same-site", "Connect-Protocol-Version": "1"},
                {"Sec-Fetch-Site": "none", "X-Factcheck-Csrf": "1"}):
            with self.subTest(headers=headers):
                self.assertEqual(self.call(cookie, headers).status, 403)
                self.assertEqual(self.server.request(
                    "DELETE", "/session", headers={"Cookie": cookie, **headers}).status, 403)
                self.assertEqual(self.server.request(
                    "POST", "/session", json.dumps({"apiKey": self.newsroom.checker}),
                    {"Content-Type": "application/json", **headers}).status, 403)
        # What a form can send.
        for content_type in ("text/plain", "application/x-www-form-urlencoded"):
            reply = self.call(cookie, {"Content-Type": content_type, "Origin": origin})
            self.assertEqual(reply.status, 403)
        query = "/factcheck.v1.Admin/WhoAmI?encoding=json&message=%7B%7D"
        for headers, status in (({"Sec-Fetch-Site": "cross-site"}, 403), ({}, 200),
                                ({"Origin": "https://evil.example"}, 403),
                                ({"Sec-Fetch-Site": "same-origin"}, 200)):
            reply = self.server.request("GET", query, headers={"Cookie": cookie, **headers})
            self.assertEqual(reply.status, status)
        # Nothing of all that signed anybody out.
        self.assertEqual(self.call(cookie).status, 200)

    def test_a_revoked_key_ends_its_sessions(self):
        made = self.newsroom.newcomer_with_name("gone", ["ROLE_CONSUMER"])
        cookie = cookie_of(self.sign_in(made["secret"]))
        self.assertEqual(self.call(cookie).status, 200)
        self.server.ask("Admin/RevokeApiKey", {"name": made["name"]})
        self.assertEqual(self.call(cookie).status, 401)
        self.assertEqual(self.server.request("GET", "/session",
                                             headers={"Cookie": cookie}).status, 401)

    def test_signing_in_anew_ends_the_session_before(self):
        first = cookie_of(self.sign_in(self.newsroom.checker))
        second = cookie_of(self.sign_in(self.newsroom.editor, Cookie=first))
        self.assertNotEqual(first, second)
        self.assertEqual(self.call(first).status, 401)
        self.assertEqual(self.call(second).json["actor"]["name"], "actors/edgar")

    def test_a_key_has_a_bounded_number_of_sessions(self):
        key = self.newsroom.newcomer("many", ["ROLE_CONSUMER"])
        cookies = [cookie_of(self.sign_in(key)) for _ in range(40)]
        self.assertEqual(sum(self.call(cookie).status == 200 for cookie in cookies), 32)
        self.assertEqual(self.call(cookies[-1]).status, 200)


class Files(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.directory.name) / "web"
        (root / "assets").mkdir(parents=True)
        (root / "index.html").write_text(
            '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__" src=a>')
        cls.script = b"console.log('desk');" * 50
        (root / "assets" / "app-1a2b3c.js").write_bytes(cls.script)
        (root / "assets" / "app-1a2b3c.js.gz").write_bytes(gzip.compress(cls.script))
        (root / "assets" / "app-1a2b3c.js.br").write_bytes(b"as brotli")
        (root / "favicon.svg").write_text("<svg/>")
        (root.parent / "secret").write_text("secret")
        (root / "leak").symlink_to(root.parent / "secret")
        cls.root = root
        cls.server = Server(BINARY, "--web-root", str(root))

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        cls.directory.cleanup()

    def get(self, path, **headers):
        every = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.server.request("GET", path, headers=every)

    def test_the_desk_is_one_page_under_a_strict_policy(self):
        nonces = set()
        for path in ("/desk/", "/desk/claims/bridge", "/desk/index.html", "/desk/leak"):
            reply = self.get(path)
            self.assertEqual((reply.status, reply.headers["Content-Type"]),
                             (200, "text/html; charset=utf-8"))
            self.assertEqual(reply.headers["Cache-Control"], "no-store")
            policy = reply.headers["Content-Security-Policy"]
            nonce = re.search(r"'nonce-([\w-]{22})'", policy).group(1)
            self.assertEqual(reply.text.count(f'nonce="{nonce}"'), 2)
            nonces.add(nonce)
            for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
                self.assertIn(rule, policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual((reply.headers["X-Content-Type-Options"],
                              reply.headers["Referrer-Policy"]), ("nosniff", "no-referrer"))
        self.assertEqual(len(nonces), 4)
        for path in ("/", "/desk"):
            self.assertEqual((self.get(path).status, self.get(path).headers["Location"]),
                             (302, "/desk/"))

    def test_assets_are_kept_for_good_and_compressed(self):
        path = "/desk/assets/app-1a2b3c.js"
        plain = self.get(path)
        self.assertEqual((plain.status, plain.body), (200, self.script))
        self.assertEqual(plain.headers["Content-Type"], "text/javascript; charset=utf-8")
        self.assertEqual(plain.headers["Cache-Control"], "public, max-age=31536000, immutable")
        packed = self.get(path, Accept_Encoding="gzip, deflate")
        self.assertEqual((packed.headers["Content-Encoding"], gzip.decompress(packed.body)),
                         ("gzip", self.script))
        self.assertEqual(self.get(path, Accept_Encoding="gzip, br").body, b"as brotli")
        self.assertEqual(self.get(path, Accept_Encoding="br;q=0, gzip;q=0").body, self.script)
        self.assertIn("Accept-Encoding", plain.headers["Vary"])
        again = self.get(path, If_None_Match=plain.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))
        head = self.server.request("HEAD", path)
        self.assertEqual((head.status, head.body, head.headers["Content-Length"]),
                         (200, b"", str(len(self.script))))
        self.assertEqual(self.get("/desk/favicon.svg").headers["Cache-Control"], "no-cache")

    def test_nothing_else_of_the_disk_is_served(self):
        for path in ("/desk/../secret.txt", "/desk/..%2fsecret.txt", "/desk/%2e%2e%2fsecret.txt",
                     "/desk//etc/passwd.txt", "/desk/assets/none.js", "/secret", "/index.html",
                     "/desk/app-1a2b3c.js.gz", "/assets/app-1a2b3c.js"):
            reply = self.get(path)
            self.assertNotIn(b"secret\n", reply.body)
            self.assertNotEqual((reply.status, reply.body), (200, b"secret"))
            if "." in path.rsplit("/", 1)[1]:
                self.assertEqual(reply.status, 404, path)
        self.assertEqual(self.get("/desk/%zz.js").status, 400)

    def test_a_root_without_a_page_is_said_at_the_start(self):
        with tempfile.TemporaryDirectory() as empty:
            for root in (empty, f"{empty}/none"):
                done = subprocess.run(
                    [BINARY, "--engine", "memory", "--data", empty, "--listen", "127.0.0.1:0",
                     "--web-root", root], capture_output=True, text=True, timeout=30, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"can't serve the files in {root}", done.stderr)

    def test_health_and_metrics(self):
        self.assertEqual((self.get("/healthz").status, self.get("/healthz").text), (200, "ok\n"))
        metrics = self.get("/metrics")
        self.assertTrue(metrics.headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        self.assertIn("\nfactcheck_commits_total ", metrics.text)

    def test_public_pages_are_off_unless_asked_for(self):
        for path in ("/claims/bridge", "/datafeed.json", "/publishers/daily/feed.atom"):
            self.assertEqual(self.get(path).status, 404)


class Outline(html.parser.HTMLParser):
    """The elements and texts of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.texts.append(data)


class PublicPages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY, "--public-pages", "--public-url", "https://facts.example")
        room = Newsroom(cls.server, name=f"The Daily {EVIL}")
        cls.newsroom = room
        evil = {"statement": f"The bridge {EVIL}", "claimants": [{"name": f"Mayor {EVIL}"}],
                "claimDate": {"year": 2023, "month": 2}, "claimPlace": f"Hall {EVIL}",
                "context": f"Context {EVIL}"}
        room.accepted("evil", **evil)
        evidence = cls.server.ask("Claims/AddEvidence", {
            "parent": "claims/evil", "evidence": {
                "url": "https://roads.example/?a=1&b=%22%3E", "citation": f"Roads {EVIL}",
                "kind": "KIND_PRIMARY", "stance": "STANCE_REFUTES"}}, room.checker)["name"]
        hidden = cls.server.ask("Claims/AddEvidence", {
            "parent": "claims/evil", "evidence": {
                "citation": "SOURCE TO PROTECT", "kind": "KIND_PRIMARY",
                "stance": "STANCE_REFUTES", "visibility": "VISIBILITY_RESTRICTED",
                "restrictedTo": ["publishers/daily"]}}, room.checker)["name"]
        room.draft("evil", title=f"Title {EVIL}", summary=f"Summary {EVIL}",
                   explanation=f"Explanation {EVIL}", authors=[f"Author {EVIL}"],
                   citations=[{"evidence": evidence, "note": f"Note {EVIL}"},
                              {"evidence": hidden, "note": "NOTE TO PROTECT"}])
        room.published("evil")
        room.accepted("fixed")
        room.draft("fixed")
        room.published("fixed")
        verdict = "claims/fixed/verdicts/daily"
        cls.server.ask("Verdicts/CorrectVerdict", {
            "name": verdict, "kind": "KIND_CORRECTION",
            "revision": {"rating": {"code": "half-true"}, "summary": "It was closed at night."},
            "publicNote": "We overlooked the nights."}, room.checker)
        room.published("fixed")
        room.accepted("taken-back")
        room.draft("taken-back")
        room.published("taken-back")
        cls.server.ask("Verdicts/RetractVerdict", {
            "name": "claims/taken-back/verdicts/daily", "publicNote": "It was another bridge."},
                       room.checker)
        verdict = {"name": "claims/taken-back/verdicts/daily"}
        cls.server.ask("Verdicts/ApproveVerdict", verdict, room.editor)
        cls.server.ask("Verdicts/PublishVerdict", verdict, room.editor)
        room.accepted("draft-only", statement="STATEMENT NOT CHECKED")
        room.draft("draft-only", title="TITLE TO COME")
        tomorrow = (datetime.datetime.now(datetime.timezone.utc)
                    + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        room.accepted("embargoed")
        room.draft("embargoed", title="TITLE TO COME")
        verdict = {"name": "claims/embargoed/verdicts/daily"}
        cls.server.ask("Verdicts/SubmitVerdict", verdict, room.checker)
        cls.server.ask("Verdicts/ApproveVerdict", verdict, room.editor)
        cls.server.ask("Verdicts/PublishVerdict",
                       {**verdict, "embargoTime": tomorrow}, room.editor)

    @classmethod
    def tearDownClass(cls):
        stopped = cls.server.stop()
        log = cls.server.log()
        cls.server.close()
        assert stopped == 0, log

    def get(self, path, **headers):
        every = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.server.request("GET", path, headers=every)

    def test_a_claims_page_shows_every_text_and_runs_none(self):
        reply = self.get("/claims/evil")
        self.assertEqual((reply.status, reply.headers["Content-Type"]),
                         (200, "text/html; charset=utf-8"))
        page = Outline(reply.text)
        for tag in ("script", "img", "iframe", "form"):
            self.assertNotIn(tag, page.tags)
        self.assertFalse([name for name in page.attributes if name.startswith("on")])
        text = "".join(page.texts)
        for name in ("The bridge", "Mayor", "Hall", "Context", "Roads", "Title", "Summary",
                     "Explanation", "Note", "The Daily"):
            self.assertIn(f"{name} {EVIL}", text)
        policy = reply.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertNotIn("script-src", policy)

    def test_what_is_not_public_is_nowhere(self):
        pages = [self.get(path) for path in (
            "/claims/evil", "/claims/draft-only", "/claims/embargoed", "/datafeed.json",
            "/claims/evil.jsonld", "/claims/draft-only.jsonld", "/publishers/daily/feed.atom",
            "/publishers/daily/feed.json", "/claims/nobody", "/publishers/nobody/feed.atom")]
        for page in pages:
            for secret in (b"TO PROTECT", b"TO COME", b"NOT CHECKED"):
                self.assertNotIn(secret, page.body)
        self.assertEqual([page.status for page in pages],
                         [200, 404, 404, 200, 200, 404, 200, 200, 404, 404])
        self.assertEqual(pages[1].body, pages[8].body)
        # A key or a cookie changes nothing of these pages.
        self.assertEqual(self.get("/claims/draft-only",
                                  Authorization=f"Bearer {self.server.admin_key}").status, 404)

    def test_a_correction_and_a_retraction_are_told(self):
        text = "".join(Outline(self.get("/claims/fixed").text).texts)
        for words in ("Corrected by", "Half true", "We overlooked the nights.", "History",
                      "Published"):
            self.assertIn(words, text)
        text = "".join(Outline(self.get("/claims/taken-back").text).texts)
        self.assertIn("Retracted", text)
        self.assertIn("It was another bridge.", text)

    def test_machines_get_claim_reviews(self):
        for reply in (self.get("/claims/fixed.jsonld"),
                      self.get("/claims/fixed", Accept="application/ld+json")):
            self.assertEqual(reply.headers["Content-Type"], "application/ld+json")
            self.assertEqual((reply.json["@type"], reply.json["claimReviewed"]),
                             ("ClaimReview", "The bridge was closed for a year."))
        browser = self.get("/claims/fixed", Accept="text/html,application/ld+json;q=0.9")
        self.assertIn("text/html", browser.headers["Content-Type"])
        self.assertIn("Accept", browser.headers["Vary"])

    def test_pages_are_asked_about_by_their_etag(self):
        for path in ("/claims/fixed", "/claims/fixed.jsonld", "/publishers/daily/feed.atom"):
            first = self.get(path)
            again = self.get(path, If_None_Match=first.headers["ETag"])
            self.assertEqual((again.status, again.body), (304, b""))

    def test_feeds_have_what_was_published_corrected_and_retracted(self):
        feed = xml.etree.ElementTree.fromstring(self.get("/publishers/daily/feed.atom").body)
        self.assertEqual(feed.find(f"{ATOM}title").text, f"The Daily {EVIL}")
        entries = feed.findall(f"{ATOM}entry")
        self.assertEqual([entry.find(f"{ATOM}category").get("term") for entry in entries],
                         ["retraction", "correction", "verdict"])
        self.assertEqual(entries[0].find(f"{ATOM}id").text,
                         "https://facts.example/claims/taken-back/verdicts/daily/revisions/2")
        self.assertEqual(entries[2].find(f"{ATOM}title").text, f"Title {EVIL}")
        self.assertIn("We overlooked the nights.", entries[1].find(f"{ATOM}summary").text)
        for element in (feed, *entries):
            for required in ("id", "title", "updated"):
                self.assertTrue(element.find(ATOM + required).text)
        items = self.get("/publishers/daily/feed.json").json["items"]
        self.assertEqual([item["tags"] for item in items],
                         [["retraction"], ["correction"], ["verdict"]])

    def test_the_data_feed_has_all(self):
        reply = self.get("/datafeed.json")
        feed = reply.json
        self.assertEqual(feed["@type"], "DataFeed")
        self.assertEqual({element["identifier"] for element in feed["dataFeedElement"]},
                         {f"claims/{claim}/verdicts/daily"
                          for claim in ("evil", "fixed", "taken-back")})
        self.assertEqual(self.server.request("HEAD", "/datafeed.json").body, b"")

    def test_odd_paths_are_nothing(self):
        for path in ("/claims/", "/claims/a/b", "/claims/%2e%2e", "/claims/..", "/claims/.jsonld",
                     "/publishers//feed.atom", "/publishers/daily/feed.xml", "/claims/UPPER",
                     "/claims/" + "a" * 500, "/claims/<script>"):
            self.assertIn(self.get(path).status, (400, 404), path)


class Tls(unittest.TestCase):
    def test_over_tls_the_cookie_is_secure(self):
        with tempfile.TemporaryDirectory() as directory:
            cert, key = f"{directory}/cert.pem", f"{directory}/key.pem"
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", cert, "-days",
                 "2", "-subj", "/CN=localhost"], check=True, capture_output=True)
            server = Server(BINARY, "--http-tls-cert", cert, "--http-tls-key", key,
                            "--http-header-seconds", "1")
            try:
                reply = server.request("POST", "/session", json.dumps({"apiKey": server.admin_key}),
                                       {"Origin": server.origin, "X-Factcheck-Csrf": "1",
                                        "Content-Type": "application/json"})
                self.assertEqual(reply.status, 200, reply.body)
                self.assertIn("; Secure", reply.headers["Set-Cookie"])
                self.assertIn("max-age", reply.headers["Strict-Transport-Security"])
                for _ in range(20):
                    self.assertEqual(server.request("GET", "/healthz").status, 200)
                big = server.call("Claims/GetClaim", {"name": "x" * (4 << 20)})
                self.assertEqual((big.status, big.json["code"]), (400, "invalid_argument"))
                # Slow within TLS, and no TLS at all.
                self.assertIn(b" 408 ", server.raw(b"GET / HTTP/1.1\r\n"))
                server.tls = False
                self.assertNotIn(b"HTTP/1.1", server.raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
                self.assertEqual(server.stop(), 0, server.log())
            finally:
                server.close()

    def test_other_machines_need_tls(self):
        with tempfile.TemporaryDirectory() as directory:
            for arguments, why in ((["--http-listen", "0.0.0.0:0"], "in the clear"),
                                   (["--http-listen", "nonsense"], "no address"),
                                   (["--http-tls-cert", "x"], "both a certificate and its key")):
                done = subprocess.run(
                    [BINARY, "--engine", "memory", "--data", directory, "--listen", "127.0.0.1:0",
                     *arguments], capture_output=True, text=True, timeout=30, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertIn(why, done.stderr)


if __name__ == "__main__":
    unittest.main()
