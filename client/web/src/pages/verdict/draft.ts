// A draft as its fields: what changed, what two people changed, and the way to a request. Pure.
import { create } from '@bufbuild/protobuf';
import {
  EvidenceCitationSchema,
  VerdictRatingSchema,
  VerdictRevisionSchema,
  type VerdictRevision,
} from '@gen/verdict_pb';
import { fromLocalInput, localInput, parsePartialDate, partialDateText } from '@/text/dates';
import { mergeFields, sameValue } from '@/text/merge';

export interface Citation {
  evidence: string;
  note: string;
}

export interface Draft {
  /** `scale version#code`, as a value to choose; empty: no rating. */
  rating: string;
  title: string;
  summary: string;
  explanation: string;
  language: string;
  url: string;
  authors: readonly string[];
  citations: readonly Citation[];
  publicNote: string;
  validUntil: string;
  recheckTime: string;
  articleDate: string;
}

export type Field = keyof Draft;

/** Each field's name in a mask, in the order of the page. */
export const fieldPaths: Record<Field, string> = {
  rating: 'rating',
  title: 'title',
  summary: 'summary',
  explanation: 'explanation',
  citations: 'citations',
  url: 'url',
  language: 'language',
  authors: 'authors',
  publicNote: 'public_note',
  validUntil: 'valid_until',
  recheckTime: 'recheck_time',
  articleDate: 'article_date',
};
export const fields = Object.keys(fieldPaths) as Field[];

export const draftOf = (revision: VerdictRevision): Draft => ({
  rating: revision.rating ? `${revision.rating.scaleVersion}#${revision.rating.code}` : '',
  title: revision.title,
  summary: revision.summary,
  explanation: revision.explanation,
  language: revision.language,
  url: revision.url,
  authors: revision.authors,
  citations: revision.citations.map(({ evidence, note }) => ({ evidence, note })),
  publicNote: revision.publicNote,
  validUntil: localInput(revision.validUntil),
  recheckTime: localInput(revision.recheckTime),
  articleDate: partialDateText(revision.articleDate),
});

export const sameField = (a: Draft, b: Draft, field: Field): boolean => sameValue(a[field], b[field]);

export const changedFields = (before: Draft, after: Draft): Field[] =>
  fields.filter((field) => !sameField(before, after, field));

export interface Merged {
  draft: Draft;
  /** Taken over from them. */
  taken: Field[];
  /** Changed by both, and not to the same. */
  conflicts: Field[];
}

/** Both started from `base`. What only they changed is taken over; of what both did mine stays until somebody decides. */
export function merge(base: Draft, mine: Draft, theirs: Draft): Merged {
  const { merged, taken, conflicts } = mergeFields(base, mine, theirs, fields);
  return { draft: merged, taken, conflicts };
}

/** A date that is being typed is not sent until it is one. */
export const isSendable = (draft: Draft, field: Field): boolean =>
  field !== 'articleDate' || draft.articleDate.trim() === '' || parsePartialDate(draft.articleDate) !== undefined;

/** The revision with these fields alone set. */
export function revisionOf(draft: Draft, sent: readonly Field[]): VerdictRevision {
  const revision = create(VerdictRevisionSchema);
  for (const field of sent) {
    switch (field) {
      case 'rating': {
        const [scaleVersion = '', code = ''] = draft.rating.split('#');
        if (code) revision.rating = create(VerdictRatingSchema, { scaleVersion, code });
        break;
      }
      case 'citations':
        revision.citations = draft.citations.map((citation) => create(EvidenceCitationSchema, citation));
        break;
      case 'authors':
        revision.authors = [...draft.authors];
        break;
      case 'validUntil':
        revision.validUntil = fromLocalInput(draft.validUntil);
        break;
      case 'recheckTime':
        revision.recheckTime = fromLocalInput(draft.recheckTime);
        break;
      case 'articleDate':
        revision.articleDate = parsePartialDate(draft.articleDate);
        break;
      default:
        revision[field] = draft[field];
    }
  }
  return revision;
}

/** A field as text, for differences. */
export function fieldText(draft: Draft, field: Field, evidenceTitle: (name: string) => string, ratingLabel: (rating: string) => string): string {
  switch (field) {
    case 'rating':
      return draft.rating ? ratingLabel(draft.rating) : '';
    case 'authors':
      return draft.authors.join(', ');
    case 'citations':
      return draft.citations
        .map((citation) => evidenceTitle(citation.evidence) + (citation.note ? ` (${citation.note})` : ''))
        .join('\n');
    case 'validUntil':
    case 'recheckTime':
      return draft[field].replace('T', ' ');
    default:
      return draft[field];
  }
}
