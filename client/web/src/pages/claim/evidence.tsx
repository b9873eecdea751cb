// The evidence of a claim by what it does to it. A link pasted anywhere on the page begins a new one.
import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { useEvidence } from '@/api/queries';
import { useWrite } from '@/api/write';
import type { Claim } from '@gen/claim_pb';
import { Evidence_Kind, Evidence_Stance, Evidence_Visibility, type Evidence } from '@gen/evidence_pb';
import { useT } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { idOf, isWebAddress } from '@/text/names';
import { Ask } from '@/ui/ask';
import { useActions } from '@/ui/actions';
import { Loaded } from '@/ui/states';
import { Away, Said } from '@/ui/text';
import { OnDate, When } from '@/ui/when';
import { CaptureForm } from './capture-form';
import { EvidenceForm } from './evidence-form';

export const stances = [Evidence_Stance.REFUTES, Evidence_Stance.SUPPORTS, Evidence_Stance.CONTEXT] as const;

const stanceMarks: Partial<Record<Evidence_Stance, string>> = {
  [Evidence_Stance.REFUTES]: '✕',
  [Evidence_Stance.SUPPORTS]: '✓',
  [Evidence_Stance.CONTEXT]: 'i',
};

export function StanceMark({ stance }: { stance: Evidence_Stance }) {
  const t = useT();
  return (
    <span className={`stance stance-${Evidence_Stance[stance]?.toLowerCase()}`}>
      <span aria-hidden="true">{stanceMarks[stance]}</span> {wordFor(t, 'stance', Evidence_Stance, stance)}
    </span>
  );
}

export function EvidenceTitle({ evidence }: { evidence: Evidence }) {
  const text = evidence.citation || evidence.publisher;
  if (evidence.url) return <Away url={evidence.url}>{text}</Away>;
  return <span dir="auto">{text || idOf(evidence.name)}</span>;
}

function Item({ evidence }: { evidence: Evidence }) {
  const t = useT();
  const me = useMe();
  const { claims } = useClients();
  const [dialog, setDialog] = useState<'withdraw' | 'capture'>();
  const close = () => setDialog(undefined);
  const claim = evidence.name.split('/').slice(0, 2).join('/');
  const withdraw = useWrite(
    (reason: string) => claims.withdrawEvidence({ name: evidence.name, reason, etag: evidence.etag }),
    [keys.claim(claim)],
    close,
  );
  return (
    <li className={`card evidence ${evidence.withdrawn ? 'evidence-withdrawn' : ''}`} id={idOf(evidence.name)}>
      <div className="evidence-title">
        <EvidenceTitle evidence={evidence} />
      </div>
      <p className="dim">
        {wordFor(t, 'evidenceKind', Evidence_Kind, evidence.kind)}
        {evidence.publisher && evidence.citation && <span dir="auto"> · {evidence.publisher}</span>}
        {evidence.publishDate && (
          <>
            {' · '}
            <OnDate date={evidence.publishDate} />
          </>
        )}
        {evidence.visibility === Evidence_Visibility.RESTRICTED && (
          <span className="topic" title={evidence.restrictedTo.map(idOf).join(', ')}>
            {t('evidence.restricted')}
          </span>
        )}
      </p>
      {evidence.quote && (
        <blockquote>
          <Said language={evidence.language}>{evidence.quote}</Said>
        </blockquote>
      )}
      {evidence.note && <Said className="note">{evidence.note}</Said>}
      {evidence.withdrawn && (
        <p className="withdrawn">
          {t('evidence.withdrawn')}: <span dir="auto">{evidence.withdrawReason}</span>
        </p>
      )}
      {evidence.captures.length > 0 && (
        <ul className="plain captures">
          {evidence.captures.map((capture) => (
            <li key={capture.archiveUrl}>
              <Away url={capture.archiveUrl}>{t('evidence.capture')}</Away> <When at={capture.captureTime} />
              {capture.sha256 && <code title={capture.sha256}> {capture.sha256.slice(0, 10)}…</code>}
            </li>
          ))}
        </ul>
      )}
      {!evidence.withdrawn && (me.mayContribute || me.mayTriage) && (
        <div className="buttons quiet-buttons">
          {me.mayContribute && (
            <button type="button" className="linkish" onClick={() => setDialog('capture')}>
              {t('evidence.addCapture')}
            </button>
          )}
          {me.mayTriage && (
            <button type="button" className="linkish" onClick={() => setDialog('withdraw')}>
              {t('evidence.withdraw')}
            </button>
          )}
        </div>
      )}
      {dialog === 'withdraw' && (
        <Ask
          title={t('evidence.withdraw.title')}
          intro={t('evidence.withdraw.intro')}
          label={t('triage.why')}
          field="reason"
          required
          action={t('evidence.withdraw')}
          tone="danger"
          busy={withdraw.busy}
          problem={withdraw.problem}
          onClose={close}
          onDo={withdraw.run}
        />
      )}
      {dialog === 'capture' && <CaptureForm evidence={evidence} onClose={close} />}
    </li>
  );
}

export function EvidenceSection({ claim }: { claim: Claim }) {
  const t = useT();
  const me = useMe();
  const query = useEvidence(claim.name);
  const [adding, setAdding] = useState<string>();
  const [link, setLink] = useState('');
  const may = me.mayContribute;
  useEffect(() => {
    if (!may) return undefined;
    const onPaste = (event: ClipboardEvent) => {
      const { target } = event;
      if (target instanceof HTMLElement && target.closest('input, textarea, [role="dialog"]')) return;
      const text = event.clipboardData?.getData('text').trim() ?? '';
      if (isWebAddress(text)) setAdding(text);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [may]);
  useActions(may ? [{ id: 'add-evidence', label: t('evidence.add'), keys: 'e', run: () => setAdding('') }] : []);
  return (
    <section aria-labelledby="evidence">
      <div className="section-head">
        <h2 id="evidence">{t('claim.evidence')}</h2>
        {may && (
          <form
            className="paste"
            onSubmit={(event) => {
              event.preventDefault();
              setAdding(link.trim());
              setLink('');
            }}
          >
            <TextInput
              size="xs"
              type="url"
              aria-label={t('evidence.paste')}
              placeholder={t('evidence.paste')}
              value={link}
              onChange={(event) => setLink(event.currentTarget.value)}
              onPaste={(event) => {
                const text = event.clipboardData.getData('text').trim();
                if (!isWebAddress(text)) return;
                event.preventDefault();
                setLink('');
                setAdding(text);
              }}
            />
            <Button size="xs" variant="default" type="submit">
              {t('evidence.add')}
            </Button>
          </form>
        )}
      </div>
      <Loaded query={query} lines={3}>
        {(list) =>
          list.length === 0 ? (
            <p className="dim">{t('evidence.none')}</p>
          ) : (
            <div className="stances">
              {stances.map((stance) => {
                const some = list.filter((evidence) => evidence.stance === stance);
                return (
                  <div key={stance}>
                    <h3 className="small-head">
                      <StanceMark stance={stance} /> <span className="dim">{some.length}</span>
                    </h3>
                    <ul className="cards">
                      {some.map((evidence) => (
                        <Item key={evidence.name} evidence={evidence} />
                      ))}
                    </ul>
                  </div>
                );
              })}
            </div>
          )
        }
      </Loaded>
      {adding !== undefined && <EvidenceForm claim={claim.name} url={adding} onClose={() => setAdding(undefined)} />}
    </section>
  );
}
