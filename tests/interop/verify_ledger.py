"""Verifies the ledger with tools that are not ours.

Usage: verify_ledger.py SERVER_BINARY GENERATED_DIR

Shares no code with the server: hashes come from hashlib, signatures from the cryptography
package, the tree from the definitions of RFC 6962, and the protos only carry the answers.
Every size that a ledger had is a tree of its own, so one ledger of some thousand random entries
makes as many random trees.
"""

import base64
import hashlib
import json
import pathlib
import random
import sys
import unittest

SERVER = sys.argv[1]
sys.path.insert(0, sys.argv[2])
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import grpc  # noqa: E402
from cryptography.exceptions import InvalidSignature  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: E402
from factcheck.v1 import ledger_pb2, ledger_service_pb2, ledger_service_pb2_grpc  # noqa: E402
from factcheck.v1 import transfers_service_pb2, transfers_service_pb2_grpc  # noqa: E402
from factcheck.v1 import verdict_pb2, verdicts_service_pb2, verdicts_service_pb2_grpc  # noqa: E402
from server_process import ServerProcess  # noqa: E402

CALL_SECONDS = 20
RECORDS = 2_500
TREES = 3_000
ORIGIN = "ledger.example/interop"


class Refused(Exception):
    """What was to be verified is not so."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry):
    return sha256(b"\x00", entry)


def node_hash(left, right):
    return sha256(b"\x01", left, right)


def split(n):
    """The greatest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


class Tree:
    """Roots and proofs by the definitions of RFC 6962, section 2.1, each subtree hashed once."""

    def __init__(self, entries):
        self._entries = entries
        self._known = {}

    def root(self, begin, end):
        if begin == end:
            return sha256()
        if end - begin == 1:
            return leaf_hash(self._entries[begin])
        if (begin, end) not in self._known:
            middle = begin + split(end - begin)
            self._known[begin, end] = node_hash(self.root(begin, middle), self.root(middle, end))
        return self._known[begin, end]

    def path(self, index, begin, end):
        if end - begin == 1:
            return []
        middle = begin + split(end - begin)
        if index < middle:
            return self.path(index, begin, middle) + [self.root(middle, end)]
        return self.path(index, middle, end) + [self.root(begin, middle)]

    def proof(self, size, begin, end, whole=True):
        if size == end:
            return [] if whole else [self.root(begin, end)]
        middle = begin + split(end - begin)
        if size <= middle:
            return self.proof(size, begin, middle, whole) + [self.root(middle, end)]
        return self.proof(size, middle, end, False) + [self.root(begin, middle)]


def root_of_path(index, size, leaf, path):
    """The root to which a path leads, told from the sides on which its hashes lie."""
    sides = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + split(end - begin)
        sides.append(index >= middle)
        begin, end = (middle, end) if index >= middle else (begin, middle)
    if len(sides) != len(path):
        raise Refused("the path has another length")
    for is_left, sibling in zip(reversed(sides), path):
        leaf = node_hash(sibling, leaf) if is_left else node_hash(leaf, sibling)
    return leaf


def check_consistency(old_size, old_root, new_size, new_root, proof):
    """By taking the subtrees that the proof names together again."""
    hashes = list(proof)

    def take():
        if not hashes:
            raise Refused("the proof is too short")
        return hashes.pop(0)

    def roots(size, begin, end, whole):
        """Of the old and of the new tree, over [begin, end)."""
        if size == end:
            known = old_root if whole else take()
            return known, known
        middle = begin + split(end - begin)
        if size <= middle:
            old, new = roots(size, begin, middle, whole)
            return old, node_hash(new, take())
        old, new = roots(size, middle, end, False)
        left = take()
        return node_hash(left, old), node_hash(left, new)

    old, new = roots(old_size, 0, new_size, True)
    if hashes or old != old_root or new != new_root:
        raise Refused("the older tree is not the beginning of the newer one")


