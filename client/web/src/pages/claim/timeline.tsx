// Everything that happened to a claim: itself, its evidence, its relationships and its verdicts, newest first.
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients, type Clients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useMe } from '@/api/me';
import { useEvidence, useRelationships, useVerdicts } from '@/api/queries';
import type { Claim } from '@gen/claim_pb';
import type { HistoryEntry } from '@gen/common_pb';
import { useT, type Key } from '@/i18n';
import { en } from '@/i18n/en';
import { claimOf, idOf } from '@/text/names';
import { Loaded } from '@/ui/states';
import { ActorName, Difference, Said } from '@/ui/text';
import { When } from '@/ui/when';

const pageSize = 200;
// Of a claim with more, the newest of each are told.
const mostTold = 40;

async function readAll(clients: Clients, names: readonly string[], verdicts: readonly string[], signal: AbortSignal): Promise<HistoryEntry[]> {
  const ofClaims = names.map((name) => clients.claims.listClaimRevisions({ name, pageSize }, { signal }));
  const ofVerdicts = verdicts.map((name) =>
    clients.verdicts.listVerdictHistory({ name, pageSize }, { signal }).catch(() => ({ entries: [] as HistoryEntry[] })),
  );
  const answers = await Promise.all([...ofClaims, ...ofVerdicts]);
  const seen = new Set<string>();
  return answers
    .flatMap((answer) => answer.entries)
    .filter((entry) => {
      const id = `${entry.name} ${entry.token}`;
      return !seen.has(id) && !!seen.add(id);
    })
    .sort((a, b) => (b.commitTime ? timestampMs(b.commitTime) : 0) - (a.commitTime ? timestampMs(a.commitTime) : 0));
}

function methodWords(t: ReturnType<typeof useT>, method: string): string {
  const key = `method.${method.slice(method.lastIndexOf('/') + 1)}`;
  return key in en ? t(key as Key) : method.slice(method.lastIndexOf('/') + 1);
}

// The proto's `working.explanation` says more to people as "explanation".
const fieldWords = (path: string): string => path.replace(/^(working|published)\./, '').replace(/_/g, ' ');

function Entry({ entry, claim }: { entry: HistoryEntry; claim: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <li className="event">
      <p>
        <strong>{methodWords(t, entry.method)}</strong>
        {entry.name !== claim && <span className="dim"> · {idOf(entry.name)}</span>}
      </p>
      <p className="dim">
        {entry.actor === 'actors/factcheckd' ? t('history.server') : <ActorName name={entry.actor} />} ·{' '}
        <When at={entry.commitTime} style="relative" />
      </p>
      {entry.reason && <Said className="note">{entry.reason}</Said>}
      {entry.changes.length > 0 && (
        <button type="button" className="linkish" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('history.changes', { count: entry.changes.length })}
        </button>
      )}
      {open && (
        <dl className="changes">
          {entry.changes.map((change) => (
            <div key={change.path}>
              <dt>{fieldWords(change.path)}</dt>
              <dd>
                <Difference before={change.before} after={change.after} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

export function Timeline({ claim }: { claim: Claim }) {
  const t = useT();
  const me = useMe();
  const clients = useClients();
  const evidence = useEvidence(claim.name).data;
  const relationships = useRelationships(claim.name).data;
  const verdicts = useVerdicts(claim.name).data;
  const [all, setAll] = useState(false);
  const ready = evidence && relationships && verdicts;
  const names = ready
    ? [
        claim.name,
        ...evidence.slice(-mostTold).map((each) => each.name),
        ...relationships.filter((each) => claimOf(each.name) === claim.name).slice(-mostTold).map((each) => each.name),
      ]
    : [];
  const works = ready && me.isStaff ? verdicts.slice(0, mostTold).map((each) => each.name) : [];
  const query = useQuery({
    queryKey: [...keys.history(claim.name), names.length, works.length],
    queryFn: ({ signal }) => readAll(clients, names, works, signal),
    enabled: !!ready,
    placeholderData: (before) => before,
  });
  return (
    <section aria-labelledby="timeline">
      <div className="section-head">
        <h2 id="timeline">{t('claim.timeline')}</h2>
      </div>
      <Loaded query={query}>
        {(entries) => (
          <>
            <ol className="events">
              {(all ? entries : entries.slice(0, 15)).map((entry) => (
                <Entry key={`${entry.name} ${entry.token}`} entry={entry} claim={claim.name} />
              ))}
            </ol>
            {!all && entries.length > 15 && (
              <Button size="xs" variant="subtle" onClick={() => setAll(true)}>
                {t('history.all', { count: entries.length })}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
