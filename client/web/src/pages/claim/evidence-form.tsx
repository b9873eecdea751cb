// Evidence from a link: what it is, what it does to the claim, and the passage that matters.
import { create } from '@bufbuild/protobuf';
import { Button, Group, Modal, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { useWrite } from '@/api/write';
import { Evidence_Kind, Evidence_Stance, Evidence_Visibility, EvidenceSchema } from '@gen/evidence_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { parsePartialDate } from '@/text/dates';
import { hostOf, isWebAddress } from '@/text/names';
import { ProblemView } from '@/ui/states';

const kinds = [Evidence_Kind.PRIMARY, Evidence_Kind.SECONDARY, Evidence_Kind.EXPERT, Evidence_Kind.DATASET];
const stances = [Evidence_Stance.REFUTES, Evidence_Stance.SUPPORTS, Evidence_Stance.CONTEXT];
const fields = ['url', 'citation', 'publisher', 'kind', 'stance', 'quote', 'note', 'origin_group', 'publish_date'];

export function EvidenceForm({ claim, url, onClose }: { claim: string; url: string; onClose: () => void }) {
  const t = useT();
  const me = useMe();
  const { claims } = useClients();
  const stanceLabel = useId();
  const [form, setForm] = useState({
    url,
    citation: '',
    publisher: isWebAddress(url) ? hostOf(url) : '',
    kind: String(Evidence_Kind.SECONDARY),
    stance: '',
    quote: '',
    note: '',
    origin: '',
    date: '',
    restricted: false,
  });
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));
  const dateWrong = form.date.trim() !== '' && !parsePartialDate(form.date);
  const add = useWrite(
    () =>
      claims.addEvidence({
        parent: claim,
        evidence: create(EvidenceSchema, {
          url: form.url.trim(),
          citation: form.citation.trim(),
          publisher: form.publisher.trim(),
          kind: Number(form.kind) as Evidence_Kind,
          stance: Number(form.stance) as Evidence_Stance,
          quote: form.quote.trim(),
          note: form.note.trim(),
          originGroup: form.origin.trim(),
          publishDate: parsePartialDate(form.date),
          visibility: form.restricted ? Evidence_Visibility.RESTRICTED : Evidence_Visibility.PUBLIC,
        }),
      }),
    [keys.claim(claim)],
    onClose,
  );
  const error = (field: string) => fieldError(add.problem, field);
  return (
    <Modal opened onClose={onClose} title={t('evidence.add')} size="lg" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (form.stance && !dateWrong && !add.busy) add.run(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        <TextInput
          label={t('evidence.url')}
          type="url"
          value={form.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
          onBlur={() => !form.publisher && isWebAddress(form.url) && set({ publisher: hostOf(form.url) })}
          error={error('url')}
          data-autofocus={url ? undefined : true}
        />
        <div>
          <span id={stanceLabel} className="field-label">
            {t('evidence.stance')} <span className="required">*</span>
          </span>
          <SegmentedControl
            fullWidth
            aria-labelledby={stanceLabel}
            data={stances.map((value) => ({ value: String(value), label: wordFor(t, 'stance', Evidence_Stance, value) }))}
            value={form.stance}
            onChange={(stance) => set({ stance })}
          />
          {error('stance') && <p className="field-error">{error('stance')}</p>}
        </div>
        <div className="two">
          <Select
            label={t('evidence.kind')}
            allowDeselect={false}
            data={kinds.map((value) => ({ value: String(value), label: wordFor(t, 'evidenceKind', Evidence_Kind, value) }))}
            value={form.kind}
            onChange={(kind) => set({ kind: kind ?? form.kind })}
            error={error('kind')}
          />
          <TextInput
            label={t('evidence.publisher')}
            value={form.publisher}
            onChange={(event) => set({ publisher: event.currentTarget.value })}
            error={error('publisher')}
            dir="auto"
          />
        </div>
        <TextInput
          label={t('evidence.citation')}
          description={t('evidence.citation.hint')}
          value={form.citation}
          onChange={(event) => set({ citation: event.currentTarget.value })}
          error={error('citation')}
          dir="auto"
          data-autofocus={url ? true : undefined}
        />
        <Textarea
          label={t('evidence.quote')}
          value={form.quote}
          onChange={(event) => set({ quote: event.currentTarget.value })}
          error={error('quote')}
          autosize
          minRows={2}
          maxRows={8}
          dir="auto"
        />
        <Textarea
          label={t('evidence.note')}
          value={form.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
          error={error('note')}
          autosize
          minRows={1}
          maxRows={6}
          dir="auto"
        />
        <div className="two">
          <TextInput
            label={t('evidence.origin')}
            description={t('evidence.origin.hint')}
            value={form.origin}
            onChange={(event) => set({ origin: event.currentTarget.value })}
            error={error('origin_group')}
            dir="auto"
          />
          <TextInput
            label={t('evidence.date')}
            description={t('date.hint')}
            value={form.date}
            onChange={(event) => set({ date: event.currentTarget.value })}
            error={dateWrong ? t('date.wrong') : error('publish_date')}
          />
        </div>
        {me.memberships.size > 0 && (
          <Switch
            label={t('evidence.restrict')}
            description={t('evidence.restrict.hint')}
            checked={form.restricted}
            onChange={(event) => set({ restricted: event.currentTarget.checked })}
          />
        )}
        <ProblemView problem={add.problem} shown={fields} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={add.busy} disabled={!form.stance || dateWrong}>
            {t('evidence.add')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
