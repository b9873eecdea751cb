// Writing a verdict. It is saved as one types; what a colleague writes meanwhile comes in.
import { Alert, SegmentedControl, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fieldError } from '@/api/problem';
import { VerdictRevision_Kind, type VerdictRevision } from '@gen/verdict_pb';
import type { Evidence } from '@gen/evidence_pb';
import type { Publisher, RatingScale } from '@gen/publisher_pb';
import { useT, type Key } from '@/i18n';
import { parsePartialDate } from '@/text/dates';
import { Conflict } from '@/ui/conflict';
import { Markdown } from '@/ui/markdown';
import { Shape } from '@/ui/marks';
import { ProblemView } from '@/ui/states';
import { LanguageSelect } from '../claim/claim-fields';
import { Cite } from './cite';
import { fieldPaths, fieldText, type Field } from './draft';
import { fieldLabels } from './labels';
import { ratingChoices } from './ratings';
import type { DraftState } from './use-draft';

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Near the bound, how much is left. */
function Left({ text, most }: { text: string; most: number }) {
  const t = useT();
  const left = most - bytes(text);
  if (left > most / 10) return null;
  return <span className={left < 0 ? 'field-error' : 'dim'}>{t('verdict.left', { count: left })}</span>;
}

export function SaveMark({ state }: { state: DraftState }) {
  const t = useT();
  const key: Key = state.conflicts.length
    ? 'save.conflict'
    : state.problem?.kind === 'offline'
      ? 'save.offline'
      : state.problem
        ? 'save.failed'
        : state.saved
          ? 'save.saved'
          : state.saving
            ? 'save.saving'
            : 'save.dirty';
  return (
    <span className={`save save-${key.slice(5)}`} role="status">
      {t(key)}
    </span>
  );
}

export function Editor({ state, revision, publisher, scales, evidence }: { state: DraftState; revision: VerdictRevision; publisher: Publisher | undefined; scales: readonly RatingScale[]; evidence: readonly Evidence[] }) {
  const t = useT();
  const [view, setView] = useState('write');
  const { mine, set, problem } = state;
  const error = (field: Field) => fieldError(problem, fieldPaths[field]);
  const choices = ratingChoices(scales, publisher?.defaultRatingScale ?? '', mine.language, revision.rating);
  const chosen = choices.find((choice) => choice.value === mine.rating);
  const retracts = revision.kind === VerdictRevision_Kind.RETRACTION;
  const dateWrong = mine.articleDate.trim() !== '' && !parsePartialDate(mine.articleDate);
  const titleOf = (name: string) => {
    const found = evidence.find((each) => each.name === name);
    return found?.citation || found?.url || name;
  };
  const labelOf = (rating: string) => choices.find((choice) => choice.value === rating)?.label ?? rating.split('#')[1] ?? '';
  const text = (draft: typeof mine, field: Field) => fieldText(draft, field, titleOf, labelOf);
  return (
    <div className="editor stack">
      <Conflict
        fields={state.conflicts.map((field) => ({
          field,
          label: t(fieldLabels[field]),
          theirs: state.theirs ? text(state.theirs, field) : '',
          mine: text(mine, field),
        }))}
        language={mine.language}
        onTheirs={(field) => state.settle(field as Field, 'theirs')}
        onMine={(field) => state.settle(field as Field, 'mine')}
      />
      {state.taken.length > 0 && (
        <Alert color="teal" variant="light" role="status">
          {t('conflict.taken', { fields: state.taken.map((field) => t(fieldLabels[field])).join(', ') })}
        </Alert>
      )}
      {revision.kind !== VerdictRevision_Kind.INITIAL && (
        <Textarea
          label={t('verdict.publicNote')}
          description={t('verdict.publicNote.hint')}
          value={mine.publicNote}
          onChange={(event) => set({ publicNote: event.currentTarget.value })}
          error={error('publicNote')}
          required
          autosize
          minRows={2}
          maxRows={10}
          dir="auto"
        />
      )}
      {!retracts && (
        <div className="rating-field">
          <Select
            label={t('verdict.rating')}
            data={choices.map(({ value, label, scale }) => ({ value, label: choices.some((other) => other.value !== value && other.label === label) ? `${label} (${scale})` : label }))}
            value={mine.rating || null}
            onChange={(rating) => set({ rating: rating ?? '' })}
            placeholder={t('verdict.noRating')}
            leftSection={chosen && <Shape normal={chosen.normal} />}
            clearable
            searchable={choices.length > 12}
            error={error('rating')}
          />
          {chosen?.definition && (
            <p className="dim" dir="auto">
              {chosen.definition}
            </p>
          )}
        </div>
      )}
      <TextInput
        label={t('verdict.titleField')}
        value={mine.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
        error={error('title')}
        rightSectionWidth={110}
        rightSection={<Left text={mine.title} most={500} />}
        dir="auto"
      />
      <Textarea
        label={t('verdict.summary')}
        description={t('verdict.summary.hint')}
        value={mine.summary}
        onChange={(event) => set({ summary: event.currentTarget.value })}
        error={error('summary')}
        autosize
        minRows={2}
        maxRows={10}
        dir="auto"
      />
      <Left text={mine.summary} most={2_000} />
      <div>
        <div className="section-head">
          <label htmlFor="explanation" className="field-label">
            {t('verdict.explanation')}
          </label>
          <SegmentedControl
            size="xs"
            aria-label={t('verdict.view')}
            data={[
              { value: 'write', label: t('verdict.write') },
              { value: 'read', label: t('verdict.read') },
            ]}
            value={view}
            onChange={setView}
          />
        </div>
        {view === 'write' ? (
          <Textarea
            id="explanation"
            value={mine.explanation}
            onChange={(event) => set({ explanation: event.currentTarget.value })}
            error={error('explanation')}
            autosize
            minRows={8}
            maxRows={40}
            dir="auto"
            className="long-text"
          />
        ) : (
          <div className="card">
            <Markdown text={mine.explanation} language={mine.language} />
          </div>
        )}
        <Left text={mine.explanation} most={200_000} />
      </div>
      <Cite evidence={evidence} citations={mine.citations} onChange={(citations) => set({ citations })} error={error('citations')} />
      <TextInput
        label={t('verdict.url')}
        description={publisher?.domains.length ? t('verdict.url.hint', { domains: publisher.domains.join(', ') }) : undefined}
        type="url"
        value={mine.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
        error={error('url')}
      />
      <div className="two">
        <TagsInput label={t('verdict.authors')} value={[...mine.authors]} onChange={(authors) => set({ authors })} error={error('authors')} maxTags={20} acceptValueOnBlur />
        <LanguageSelect label={t('claim.language')} value={mine.language} onChange={(language) => set({ language })} error={error('language')} />
      </div>
      <div className="three">
        <TextInput
          label={t('verdict.articleDate')}
          placeholder={t('date.hint')}
          value={mine.articleDate}
          onChange={(event) => set({ articleDate: event.currentTarget.value })}
          error={dateWrong ? t('date.wrong') : error('articleDate')}
        />
        <TextInput
          label={t('verdict.recheckTime')}
          type="datetime-local"
          value={mine.recheckTime}
          onChange={(event) => set({ recheckTime: event.currentTarget.value })}
          error={error('recheckTime')}
        />
        <TextInput
          label={t('verdict.validUntil')}
          type="datetime-local"
          value={mine.validUntil}
          onChange={(event) => set({ validUntil: event.currentTarget.value })}
          error={error('validUntil')}
        />
      </div>
      <ProblemView problem={problem} shown={Object.values(fieldPaths)} />
    </div>
  );
}
