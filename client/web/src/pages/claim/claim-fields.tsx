// What a claim says of itself, as fields: for a new one and for one that is mended.
import { create } from '@bufbuild/protobuf';
import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { Claimant_Kind, ClaimantSchema, type Claimant } from '@gen/common_pb';
import { ClaimSchema, type Claim } from '@gen/claim_pb';
import { fieldError, type Problem } from '@/api/problem';
import { useT, useWords } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { parsePartialDate, partialDateText } from '@/text/dates';
import { languageName } from './facts';

export interface ClaimDraft {
  statement: string;
  language: string;
  claimants: string[];
  claimantKind: string;
  date: string;
  place: string;
  context: string;
  topics: string[];
}

export const draftOf = (claim: Claim | undefined, language: string): ClaimDraft => ({
  statement: claim?.statement ?? '',
  language: claim?.language ?? language,
  claimants: claim?.claimants.map((claimant) => claimant.name) ?? [],
  claimantKind: String(claim?.claimants[0]?.kind ?? Claimant_Kind.UNSPECIFIED),
  date: partialDateText(claim?.claimDate),
  place: claim?.claimPlace ?? '',
  context: claim?.context ?? '',
  topics: claim?.topics ?? [],
});

export const dateIsWrong = (draft: ClaimDraft): boolean => draft.date.trim() !== '' && !parsePartialDate(draft.date);

/** What the fields leave out of a claimant stays as it was. */
export function claimOfDraft(draft: ClaimDraft, before?: Claim): Claim {
  const kind = Number(draft.claimantKind) as Claimant_Kind;
  const claimants: Claimant[] = draft.claimants.map(
    (name) => before?.claimants.find((claimant) => claimant.name === name) ?? create(ClaimantSchema, { name, kind }),
  );
  const date = parsePartialDate(draft.date);
  return create(ClaimSchema, {
    name: before?.name ?? '',
    etag: before?.etag ?? '',
    statement: draft.statement.trim(),
    language: draft.language,
    claimants,
    // The exact time stays while the day does.
    claimDate: date && partialDateText(before?.claimDate) === partialDateText(date) ? before?.claimDate : date,
    claimPlace: draft.place.trim(),
    context: draft.context.trim(),
    topics: draft.topics,
  });
}

const commonLanguages = ['en', 'de', 'fr', 'es', 'pt', 'it', 'ar', 'he', 'hi', 'uk', 'ru', 'tr', 'zh', 'ja', 'id', 'und'];
const kinds = [Claimant_Kind.UNSPECIFIED, Claimant_Kind.PERSON, Claimant_Kind.ORGANIZATION, Claimant_Kind.CROWD];

export const claimFieldNames = ['statement', 'language', 'claimants', 'claim_date', 'claim_place', 'context', 'topics'];

export function LanguageSelect({ label, value, onChange, error }: { label: string; value: string; onChange: (value: string) => void; error?: string }) {
  const t = useT();
  const { language } = useWords();
  const tags = commonLanguages.includes(value) || !value ? commonLanguages : [value, ...commonLanguages];
  return (
    <Select
      label={label}
      data={tags.map((tag) => ({ value: tag, label: languageName(tag, language) || t('language.unknown') }))}
      value={value}
      onChange={(tag) => tag && onChange(tag)}
      allowDeselect={false}
      searchable
      error={error}
    />
  );
}

export function ClaimFields({ draft, set, problem, withKind }: { draft: ClaimDraft; set: (change: Partial<ClaimDraft>) => void; problem: Problem | undefined; withKind: boolean }) {
  const t = useT();
  const error = (field: string) => fieldError(problem, field);
  return (
    <>
      <Textarea
        label={t('claim.statement')}
        description={t('claim.statement.hint')}
        value={draft.statement}
        onChange={(event) => set({ statement: event.currentTarget.value })}
        error={error('statement')}
        required
        autosize
        minRows={3}
        maxRows={12}
        dir="auto"
        data-autofocus
      />
      <div className="two">
        <TagsInput
          label={t('claim.claimants')}
          placeholder={draft.claimants.length ? undefined : t('claim.claimants.hint')}
          value={draft.claimants}
          onChange={(claimants) => set({ claimants })}
          error={error('claimants')}
          maxTags={20}
          acceptValueOnBlur
        />
        {withKind ? (
          <Select
            label={t('claim.claimantKind')}
            data={kinds.map((value) => ({ value: String(value), label: wordFor(t, 'claimantKind', Claimant_Kind, value) }))}
            value={draft.claimantKind}
            onChange={(claimantKind) => set({ claimantKind: claimantKind ?? draft.claimantKind })}
            allowDeselect={false}
          />
        ) : (
          <LanguageSelect label={t('claim.language')} value={draft.language} onChange={(language) => set({ language })} error={error('language')} />
        )}
      </div>
      <div className="two">
        {withKind && <LanguageSelect label={t('claim.language')} value={draft.language} onChange={(language) => set({ language })} error={error('language')} />}
        <TextInput
          label={t('claim.date')}
          placeholder={t('date.hint')}
          value={draft.date}
          onChange={(event) => set({ date: event.currentTarget.value })}
          error={dateIsWrong(draft) ? t('date.wrong') : error('claim_date')}
        />
      </div>
      <div className="two">
        <TextInput label={t('claim.place')} value={draft.place} onChange={(event) => set({ place: event.currentTarget.value })} error={error('claim_place')} dir="auto" />
        <TagsInput label={t('claim.topics')} value={draft.topics} onChange={(topics) => set({ topics })} error={error('topics')} maxTags={50} acceptValueOnBlur />
      </div>
      <Textarea
        label={t('claim.context')}
        value={draft.context}
        onChange={(event) => set({ context: event.currentTarget.value })}
        error={error('context')}
        autosize
        minRows={2}
        maxRows={8}
        dir="auto"
      />
    </>
  );
}
