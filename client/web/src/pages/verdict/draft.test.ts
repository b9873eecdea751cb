import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { PartialDateSchema } from '@gen/common_pb';
import { EvidenceCitationSchema, VerdictRatingSchema, VerdictRevisionSchema } from '@gen/verdict_pb';
import { changedFields, draftOf, fieldPaths, fields, isSendable, merge, revisionOf } from './draft';

const full = create(VerdictRevisionSchema, {
  rating: create(VerdictRatingSchema, { scaleVersion: 'publishers/p/ratingScales/s/versions/1', code: 'false' }),
  title: 'T',
  summary: 'S',
  explanation: 'E',
  language: 'en',
  url: 'https://p.example/a',
  authors: ['A', 'B'],
  citations: [create(EvidenceCitationSchema, { evidence: 'claims/c/evidence/e', note: 'n' })],
  publicNote: 'N',
  validUntil: timestampFromDate(new Date('2030-01-02T03:04:00Z')),
  recheckTime: timestampFromDate(new Date('2029-01-02T03:04:00Z')),
  articleDate: create(PartialDateSchema, { year: 2023, month: 2, day: 17 }),
});
const empty = draftOf(create(VerdictRevisionSchema));
const base = draftOf(full);

describe('a draft', () => {
  it('loses nothing on the way to a request', () => {
    expect(draftOf(revisionOf(base, fields))).toEqual(base);
  });

  it('sends every field that a mask may name', () => {
    const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(changedFields(empty, base).map((field) => fieldPaths[field]).sort()).toEqual(fields.map(snake).sort());
    expect(fields).toHaveLength(12);
  });

  it('holds a date back until it is one', () => {
    expect(isSendable({ ...base, articleDate: '2023-0' }, 'articleDate')).toBe(false);
    expect(isSendable({ ...base, articleDate: '' }, 'articleDate')).toBe(true);
  });
});

describe('two people on one draft', () => {
  it('keep what each changed alone', () => {
    const merged = merge(base, { ...base, title: 'mine' }, { ...base, summary: 'theirs' });
    expect(merged.draft).toEqual({ ...base, title: 'mine', summary: 'theirs' });
    expect(merged.taken).toEqual(['summary']);
    expect(merged.conflicts).toEqual([]);
  });

  it('are asked about what both changed, and mine stays until then', () => {
    const merged = merge(base, { ...base, title: 'mine' }, { ...base, title: 'theirs' });
    expect(merged.conflicts).toEqual(['title']);
    expect(merged.draft.title).toBe('mine');
  });

  it('agree where both changed it to the same', () => {
    const both = { ...base, authors: ['C'] };
    expect(merge(base, both, { ...both })).toEqual({ draft: both, taken: [], conflicts: [] });
  });
});
