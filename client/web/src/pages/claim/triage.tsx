// What can be decided on a claim: check it or not, who does, merge, delete. Also by keys.
import { Button, Menu, Select } from '@mantine/core';
import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { useWrite } from '@/api/write';
import { Claim_DeclineReason, Claim_State, type Claim } from '@gen/claim_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { useActions, type Action } from '@/ui/actions';
import { Ask } from '@/ui/ask';
import { ProblemView } from '@/ui/states';
import { MergeDialog } from './merge';

type Dialog = 'decline' | 'reopen' | 'delete' | 'merge';

const reasons = [
  Claim_DeclineReason.DUPLICATE,
  Claim_DeclineReason.NOT_CHECKABLE,
  Claim_DeclineReason.OUT_OF_SCOPE,
  Claim_DeclineReason.SPAM,
];

export function Triage({ claim, onEdit }: { claim: Claim; onEdit?: () => void }) {
  const t = useT();
  const me = useMe();
  const { claims } = useClients();
  const [dialog, setDialog] = useState<Dialog>();
  const [reason, setReason] = useState<string | null>(null);
  const { name, etag } = claim;
  const touches = [keys.claim(name)];
  const close = () => setDialog(undefined);
  const accept = useWrite(() => claims.acceptClaim({ name, etag }), touches);
  const assign = useWrite((assignee: string) => claims.assignClaim({ name, assignee, etag }), touches);
  const decline = useWrite(
    (note: string) => claims.declineClaim({ name, note, declineReason: Number(reason) as Claim_DeclineReason, etag }),
    touches,
    close,
  );
  const reopen = useWrite((why: string) => claims.reopenClaim({ name, reason: why, etag }), touches, close);
  const remove = useWrite((why: string) => claims.deleteClaim({ name, reason: why, etag }), touches, close);
  const undelete = useWrite(() => claims.undeleteClaim({ name, etag }), touches);

  const { state } = claim;
  const open = state === Claim_State.RECEIVED || state === Claim_State.ACCEPTED;
  const mine = claim.assignee === me.name;
  const actions: Action[] = me.mayTriage
    ? [
        ...(state === Claim_State.RECEIVED ? [{ id: 'accept', label: t('triage.accept'), keys: 'a', run: () => accept.run(undefined) }] : []),
        ...(open ? [{ id: 'decline', label: t('triage.decline'), keys: 'x', run: () => setDialog('decline') }] : []),
        ...(open
          ? [
              {
                id: 'assign',
                label: mine ? t('triage.giveBack') : t('triage.take'),
                keys: 'i',
                run: () => assign.run(mine ? '' : me.name),
              },
            ]
          : []),
        ...(open ? [{ id: 'merge', label: t('triage.merge'), keys: 'm', run: () => setDialog('merge') }] : []),
      ]
    : [];
  useActions(actions);
  if (!me.mayTriage) return null;
  const failed = [accept, assign, undelete].find((write) => write.problem);
  return (
    <div className="triage">
      <div className="buttons">
        {state === Claim_State.RECEIVED && (
          <Button size="xs" loading={accept.busy} onClick={() => accept.run(undefined)}>
            {t('triage.accept')}
          </Button>
        )}
        {open && (
          <Button size="xs" variant="default" loading={assign.busy} onClick={() => assign.run(mine ? '' : me.name)}>
            {mine ? t('triage.giveBack') : t('triage.take')}
          </Button>
        )}
        {open && (
          <Button size="xs" variant="default" onClick={() => setDialog('decline')}>
            {t('triage.decline')}
          </Button>
        )}
        {(state === Claim_State.DECLINED || state === Claim_State.MERGED) && (
          <Button size="xs" variant="default" onClick={() => setDialog('reopen')}>
            {t('triage.reopen')}
          </Button>
        )}
        {state === Claim_State.DELETED && (
          <Button size="xs" variant="default" loading={undelete.busy} onClick={() => undelete.run(undefined)}>
            {t('triage.undelete')}
          </Button>
        )}
        {state !== Claim_State.DELETED && (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button size="xs" variant="subtle">
                {t('triage.more')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {onEdit && <Menu.Item onClick={onEdit}>{t('claim.edit')}</Menu.Item>}
              {open && <Menu.Item onClick={() => setDialog('merge')}>{t('triage.merge')}</Menu.Item>}
              <Menu.Item onClick={() => setDialog('delete')}>{t('triage.delete')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <ProblemView problem={failed?.problem} />
      {dialog === 'decline' && (
        <Ask
          title={t('triage.decline.title')}
          label={t('triage.note')}
          field="note"
          action={t('triage.decline')}
          busy={decline.busy}
          problem={decline.problem}
          blocked={!reason}
          onClose={close}
          onDo={decline.run}
        >
          <Select
            label={t('triage.why')}
            data={reasons.map((value) => ({ value: String(value), label: wordFor(t, 'declineReason', Claim_DeclineReason, value) }))}
            value={reason}
            onChange={setReason}
            required
            data-autofocus
          />
        </Ask>
      )}
      {dialog === 'reopen' && (
        <Ask
          title={t('triage.reopen.title')}
          label={t('triage.why')}
          field="reason"
          required
          action={t('triage.reopen')}
          busy={reopen.busy}
          problem={reopen.problem}
          onClose={close}
          onDo={reopen.run}
        />
      )}
      {dialog === 'delete' && (
        <Ask
          title={t('triage.delete.title')}
          intro={t('triage.delete.intro')}
          label={t('triage.why')}
          field="reason"
          action={t('triage.delete')}
          tone="danger"
          busy={remove.busy}
          problem={remove.problem}
          onClose={close}
          onDo={remove.run}
        />
      )}
      {dialog === 'merge' && <MergeDialog claim={claim} onClose={close} />}
    </div>
  );
}