class Key:
    """A public key in verifier form."""

    def __init__(self, text):
        self.name, key_id, encoded = text.split("+", 2)
        typed = base64.b64decode(encoded, validate=True)
        if typed[0] != 1 or len(typed) != 33:
            raise Refused("no Ed25519 key")
        self.key_id = sha256(self.name.encode(), b"\n", typed)[:4]
        if self.key_id.hex() != key_id:
            raise Refused("the key id is not that of the key")
        self._key = Ed25519PublicKey.from_public_bytes(typed[1:])

    def open(self, note):
        """Size and root of a checkpoint that this key signed."""
        text, signatures = note.rsplit("\n\n", 1)
        text += "\n"
        for line in signatures.splitlines():
            dash, name, encoded = line.split(" ")
            signature = base64.b64decode(encoded, validate=True)
            if dash != "\u2014" or name != self.name or signature[:4] != self.key_id:
                continue
            try:
                self._key.verify(signature[4:], text.encode())
            except InvalidSignature as error:
                raise Refused("the signature is wrong") from error
            origin, size, root = text.splitlines()[:3]
            if origin != self.name:
                raise Refused("the checkpoint is of another ledger")
            return int(size), base64.b64decode(root, validate=True)
        raise Refused("the key did not sign it")


def check_record(record, index):
    """The entry of a record, and the text that it commits to."""
    entry = ledger_pb2.LedgerEntry.FromString(record.entry)
    if entry.index != index or sha256(record.salt, record.content) != entry.content_sha256:
        raise Refused("the record is not sound")
    content = verdict_pb2.VerdictRevision.FromString(record.content)
    if content.name != entry.revision:
        raise Refused("entry and text are not of one revision")
    return entry, content


def flipped(data, random_source):
    at = random_source.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random_source.randrange(8)]) + data[at + 1:]


def reviews(random_source):
    """ClaimReview records, a batch at a time; each becomes a verdict of one of five publishers."""
    yield transfers_service_pb2.ImportClaimReviewsRequest(
        options=transfers_service_pb2.ImportOptions())
    for begin in range(0, RECORDS, 250):
        batch = transfers_service_pb2.ImportBatch()
        for number in range(begin, min(begin + 250, RECORDS)):
            publisher = random_source.randrange(5)
            batch.records.add(position=number, json=json.dumps({
                "@context": "https://schema.org", "@type": "ClaimReview",
                "url": f"https://checks{publisher}.example/{number}",
                "claimReviewed": f"Statement {number}: {random_source.random()}",
                "author": {"@type": "Organization", "name": f"Checks {publisher}"},
                "datePublished": "2020-01-03", "inLanguage": "en",
                "reviewRating": {"@type": "Rating",
                                 "alternateName": random_source.choice(["True", "False"])},
            }).encode())
        yield transfers_service_pb2.ImportClaimReviewsRequest(batch=batch)


