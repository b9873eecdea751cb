"""Walks a claim from RECEIVED to a corrected verdict with a generated Python client.

Usage: walk_claim.py SERVER_BINARY GENERATED_DIR

Starts the server on a free port with an empty store, and knows of it only the protos.
"""

import pathlib
import sys
import unittest
import uuid

SERVER = sys.argv[1]
sys.path.insert(0, sys.argv[2])
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import grpc  # noqa: E402
from factcheck.v1 import actor_pb2, admin_service_pb2, admin_service_pb2_grpc  # noqa: E402
from factcheck.v1 import claim_pb2, claims_service_pb2, claims_service_pb2_grpc  # noqa: E402
from factcheck.v1 import common_pb2, evidence_pb2, publisher_pb2  # noqa: E402
from factcheck.v1 import publishers_service_pb2, publishers_service_pb2_grpc  # noqa: E402
from factcheck.v1 import status_pb2, statuses_service_pb2, statuses_service_pb2_grpc  # noqa: E402
from factcheck.v1 import verdict_pb2, verdicts_service_pb2, verdicts_service_pb2_grpc  # noqa: E402
from google.rpc import error_details_pb2, status_pb2 as rpc_status_pb2  # noqa: E402
from server_process import ServerProcess  # noqa: E402

CALL_SECONDS = 20


class Caller:
    """Stubs of every service that this test needs, called with one key."""

    def __init__(self, channel, key):
        self._metadata = (("authorization", f"Bearer {key}"),)
        self.admin = admin_service_pb2_grpc.AdminStub(channel)
        self.claims = claims_service_pb2_grpc.ClaimsStub(channel)
        self.publishers = publishers_service_pb2_grpc.PublishersStub(channel)
        self.statuses = statuses_service_pb2_grpc.StatusesStub(channel)
        self.verdicts = verdicts_service_pb2_grpc.VerdictsStub(channel)

    def __call__(self, method, request):
        if hasattr(request, "request_id") and not request.request_id:
            request.request_id = str(uuid.uuid4())
        return method(request, metadata=self._metadata, timeout=CALL_SECONDS)


def reason_of(error):
    """Code and reason of an error, and its details by type."""
    details = {}
    for key, value in error.trailing_metadata():
        if key != "grpc-status-details-bin":
            continue
        for packed in rpc_status_pb2.Status.FromString(value).details:
            for kind in (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest,
                         error_details_pb2.PreconditionFailure):
                if packed.Is(kind.DESCRIPTOR):
                    message = kind()
                    packed.Unpack(message)
                    details[kind.DESCRIPTOR.name] = message
    info = details.get("ErrorInfo")
    return error.code(), info.reason if info else None, details


