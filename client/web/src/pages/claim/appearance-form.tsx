// Notes a place where a claim was seen, or mends what is noted of it.
import { FieldMaskSchema } from '@bufbuild/protobuf/wkt';
import { create } from '@bufbuild/protobuf';
import { Button, Group, Modal, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { fieldError, problemOf } from '@/api/problem';
import { useWrite } from '@/api/write';
import { Appearance_State, type Appearance, type Claim } from '@gen/claim_pb';
import { useT, type Key } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { mergeFields } from '@/text/merge';
import { hostOf } from '@/text/names';
import { Conflict } from '@/ui/conflict';
import { ProblemView } from '@/ui/states';
import { appearanceOf, changeable, changedPaths, draftOfAppearance, wrongClock, wrongDate, type AppearanceDraft, type AppearanceField } from './appearance';

const labels: Record<AppearanceField, Key> = {
  url: 'evidence.url',
  author: 'appearance.author',
  quote: 'appearance.quote',
  date: 'evidence.date',
  observed: 'appearance.observed',
  start: 'appearance.start',
  end: 'appearance.end',
  archives: 'appearance.archives',
  state: 'appearance.state',
};
const shown = ['url', 'author', 'quote', 'publish_date', 'observe_time', 'media_start_ms', 'media_end_ms', 'archive_urls', 'state'];
const states = [Appearance_State.LIVE, Appearance_State.EDITED, Appearance_State.DELETED];

export function AppearanceForm({ claim: opened, appearance, onClose }: { claim: Claim; appearance?: Appearance; onClose: () => void }) {
  const t = useT();
  const { claims } = useClients();
  // As both were when the form was opened, or when somebody else's change was taken over.
  const [from, setFrom] = useState({ etag: opened.etag, base: draftOfAppearance(appearance) });
  const [draft, setDraft] = useState(from.base);
  const [theirs, setTheirs] = useState<Partial<AppearanceDraft>>();
  const set = (change: Partial<AppearanceDraft>) => setDraft((before) => ({ ...before, ...change }));
  const save = useWrite(
    async () => {
      if (!appearance) return claims.addAppearance({ parent: opened.name, appearance: appearanceOf(draft) });
      const update = (etag: string, base: AppearanceDraft) => {
        const paths = changedPaths(base, draft);
        if (paths.length === 0) return appearance;
        return claims.updateAppearance({ appearance: appearanceOf(draft, appearance.name), updateMask: create(FieldMaskSchema, { paths }), etag });
      };
      try {
        return await update(from.etag, from.base);
      } catch (thrown) {
        if (problemOf(thrown).kind !== 'conflict') throw thrown;
        const now = await claims.getClaim({ name: opened.name });
        const there = now.appearances.find((each) => each.name === appearance.name);
        if (!there) throw thrown;
        const other = draftOfAppearance(there);
        const { merged, taken, conflicts } = mergeFields(from.base, draft, other, changeable);
        // Something else of the claim was changed.
        if (taken.length === 0 && conflicts.length === 0) return update(now.etag, other);
        setFrom({ etag: now.etag, base: other });
        setDraft(merged);
        setTheirs(Object.fromEntries(conflicts.map((field) => [field, other[field]])));
        return undefined;
      }
    },
    [keys.claim(opened.name)],
    (done) => done && onClose(),
  );
  const settle = (field: AppearanceField, change: Partial<AppearanceDraft> = {}) => {
    set(change);
    setTheirs((before) => before && Object.fromEntries(Object.entries(before).filter(([name]) => name !== field)));
  };
  const open = Object.keys(theirs ?? {}) as AppearanceField[];
  const error = (field: string) => fieldError(save.problem, field);
  const text = (field: AppearanceField, value: AppearanceDraft[AppearanceField]): string =>
    field === 'state' ? wordFor(t, 'appearanceState', Appearance_State, Number(value)) : Array.isArray(value) ? value.join('\n') : value;
  const ready = draft.url.trim() !== '' && !wrongDate(draft) && !wrongClock(draft.start) && !wrongClock(draft.end) && open.length === 0;
  const clock = (field: 'start' | 'end', path: string) => (
    <TextInput
      label={t(labels[field])}
      placeholder="0:01:15"
      value={draft[field]}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
      error={wrongClock(draft[field]) ? t('appearance.clock.wrong') : error(path)}
      dir="ltr"
    />
  );
  return (
    <Modal opened onClose={onClose} title={appearance ? t('appearance.editOf', { place: hostOf(appearance.url) }) : t('appearance.add')} size="lg" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready || save.busy) return;
          setTheirs(undefined);
          save.run(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        <TextInput
          label={t(labels.url)}
          type="url"
          required
          readOnly={!!appearance}
          description={appearance && t('appearance.url.fixed')}
          data-autofocus={appearance ? undefined : true}
          value={draft.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
          error={error('url')}
        />
        {appearance && (
          <Select
            label={t(labels.state)}
            data={states.map((value) => ({ value: String(value), label: wordFor(t, 'appearanceState', Appearance_State, value) }))}
            value={draft.state}
            onChange={(state) => set({ state: state ?? draft.state })}
            allowDeselect={false}
            data-autofocus
            error={error('state')}
          />
        )}
        <TextInput label={t(labels.author)} value={draft.author} onChange={(event) => set({ author: event.currentTarget.value })} error={error('author')} dir="auto" />
        <Textarea label={t(labels.quote)} autosize minRows={2} maxRows={8} value={draft.quote} onChange={(event) => set({ quote: event.currentTarget.value })} error={error('quote')} dir="auto" />
        <div className="two">
          <TextInput
            label={t(labels.date)}
            placeholder={t('date.hint')}
            value={draft.date}
            onChange={(event) => set({ date: event.currentTarget.value })}
            error={wrongDate(draft) ? t('date.wrong') : error('publish_date')}
          />
          <TextInput
            label={t(labels.observed)}
            type="datetime-local"
            value={draft.observed}
            onChange={(event) => set({ observed: event.currentTarget.value })}
            error={error('observe_time')}
          />
          {clock('start', 'media_start_ms')}
          {clock('end', 'media_end_ms')}
        </div>
        <TagsInput
          label={t(labels.archives)}
          placeholder={draft.archives.length ? undefined : t('appearance.archives.hint')}
          value={draft.archives}
          onChange={(archives) => set({ archives })}
          error={error('archive_urls')}
          maxTags={20}
          acceptValueOnBlur
        />
        {theirs && open.length === 0 && <p role="status">{t('conflict.merged')}</p>}
        <Conflict
          fields={open.map((field) => ({ field, label: t(labels[field]), theirs: text(field, theirs![field] ?? ''), mine: text(field, draft[field]) }))}
          onTheirs={(field) => settle(field as AppearanceField, { [field]: theirs![field as AppearanceField] })}
          onMine={(field) => settle(field as AppearanceField)}
        />
        <ProblemView problem={save.problem} shown={shown} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={save.busy} disabled={!ready}>
            {t(appearance ? 'action.save' : 'appearance.add')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