class VerifyLedger(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        seed = random.SystemRandom().randrange(1 << 32)
        print(f"seed {seed}", file=sys.stderr)
        cls.random = random.Random(seed)
        cls.server = ServerProcess(SERVER, "--ledger-origin", ORIGIN)
        cls.addClassCleanup(cls.server.close)
        channel = grpc.insecure_channel(cls.server.address)
        cls.addClassCleanup(channel.close)
        cls._metadata = (("authorization", f"Bearer {cls.server.admin_key}"),)
        cls.ledger = ledger_service_pb2_grpc.LedgerStub(channel)
        cls.verdicts = verdicts_service_pb2_grpc.VerdictsStub(channel)
        transfers = transfers_service_pb2_grpc.TransfersStub(channel)
        answers = list(transfers.ImportClaimReviews(
            reviews(cls.random), metadata=cls._metadata, timeout=CALL_SECONDS * 6))
        assert sum(answer.created for answer in answers) == RECORDS, answers
        keys = cls.call(cls.ledger.GetLedgerKeys, ledger_service_pb2.GetLedgerKeysRequest())
        assert keys.origin == ORIGIN
        cls.key = Key(keys.keys[0].verifier_key)
        cls.records = cls._all_records()
        cls.tree = Tree([record.entry for record in cls.records])

    @classmethod
    def call(cls, method, request):
        return method(request, metadata=cls._metadata, timeout=CALL_SECONDS)

    @classmethod
    def _all_records(cls):
        records = []
        while True:
            page = cls.call(cls.ledger.GetEntries, ledger_service_pb2.GetEntriesRequest(
                start_index=len(records), page_size=1000))
            records.extend(page.records)
            if len(records) == page.tree_size:
                return records

    def _checkpoint(self, size):
        answer = self.call(self.ledger.GetCheckpoint,
                           ledger_service_pb2.GetCheckpointRequest(tree_size=size))
        return self.key.open(answer.note)

    def test_every_entry_commits_to_its_text_in_the_order_of_time(self):
        self.assertEqual(len(self.records), RECORDS)
        times = []
        for index, record in enumerate(self.records):
            entry, _ = check_record(record, index)
            times.append((entry.publish_time.seconds, entry.publish_time.nanos))
        self.assertEqual(times, sorted(times))

    def test_thousands_of_random_trees_have_their_roots_and_proofs(self):
        for _ in range(TREES):
            size = self.random.randint(1, RECORDS)
            index = self.random.randrange(size)
            old_size = self.random.randint(1, size)
            root = self.tree.root(0, size)
            proof = self.call(self.ledger.GetInclusionProof,
                              ledger_service_pb2.GetInclusionProofRequest(
                                  index=index, tree_size=size))
            self.assertEqual(self.key.open(proof.checkpoint), (size, root))
            self.assertEqual(list(proof.hashes), self.tree.path(index, 0, size))
            leaf = leaf_hash(proof.record.entry)
            self.assertEqual(root_of_path(index, size, leaf, proof.hashes), root)
            check_record(proof.record, index)
            proof = self.call(self.ledger.GetConsistencyProof,
                              ledger_service_pb2.GetConsistencyProofRequest(
                                  old_size=old_size, new_size=size))
            self.assertEqual(self.key.open(proof.checkpoint), (size, root))
            self.assertEqual(list(proof.hashes), self.tree.proof(old_size, 0, size))
            check_consistency(old_size, self.tree.root(0, old_size), size, root, proof.hashes)

    def test_a_flipped_bit_is_found_wherever_it_is(self):
        size, root = self._checkpoint(0)
        for _ in range(300):
            index = self.random.randrange(size)
            proof = self.call(self.ledger.GetInclusionProof,
                              ledger_service_pb2.GetInclusionProofRequest(index=index))
            changed = leaf_hash(flipped(proof.record.entry, self.random))
            self.assertNotEqual(root_of_path(index, size, changed, proof.hashes), root)
            hashes = list(proof.hashes)
            at = self.random.randrange(len(hashes))
            hashes[at] = flipped(hashes[at], self.random)
            leaf = leaf_hash(proof.record.entry)
            self.assertNotEqual(root_of_path(index, size, leaf, hashes), root)
            for field in ("salt", "content"):
                record = ledger_pb2.LedgerRecord()
                record.CopyFrom(proof.record)
                setattr(record, field, flipped(getattr(record, field), self.random))
                with self.assertRaises(Refused):
                    check_record(record, index)
            old_size = self.random.randint(1, size - 1)
            proof = self.call(self.ledger.GetConsistencyProof,
                              ledger_service_pb2.GetConsistencyProofRequest(old_size=old_size))
            hashes = list(proof.hashes)
            at = self.random.randrange(len(hashes))
            hashes[at] = flipped(hashes[at], self.random)
            with self.assertRaises(Refused):
                check_consistency(old_size, self.tree.root(0, old_size), size, root, hashes)

    def test_a_checkpoint_is_signed_and_nobody_else_can_sign_one(self):
        note = self.call(self.ledger.GetCheckpoint,
                         ledger_service_pb2.GetCheckpointRequest()).note
        self.assertEqual(self.key.open(note), (RECORDS, self.tree.root(0, RECORDS)))
        with self.assertRaises(Refused):
            self.key.open(note.replace(str(RECORDS), str(RECORDS - 1), 1))

    def test_a_verdict_is_served_as_it_was_entered(self):
        for record in self.random.sample(self.records, 50):
            entry = ledger_pb2.LedgerEntry.FromString(record.entry)
            content = verdict_pb2.VerdictRevision.FromString(record.content)
            read = self.call(self.verdicts.GetVerdictRevision,
                             verdicts_service_pb2.GetVerdictRevisionRequest(name=entry.revision))
            proof = self.call(self.ledger.GetInclusionProof,
                              ledger_service_pb2.GetInclusionProofRequest(
                                  revision=entry.revision))
            self.assertEqual(proof.index, entry.index)
            self.assertEqual(read.publish_time, entry.publish_time)
            # What the entry or the time to come says, and what only colleagues read.
            for field in ("state", "publish_time", "supersede_time"):
                read.ClearField(field)
            for field in read.DESCRIPTOR.fields:
                if 60 <= field.number <= 89:
                    read.ClearField(field.name)
            self.assertEqual(read, content)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
