import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { fieldError } from '@/api/problem';
import { useWrite } from '@/api/write';
import type { Claim } from '@gen/claim_pb';
import { useT } from '@/i18n';
import { Ask } from '@/ui/ask';
import { ClaimPicker } from '@/ui/claim-picker';

export function MergeDialog({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const t = useT();
  const { claims } = useClients();
  const [target, setTarget] = useState<Claim>();
  const merge = useWrite(
    (reason: string) => claims.mergeClaim({ name: claim.name, target: target?.name ?? '', reason, etag: claim.etag }),
    [keys.claim(claim.name), ...(target ? [keys.claim(target.name)] : [])],
    onClose,
  );
  return (
    <Ask
      title={t('triage.merge.title')}
      intro={t('triage.merge.intro')}
      label={t('triage.why')}
      field="reason"
      action={t('triage.merge')}
      busy={merge.busy}
      problem={merge.problem}
      blocked={!target}
      onClose={onClose}
      onDo={merge.run}
    >
      <ClaimPicker
        label={t('triage.merge.target')}
        except={claim.name}
        picked={target}
        onPick={setTarget}
        error={fieldError(merge.problem, 'target')}
      />
    </Ask>
  );
}
