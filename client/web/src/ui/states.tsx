// What a page shows while it waits, finds nothing, or fails.
import { Alert, Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { problemOf, type Problem } from '@/api/problem';
import { useT, type Key } from '@/i18n';

export function Waiting({ lines = 4 }: { lines?: number }) {
  const t = useT();
  return (
    <div className="waiting" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <Skeleton key={i} height={14} width={`${90 - ((i * 17) % 40)}%`} />
      ))}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

const known = new Set<string>([
  'OWN_REVISION', 'MISSING_ROLE', 'ETAG_MISMATCH', 'POLICY_UNMET', 'INCOMPLETE_REVISION', 'CLAIM_MERGED',
  'IN_USE', 'STORAGE_FULL', 'RATE_LIMITED', 'AI_NOT_ALLOWED', 'ALREADY_EXISTS', 'ILLEGAL_TRANSITION',
]);

/** In a sentence, in the reader's language. */
export function problemTitle(t: ReturnType<typeof useT>, problem: Problem): string {
  return t((known.has(problem.reason) ? `problem.${problem.reason}` : `problem.${problem.kind}`) as Key);
}

export function ProblemView({
  problem,
  retry,
  shown = [],
}: {
  problem: Problem | undefined;
  retry?: () => void;
  /** Fields whose errors stand beside them already. */
  shown?: readonly string[];
}) {
  const t = useT();
  if (!problem) return null;
  const rest = [...problem.fields].filter(([path]) => !shown.some((field) => path.includes(field)));
  return (
    <Alert color={problem.kind === 'conflict' ? 'yellow' : 'red'} title={problemTitle(t, problem)} className="problem">
      {problem.preconditions.length > 0 && (
        <ul>
          {problem.preconditions.map((each) => (
            <li key={`${each.type} ${each.subject}`} dir="auto">
              {each.description || each.type}
            </li>
          ))}
        </ul>
      )}
      {rest.length > 0 && (
        <ul>
          {rest.map(([path, description]) => (
            <li key={path}>
              <code>{path}</code>: {description}
            </li>
          ))}
        </ul>
      )}
      {problem.preconditions.length === 0 && problem.fields.size === 0 && problem.kind !== 'offline' && problem.message && (
        <p lang="en">{problem.message}</p>
      )}
      {problem.metadata.incident && (
        <p>
          {t('problem.incident')} <code>{problem.metadata.incident}</code>
        </p>
      )}
      {retry && (
        <Button size="xs" variant="default" onClick={retry}>
          {t('action.retry')}
        </Button>
      )}
    </Alert>
  );
}

/** The states of a query; `children` once there is something. */
export function Loaded<T>({ query, lines, children }: { query: UseQueryResult<T>; lines?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ProblemView problem={problemOf(query.error)} retry={() => void query.refetch()} />;
  return <Waiting lines={lines} />;
}
