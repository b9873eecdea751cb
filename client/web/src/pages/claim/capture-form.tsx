import { create } from '@bufbuild/protobuf';
import { timestampNow } from '@bufbuild/protobuf/wkt';
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { fieldError } from '@/api/problem';
import { useWrite } from '@/api/write';
import { CaptureSchema, type Evidence } from '@gen/evidence_pb';
import { useT } from '@/i18n';
import { claimOf } from '@/text/names';
import { ProblemView } from '@/ui/states';

/** A copy of the source that is kept somewhere. */
export function CaptureForm({ evidence, onClose }: { evidence: Evidence; onClose: () => void }) {
  const t = useT();
  const me = useMe();
  const { claims } = useClients();
  const [archiveUrl, setArchiveUrl] = useState('');
  const [sha256, setSha256] = useState('');
  const add = useWrite(
    () =>
      claims.addEvidenceCapture({
        name: evidence.name,
        etag: evidence.etag,
        capture: create(CaptureSchema, {
          archiveUrl: archiveUrl.trim(),
          sha256: sha256.trim().toLowerCase(),
          captureTime: timestampNow(),
          capturedBy: me.displayName,
        }),
      }),
    [keys.claim(claimOf(evidence.name))],
    onClose,
  );
  return (
    <Modal opened onClose={onClose} title={t('evidence.addCapture')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (archiveUrl.trim() && !add.busy) add.run(undefined);
        }}
      >
        <TextInput
          label={t('capture.url')}
          type="url"
          value={archiveUrl}
          onChange={(event) => setArchiveUrl(event.currentTarget.value)}
          error={fieldError(add.problem, 'archive_url') ?? fieldError(add.problem, 'capture')}
          required
          data-autofocus
        />
        <TextInput
          label={t('capture.sha256')}
          value={sha256}
          onChange={(event) => setSha256(event.currentTarget.value)}
          error={fieldError(add.problem, 'sha256')}
        />
        <ProblemView problem={add.problem} shown={['capture']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={add.busy} disabled={!archiveUrl.trim()}>
            {t('evidence.addCapture')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
