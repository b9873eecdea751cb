import { describe, expect, it } from 'vitest';
import { Appearance_State, Claim_DeclineReason, Claim_State } from '@gen/claim_pb';
import { ActorKind, Claimant_Kind, NormalRating } from '@gen/common_pb';
import { Evidence_Kind, Evidence_Stance } from '@gen/evidence_pb';
import { MatchDifference_Kind, MatchQuery_Kind } from '@gen/search_pb';
import { Role } from '@gen/publisher_pb';
import { Relationship_State, Relationship_Type } from '@gen/relationship_pb';
import { Applicability, ClaimStatus_State } from '@gen/status_pb';
import { VerdictRevision_Kind, VerdictRevision_State } from '@gen/verdict_pb';
import { queues } from '@/queues';
import { translator, type Message } from '.';
import { de } from './de';
import { en } from './en';

const forms = (message: Message): string[] => (typeof message === 'string' ? [message] : [message.one, message.other]);
const parameters = (message: Message): string[] =>
  [...new Set(forms(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)))].sort();

describe('the catalogues', () => {
  it.each(Object.keys(en) as (keyof typeof en)[])('%s has the same parameters in both languages, and words', (key) => {
    expect(parameters(de[key])).toEqual(parameters(en[key]));
    for (const text of [...forms(en[key]), ...forms(de[key])]) expect(text.trim()).not.toBe('');
  });

  it.each([
    ['appearanceState', Appearance_State],
    ['declineReason', Claim_DeclineReason],
    ['claimState', Claim_State],
    ['actorKind', ActorKind],
    ['claimantKind', Claimant_Kind],
    ['normal', NormalRating],
    ['evidenceKind', Evidence_Kind],
    ['stance', Evidence_Stance],
    ['role', Role],
    ['relationshipState', Relationship_State],
    ['relationshipType', Relationship_Type],
    ['applicability', Applicability],
    ['claimStatus', ClaimStatus_State],
    ['differenceKind', MatchDifference_Kind],
    ['matchKind', MatchQuery_Kind],
    ['revisionKind', VerdictRevision_Kind],
    ['revisionState', VerdictRevision_State],
  ] as [string, object][])('%s has a word for every value of its enum', (group, values) => {
    const names = Object.keys(values).filter((name) => Number.isNaN(Number(name)));
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !(`${group}.${name}` in en))).toEqual([]);
  });

  it.each(queues.map((queue) => queue.label))('%s says what it is and when it is empty', (label) => {
    expect(en).toHaveProperty([`${label}.lead`]);
    expect(en).toHaveProperty([`${label}.empty`]);
  });
});

describe('a text', () => {
  it('counts in its language', () => {
    const [english, german] = [translator('en', en), translator('de', de)];
    expect(english('search.found', { count: 1 })).toBe('1 claim');
    expect(english('search.found', { count: 50_000 })).toBe('50,000 claims');
    expect(german('search.found', { count: 50_000 })).toBe('50.000 Behauptungen');
  });
});
