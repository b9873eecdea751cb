import { create } from '@bufbuild/protobuf';
import { FieldMaskSchema } from '@bufbuild/protobuf/wkt';
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useWrite } from '@/api/write';
import type { Claim } from '@gen/claim_pb';
import { useT, type Key } from '@/i18n';
import { mergeFields } from '@/text/merge';
import { Conflict } from '@/ui/conflict';
import { ProblemView } from '@/ui/states';
import { ClaimFields, claimFieldNames, claimOfDraft, dateIsWrong, draftOf, type ClaimDraft } from './claim-fields';

const labels: Partial<Record<keyof ClaimDraft, Key>> = {
  statement: 'claim.statement',
  language: 'claim.language',
  claimants: 'claim.claimants',
  date: 'claim.date',
  place: 'claim.place',
  context: 'claim.context',
  topics: 'claim.topics',
};

/** Mends what a claim says of itself. */
export function ClaimForm({ claim: opened, onClose }: { claim: Claim; onClose: () => void }) {
  const t = useT();
  const { claims } = useClients();
  // As it was when the form was opened: a change of somebody else's meanwhile is a conflict.
  const [claim, setClaim] = useState(opened);
  const [draft, setDraft] = useState(() => draftOf(claim, 'und'));
  const [theirs, setTheirs] = useState<ClaimDraft>();
  const [reason, setReason] = useState('');
  const save = useWrite(
    () =>
      claims.updateClaim({
        claim: claimOfDraft(draft, claim),
        updateMask: create(FieldMaskSchema, { paths: claimFieldNames }),
        reason: reason.trim(),
      }),
    [keys.claim(claim.name)],
    onClose,
  );
  const send = async () => {
    setTheirs(undefined);
    if (await save.start(undefined)) return;
    const now = await claims.getClaim({ name: claim.name }).catch(() => undefined);
    if (!now || now.etag === claim.etag) return;
    // What only they changed is taken over; what both did is asked about.
    const other = draftOf(now, 'und');
    const { merged, conflicts } = mergeFields(draftOf(claim, 'und'), draft, other, Object.keys(labels) as (keyof ClaimDraft)[]);
    setClaim(now);
    setDraft(merged);
    save.clear();
    setTheirs(Object.fromEntries(conflicts.map((field) => [field, other[field]])) as unknown as ClaimDraft);
  };
  const settle = (field: string, change: Partial<ClaimDraft> = {}) => {
    setDraft((before) => ({ ...before, ...change }));
    setTheirs((before) => before && (Object.fromEntries(Object.entries(before).filter(([name]) => name !== field)) as unknown as ClaimDraft));
  };
  const fields = Object.keys(theirs ?? {}) as (keyof ClaimDraft)[];
  const ready = draft.statement.trim() !== '' && !dateIsWrong(draft);
  return (
    <Modal opened onClose={onClose} title={t('claim.edit')} size="xl" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !save.busy && !fields.length) void send();
        }}
      >
        <ClaimFields draft={draft} set={(change) => setDraft((before) => ({ ...before, ...change }))} problem={save.problem} withKind={false} />
        <TextInput label={t('claim.reason')} description={t('claim.reason.hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} dir="auto" />
        {theirs && fields.length === 0 && <p role="status">{t('conflict.merged')}</p>}
        <Conflict
          fields={fields.map((field) => ({ field, label: t(labels[field]!), theirs: String(theirs![field]), mine: String(draft[field]) }))}
          onTheirs={(field) => settle(field, { [field]: theirs![field as keyof ClaimDraft] })}
          onMine={(field) => settle(field)}
        />
        <ProblemView problem={save.problem} shown={claimFieldNames} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={save.busy} disabled={!ready || fields.length > 0}>
            {t('action.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
