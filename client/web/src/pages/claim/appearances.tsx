// Where a claim was seen.
import { create } from '@bufbuild/protobuf';
import { Button, Group, Modal, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { useWrite } from '@/api/write';
import { Appearance_State, AppearanceSchema, type Appearance, type Claim } from '@gen/claim_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { parsePartialDate } from '@/text/dates';
import { hostOf } from '@/text/names';
import { ProblemView } from '@/ui/states';
import { Away, Said } from '@/ui/text';
import { OnDate, When } from '@/ui/when';

const clock = (milliseconds: bigint): string => {
  const seconds = Number(milliseconds) / 1000;
  const pad = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${pad(seconds / 3600)}:${pad((seconds / 60) % 60)}:${pad(seconds % 60)}`;
};

function Item({ appearance }: { appearance: Appearance }) {
  const t = useT();
  const gone = appearance.state === Appearance_State.DELETED || appearance.state === Appearance_State.EDITED;
  return (
    <li className="card">
      <div className="evidence-title">
        <Away url={appearance.url}>{`${hostOf(appearance.url)}${appearance.author ? ` · ${appearance.author}` : ''}`}</Away>
        {gone && <span className="state state-new">{wordFor(t, 'appearanceState', Appearance_State, appearance.state)}</span>}
      </div>
      {appearance.quote && (
        <blockquote>
          <Said>{appearance.quote}</Said>
        </blockquote>
      )}
      <p className="dim">
        {appearance.platform && <span>{appearance.platform} · </span>}
        <OnDate date={appearance.publishDate} />
        {appearance.observeTime && (
          <>
            {' · '}
            {t('appearance.seen')} <When at={appearance.observeTime} />
          </>
        )}
        {appearance.mediaStartMs !== undefined && (
          <span>
            {' · '}
            {clock(appearance.mediaStartMs)}
            {appearance.mediaEndMs !== undefined && `–${clock(appearance.mediaEndMs)}`}
          </span>
        )}
        {appearance.archiveUrls.map((url) => (
          <span key={url}>
            {' · '}
            <Away url={url}>{t('evidence.capture')}</Away>
          </span>
        ))}
      </p>
    </li>
  );
}

function AppearanceForm({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const t = useT();
  const { claims } = useClients();
  const [form, setForm] = useState({ url: '', author: '', quote: '', date: '', archive: '' });
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));
  const dateWrong = form.date.trim() !== '' && !parsePartialDate(form.date);
  const add = useWrite(
    () =>
      claims.addAppearance({
        parent: claim.name,
        appearance: create(AppearanceSchema, {
          url: form.url.trim(),
          author: form.author.trim(),
          quote: form.quote.trim(),
          publishDate: parsePartialDate(form.date),
          archiveUrls: form.archive.trim() ? [form.archive.trim()] : [],
        }),
      }),
    [keys.claim(claim.name)],
    onClose,
  );
  const error = (field: string) => fieldError(add.problem, field);
  return (
    <Modal opened onClose={onClose} title={t('appearance.add')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (form.url.trim() && !dateWrong && !add.busy) add.run(undefined);
        }}
      >
        <TextInput label={t('evidence.url')} type="url" required data-autofocus value={form.url} onChange={(event) => set({ url: event.currentTarget.value })} error={error('url')} />
        <TextInput label={t('appearance.author')} value={form.author} onChange={(event) => set({ author: event.currentTarget.value })} error={error('author')} dir="auto" />
        <Textarea label={t('appearance.quote')} autosize minRows={2} maxRows={8} value={form.quote} onChange={(event) => set({ quote: event.currentTarget.value })} error={error('quote')} dir="auto" />
        <TextInput label={t('evidence.date')} description={t('date.hint')} value={form.date} onChange={(event) => set({ date: event.currentTarget.value })} error={dateWrong ? t('date.wrong') : error('publish_date')} />
        <TextInput label={t('capture.url')} type="url" value={form.archive} onChange={(event) => set({ archive: event.currentTarget.value })} error={error('archive_urls')} />
        <ProblemView problem={add.problem} shown={['url', 'author', 'quote', 'publish_date', 'archive_urls']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={add.busy} disabled={!form.url.trim() || dateWrong}>
            {t('appearance.add')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

export function Appearances({ claim }: { claim: Claim }) {
  const t = useT();
  const me = useMe();
  const [adding, setAdding] = useState(false);
  return (
    <section aria-labelledby="appearances">
      <div className="section-head">
        <h2 id="appearances">{t('claim.appearances')}</h2>
        {me.mayContribute && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {t('appearance.add')}
          </Button>
        )}
      </div>
      {claim.appearances.length === 0 ? (
        <p className="dim">{t('appearance.none')}</p>
      ) : (
        <ul className="cards">
          {claim.appearances.map((appearance) => (
            <Item key={appearance.name} appearance={appearance} />
          ))}
        </ul>
      )}
      {adding && <AppearanceForm claim={claim} onClose={() => setAdding(false)} />}
    </section>
  );
}
