import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { ClaimSchema } from '@gen/claim_pb';
import { ClaimantSchema } from '@gen/common_pb';
import { Evidence_Visibility, EvidenceSchema } from '@gen/evidence_pb';
import { previewOf, type PreviewInput } from './claim-review';

const input = (change: Partial<PreviewInput> = {}): PreviewInput => ({
  claim: create(ClaimSchema, { statement: 'The bridge was closed.', claimants: [create(ClaimantSchema, { name: 'The mayor' })] }),
  publisher: undefined,
  url: 'https://gazette.example/bridge',
  title: '',
  summary: '',
  language: 'en',
  authors: [],
  articleDate: '',
  rating: { label: 'False', ordinal: 1, worst: 1, best: 5 },
  cited: [],
  ...change,
});

describe('the ClaimReview preview', () => {
  it('is complete with statement, address and rating', () => {
    const { missing, warnings, json } = previewOf(input());
    expect({ missing, warnings }).toEqual({ missing: [], warnings: [] });
    expect((JSON.parse(json) as { reviewRating: object }).reviewRating).toEqual({
      '@type': 'Rating',
      alternateName: 'False',
      ratingValue: 1,
      worstRating: 1,
      bestRating: 5,
    });
  });

  it('says all that is missing', () => {
    expect(previewOf(input({ url: '', rating: undefined })).missing).toEqual(['url', 'reviewRating.alternateName']);
  });

  it('warns of a statement that will be cut off, counted in characters', () => {
    const claim = (statement: string) => create(ClaimSchema, { statement, claimants: [create(ClaimantSchema, { name: 'x' })] });
    expect(previewOf(input({ claim: claim('🙂'.repeat(75)) })).warnings).toEqual([]);
    expect(previewOf(input({ claim: claim('a'.repeat(76)) })).warnings).toEqual(['longStatement']);
  });

  it('leaves restricted evidence out', () => {
    const cited = [create(EvidenceSchema, { url: 'https://secret.example/', visibility: Evidence_Visibility.RESTRICTED })];
    expect(previewOf(input({ cited })).json).not.toContain('secret');
  });
});