class WalkClaim(unittest.TestCase):
    def setUp(self):
        self.server = ServerProcess(SERVER)
        self.addCleanup(self.server.close)
        self.channel = grpc.insecure_channel(self.server.address)
        self.addCleanup(self.channel.close)
        self.admin = Caller(self.channel, self.server.admin_key)

    def _refused(self, code, reason, call, *arguments):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments)
        found = reason_of(caught.exception)
        self.assertEqual((found[0], found[1]), (code, reason))
        return found[2]

    def _newcomer(self, actor_id, roles=(), publisher_roles=()):
        self.admin(self.admin.admin.CreateActor, admin_service_pb2.CreateActorRequest(
            actor_id=actor_id,
            actor=actor_pb2.Actor(display_name=actor_id.title(),
                                  kind=common_pb2.ACTOR_KIND_HUMAN, roles=roles)))
        if publisher_roles:
            self.admin(self.admin.publishers.SetMember, publishers_service_pb2.SetMemberRequest(
                member=publisher_pb2.Member(name=f"publishers/daily/members/{actor_id}",
                                            roles=publisher_roles)))
        key = self.admin(self.admin.admin.CreateApiKey, admin_service_pb2.CreateApiKeyRequest(
            parent=f"actors/{actor_id}"))
        self.assertTrue(key.secret)
        return Caller(self.channel, key.secret)

    def _newsroom(self):
        self.admin(self.admin.publishers.CreatePublisher,
                   publishers_service_pb2.CreatePublisherRequest(
                       publisher_id="daily",
                       publisher=publisher_pb2.Publisher(
                           display_name="The Daily Check", domains=["daily.example"],
                           default_language="en")))
        ratings = [
            publisher_pb2.Rating(
                code=code, ordinal=ordinal, normal=normal,
                labels=[publisher_pb2.LocalizedText(language="en", text=label)])
            for code, label, ordinal, normal in (
                ("false", "False", 1, common_pb2.NORMAL_RATING_FALSE),
                ("half-true", "Half true", 2, common_pb2.NORMAL_RATING_MIXED),
                ("true", "True", 3, common_pb2.NORMAL_RATING_TRUE))]
        self.admin(self.admin.publishers.CreateRatingScale,
                   publishers_service_pb2.CreateRatingScaleRequest(
                       parent="publishers/daily", rating_scale_id="truth",
                       rating_scale=publisher_pb2.RatingScale(display_name="Truth",
                                                              ratings=ratings)))
        self.admin(self.admin.publishers.UpdatePublisher,
                   publishers_service_pb2.UpdatePublisherRequest(
                       publisher=publisher_pb2.Publisher(
                           name="publishers/daily",
                           default_rating_scale="publishers/daily/ratingScales/truth")))
        self.checker = self._newcomer("carla", publisher_roles=[
            publisher_pb2.ROLE_FACT_CHECKER, publisher_pb2.ROLE_REVIEWER])
        self.editor = self._newcomer("edgar", publisher_roles=[
            publisher_pb2.ROLE_REVIEWER, publisher_pb2.ROLE_PUBLISHER])
        self.consumer = self._newcomer("platform", roles=[publisher_pb2.ROLE_CONSUMER])

    def _status(self, claim, token=""):
        return self.consumer(self.consumer.statuses.GetStatus,
                             statuses_service_pb2.GetStatusRequest(
                                 query=statuses_service_pb2.StatusQuery(claim=claim),
                                 read_options=common_pb2.ReadOptions(at_least_as_fresh=token)))

    def _received_and_accepted(self):
        claim = self.checker(self.checker.claims.CreateClaim, claims_service_pb2.CreateClaimRequest(
            claim=claim_pb2.Claim(
                statement="More than forty countries have had these balloons fly over them.",
                language="en", claimants=[common_pb2.Claimant(name="Antony Blinken")],
                claim_date=common_pb2.PartialDate(year=2023, month=2, day=19),
                appearances=[claim_pb2.Appearance(url="https://www.nbcnews.com/meet-the-press")])))
        self.assertEqual(claim.state, claim_pb2.Claim.STATE_RECEIVED)
        self.assertEqual(self._status(claim.name).matches[0].status.state,
                         status_pb2.ClaimStatus.STATE_RECEIVED)
        accepted = self.checker(self.checker.claims.AcceptClaim,
                                claims_service_pb2.AcceptClaimRequest(name=claim.name,
                                                                      etag=claim.etag))
        self.assertEqual(accepted.state, claim_pb2.Claim.STATE_ACCEPTED)
        self._refused(grpc.StatusCode.ABORTED, "ETAG_MISMATCH", self.checker,
                      self.checker.claims.UpdateClaim,
                      claims_service_pb2.UpdateClaimRequest(
                          claim=claim_pb2.Claim(name=claim.name, etag=claim.etag, context="x")))
        return claim.name

    def _drafted(self, claim):
        evidence = self.checker(self.checker.claims.AddEvidence,
                                claims_service_pb2.AddEvidenceRequest(
                                    parent=claim,
                                    evidence=evidence_pb2.Evidence(
                                        citation="Briefing of 9 February 2023",
                                        kind=evidence_pb2.Evidence.KIND_PRIMARY,
                                        stance=evidence_pb2.Evidence.STANCE_SUPPORTS)))
        return self.checker(self.checker.verdicts.CreateDraft,
                            verdicts_service_pb2.CreateDraftRequest(
                                parent=claim, publisher="publishers/daily",
                                revision=verdict_pb2.VerdictRevision(
                                    rating=verdict_pb2.VerdictRating(code="true"),
                                    title="Balloons over forty countries",
                                    summary="A secret first summary.",
                                    explanation="The briefing says so.", language="en",
                                    url="https://daily.example/balloons",
                                    citations=[verdict_pb2.EvidenceCitation(
                                        evidence=evidence.name)])))

    def _reviewed_and_published(self, verdict):
        self.checker(self.checker.verdicts.SubmitVerdict,
                     verdicts_service_pb2.SubmitVerdictRequest(name=verdict))
        self._refused(grpc.StatusCode.PERMISSION_DENIED, "OWN_REVISION", self.checker,
                      self.checker.verdicts.ApproveVerdict,
                      verdicts_service_pb2.ApproveVerdictRequest(name=verdict))
        approved = self.editor(self.editor.verdicts.ApproveVerdict,
                               verdicts_service_pb2.ApproveVerdictRequest(name=verdict,
                                                                          comment="Sound."))
        self.assertEqual(approved.working.state, verdict_pb2.VerdictRevision.STATE_APPROVED)
        return self.editor(self.editor.verdicts.PublishVerdict,
                           verdicts_service_pb2.PublishVerdictRequest(name=verdict))

    def test_from_received_to_corrected(self):
        self._newsroom()
        claim = self._received_and_accepted()
        draft = self._drafted(claim)
        self._refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND", self.consumer,
                      self.consumer.verdicts.GetVerdict,
                      verdicts_service_pb2.GetVerdictRequest(name=draft.name))
        first = self._reviewed_and_published(draft.name)
        self.assertEqual(first.state, verdict_pb2.Verdict.STATE_PUBLISHED)
        answer = self._status(claim, first.consistency_token)
        self.assertEqual(answer.applicability, status_pb2.APPLICABILITY_EXACT)
        summary = answer.matches[0].status.verdicts[0]
        self.assertEqual((summary.rating_label, summary.revision, summary.corrections),
                         ("True", 1, 0))

        self.checker(self.checker.verdicts.CorrectVerdict,
                     verdicts_service_pb2.CorrectVerdictRequest(
                         name=draft.name, kind=verdict_pb2.VerdictRevision.KIND_CORRECTION,
                         revision=verdict_pb2.VerdictRevision(
                             rating=verdict_pb2.VerdictRating(code="half-true"),
                             summary="The briefing names no list."),
                         public_note="The first version overstated what the briefing shows."))
        self.assertEqual(self._status(claim).matches[0].status.verdicts[0].revision, 1)
        second = self._reviewed_and_published(draft.name)
        self.assertEqual(second.published.kind, verdict_pb2.VerdictRevision.KIND_CORRECTION)

        seen = self.consumer(self.consumer.verdicts.GetVerdict,
                             verdicts_service_pb2.GetVerdictRequest(name=draft.name))
        self.assertEqual((seen.published.number, seen.published.rating.label,
                          len(seen.published.editors)), (2, "Half true", 0))
        summary = self._status(claim, second.consistency_token).matches[0].status.verdicts[0]
        self.assertEqual((summary.rating_label, summary.revision, summary.corrections),
                         ("Half true", 2, 1))
        then = self.consumer(self.consumer.verdicts.GetVerdict,
                             verdicts_service_pb2.GetVerdictRequest(
                                 name=draft.name, read_options=common_pb2.ReadOptions(
                                     token=first.consistency_token)))
        self.assertEqual(then.published.summary, "A secret first summary.")
        self.assertEqual(self.server.stop(), 0)

    def test_bad_input_names_every_field(self):
        details = self._refused(
            grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELDS", self.admin,
            self.admin.claims.CreateClaim, claims_service_pb2.CreateClaimRequest(
                claim_id="No Id", claim=claim_pb2.Claim(
                    language="not a language",
                    claim_date=common_pb2.PartialDate(year=2023, month=2, day=30))))
        fields = {v.field for v in details["BadRequest"].field_violations}
        for field in ("claim_id", "claim.statement", "claim.language", "claim.claim_date"):
            self.assertTrue(any(found.startswith(field) for found in fields), (field, fields))

    def test_nobody_calls_without_a_key(self):
        stranger = Caller(self.channel, "fck_nonsense")
        self._refused(grpc.StatusCode.UNAUTHENTICATED, "INVALID_CREDENTIALS", stranger,
                      stranger.admin.WhoAmI, admin_service_pb2.WhoAmIRequest())


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
