import type { Key } from '@/i18n';
import type { Field } from './draft';

export const fieldLabels: Record<Field, Key> = {
  rating: 'verdict.rating',
  title: 'verdict.titleField',
  summary: 'verdict.summary',
  explanation: 'verdict.explanation',
  citations: 'verdict.citations',
  url: 'verdict.url',
  language: 'claim.language',
  authors: 'verdict.authors',
  publicNote: 'verdict.publicNote',
  validUntil: 'verdict.validUntil',
  recheckTime: 'verdict.recheckTime',
  articleDate: 'verdict.articleDate',
};
