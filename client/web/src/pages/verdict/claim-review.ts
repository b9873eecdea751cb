// How a revision would read as schema.org ClaimReview, before it is published: what the server's export writes once it
// is, in its main parts. Pure.
import type { Claim } from '@gen/claim_pb';
import { Claimant_Kind } from '@gen/common_pb';
import { Evidence_Visibility, type Evidence } from '@gen/evidence_pb';
import type { Publisher } from '@gen/publisher_pb';
import { partialDateText } from '@/text/dates';

export interface PreviewInput {
  claim: Claim;
  publisher: Publisher | undefined;
  url: string;
  title: string;
  summary: string;
  language: string;
  authors: readonly string[];
  articleDate: string;
  rating: { label: string; ordinal?: number; worst?: number; best?: number } | undefined;
  cited: readonly Evidence[];
}

export interface Preview {
  json: string;
  /** Names of properties that ClaimReview requires. */
  missing: string[];
  /** What search engines warn about. */
  warnings: ('longStatement' | 'noClaimant')[];
}

// Longer statements are cut off where search engines show them.
const mostShown = 75;

const types: Partial<Record<Claimant_Kind, string>> = {
  [Claimant_Kind.PERSON]: 'Person',
  [Claimant_Kind.ORGANIZATION]: 'Organization',
};

export function previewOf(input: PreviewInput): Preview {
  const { claim, publisher, rating } = input;
  const numbers =
    rating?.ordinal !== undefined && rating.worst !== undefined && rating.best !== undefined
      ? { ratingValue: rating.ordinal, worstRating: rating.worst, bestRating: rating.best }
      : {};
  const missing: string[] = [];
  if (!claim.statement) missing.push('claimReviewed');
  if (!input.url) missing.push('url');
  if (!rating?.label) missing.push('reviewRating.alternateName');
  const warnings: Preview['warnings'] = [];
  if ([...claim.statement].length > mostShown) warnings.push('longStatement');
  if (claim.claimants.length === 0) warnings.push('noClaimant');
  const value = {
    '@context': 'https://schema.org',
    '@type': 'ClaimReview',
    claimReviewed: claim.statement || undefined,
    url: input.url || undefined,
    headline: input.title || undefined,
    reviewBody: input.summary || undefined,
    inLanguage: input.language || undefined,
    datePublished: input.articleDate || undefined,
    author: publisher && { '@type': 'Organization', name: publisher.displayName, url: publisher.homeUrl || undefined },
    reviewRating: rating && { '@type': 'Rating', alternateName: rating.label, ...numbers },
    itemReviewed: {
      '@type': 'Claim',
      author: claim.claimants.map((claimant) => ({
        '@type': types[claimant.kind] ?? 'Thing',
        name: claimant.name,
        jobTitle: claimant.role || undefined,
        sameAs: claimant.sameAs || undefined,
      })),
      datePublished: partialDateText(claim.claimDate) || undefined,
      appearance: claim.appearances.map((appearance) => ({ '@type': 'CreativeWork', url: appearance.url })),
    },
    citation: input.cited
      .filter((evidence) => evidence.visibility !== Evidence_Visibility.RESTRICTED)
      .map((evidence) => ({ '@type': 'CreativeWork', url: evidence.url || undefined, name: evidence.citation || undefined })),
  };
  return { json: JSON.stringify(value, null, 2), missing, warnings };
}
