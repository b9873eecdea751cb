import { create } from '@bufbuild/protobuf';
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { EvidenceSchema } from '@gen/evidence_pb';
import { EvidenceCitationSchema, VerdictRatingSchema, VerdictRevisionSchema } from '@gen/verdict_pb';
import { show } from '@/test/render';
import { Comparison } from './reading';

const rating = (code: string, label: string) => ({ scaleVersion: 'publishers/p/ratingScales/s/versions/1', code, label });
const before = create(VerdictRevisionSchema, { title: 'Closed for two months', summary: 'As it was.', language: 'en', rating: rating('false', 'False'), citations: [{ evidence: 'claims/c/evidence/a' }] });
const evidence = [create(EvidenceSchema, { name: 'claims/c/evidence/a', citation: 'The list' }), create(EvidenceSchema, { name: 'claims/c/evidence/b', url: 'https://b.example/' })];

describe('the difference between revisions', () => {
  it('has the fields that differ, in words that people know', () => {
    const after = create(VerdictRevisionSchema, {
      ...before, title: 'Closed for nine weeks', rating: create(VerdictRatingSchema, rating('half', 'Half true')),
      citations: [...before.citations, create(EvidenceCitationSchema, { evidence: 'claims/c/evidence/b', note: 'the dates' })],
    });
    const { container } = show(<Comparison before={before} after={after} evidence={evidence} />);
    expect(screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent)).toEqual(['Rating', 'Headline', 'Evidence that it rests on']);
    const texts = (tag: string) => [...container.querySelectorAll(tag)].map((node) => node.textContent?.replace(/^(Added|Removed): /, '').trim());
    expect(texts('del')).toEqual(['False', 'two months']);
    expect(texts('ins')).toEqual(['Half true', 'nine weeks', 'https://b.example/ (the dates)']);
    expect(container.textContent).not.toContain('As it was.');
  });

  it('says where there is none', () => {
    show(<Comparison before={before} after={create(VerdictRevisionSchema, { ...before })} evidence={evidence} />);
    expect(screen.getByText('No difference.')).toBeTruthy();
  });
});
