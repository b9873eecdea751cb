import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { Claim_State, ClaimSchema } from '@gen/claim_pb';
import { EvidenceSchema } from '@gen/evidence_pb';
import { PublisherSchema } from '@gen/publisher_pb';
import { Review_Decision, ReviewSchema, VerdictRevision_Kind as Kind, VerdictRevisionSchema } from '@gen/verdict_pb';
import { missingBefore, type Inputs } from './before-publication';
import { draftOf } from './draft';

const approval = (reviewer: string, more: { voided?: boolean; standardsEditor?: boolean } = {}) =>
  create(ReviewSchema, { reviewer, decision: Review_Decision.APPROVED, ...more });
const revisionOf = (more: Parameters<typeof create<typeof VerdictRevisionSchema>>[1] = {}) =>
  create(VerdictRevisionSchema, { kind: Kind.INITIAL, language: 'en', summary: 'It was nine weeks.', editors: ['actors/ana'], reviews: [approval('actors/ben')], ...more });

function missing(change: Partial<Inputs> & { domains?: string[]; policy?: object } = {}) {
  const { domains = [], policy = {}, revision = revisionOf(), ...rest } = change;
  return missingBefore({
    claim: create(ClaimSchema, { state: Claim_State.ACCEPTED }),
    publisher: create(PublisherSchema, { domains, policy }),
    revision,
    published: undefined,
    draft: draftOf(revision),
    evidence: [],
    now: new Date('2023-02-18T12:00:00Z'),
    ...rest,
  }).map((each) => ('given' in each ? `${each.what} ${each.given}/${each.count}` : each.what));
}

describe('what is missing before publication', () => {
  it('is nothing for a whole text that somebody else approved', () => {
    expect(missing()).toEqual([]);
  });

  it('are an accepted claim, a language and something said', () => {
    const revision = revisionOf({ language: '', summary: ' ' });
    expect(missing({ revision, claim: create(ClaimSchema, { state: Claim_State.RECEIVED }) })).toEqual(['claim', 'language', 'content']);
    expect(missing({ revision: revisionOf({ summary: '', rating: { scaleVersion: 'publishers/p/ratingScales/s/versions/1', code: 'false' } }) })).toEqual([]);
  });

  it('are approvals by others, as many as the publisher asks for', () => {
    const reviews = [approval('actors/ana'), approval('actors/ben', { voided: true }), approval('actors/cleo'), approval('actors/cleo')];
    expect(missing({ revision: revisionOf({ reviews }) })).toEqual([]);
    expect(missing({ revision: revisionOf({ reviews }), policy: { quorum: 2 } })).toEqual(['approvals 1/2']);
    expect(missing({ revision: revisionOf({ reviews: [] }) })).toEqual(['approvals 0/1']);
  });

  it('is an address on the domains of the publisher, not one that only looks like it', () => {
    const at = (url: string) => missing({ revision: revisionOf({ url }), domains: ['gazette.example'] });
    expect(at('https://www.gazette.example/x')).toEqual([]);
    expect(at('https://notgazette.example/x')).toEqual(['url']);
    expect(at('not an address')).toEqual(['url']);
    expect(at('')).toEqual([]);
  });

  it('is a note for the public where something was public before, and times that are to come', () => {
    const revision = revisionOf({ kind: Kind.CORRECTION });
    expect(missing({ revision })).toEqual(['publicNote']);
    expect(missing({ draft: { ...draftOf(revisionOf()), validUntil: '2023-02-01T10:00', recheckTime: '2030-01-01T10:00' } })).toEqual(['validUntil']);
  });

  it('are distinct origins of evidence that was not withdrawn', () => {
    const wire = (id: string, more = {}) => create(EvidenceSchema, { name: `claims/c/evidence/${id}`, originGroup: 'wire', ...more });
    const cite = (...ids: string[]) => revisionOf({ citations: ids.map((id) => ({ evidence: `claims/c/evidence/${id}` })) });
    const evidence = [wire('a'), wire('b'), wire('c', { originGroup: 'own' }), wire('d', { originGroup: 'gone', withdrawn: true })];
    const policy = { minimumOrigins: 2 };
    expect(missing({ revision: cite('a', 'b'), evidence, policy })).toEqual(['origins 1/2']);
    expect(missing({ revision: cite('a', 'c'), evidence, policy })).toEqual([]);
    expect(missing({ revision: cite('a', 'd'), evidence, policy })).toEqual(['withdrawn', 'origins 1/2']);
    // What the reader may not see may be of any origin.
    expect(missing({ revision: cite('a', 'hidden'), evidence, policy })).toEqual([]);
  });

  it('is a standards editor where the publisher reserves it', () => {
    const rating = (code: string, version = 1) => ({ scaleVersion: `publishers/p/ratingScales/s/versions/${version}`, code });
    const published = revisionOf({ rating: rating('false') });
    const update = (code: string, version: number, reviews = [approval('actors/ben')]) =>
      missing({ published, policy: { standardsEditorForRatingChange: true }, revision: revisionOf({ kind: Kind.UPDATE, publicNote: 'New facts.', rating: rating(code, version), reviews }) });
    expect(update('false', 2)).toEqual([]);
    expect(update('half', 1)).toEqual(['standardsEditor']);
    expect(update('half', 1, [approval('actors/cleo', { standardsEditor: true })])).toEqual([]);
    expect(missing({ policy: { standardsEditorForRetraction: true }, revision: revisionOf({ kind: Kind.RETRACTION, publicNote: 'Forged.' }) })).toEqual(['standardsEditor']);
  });
});
