import { useQueries } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queuesOf, type Queue } from '@/queues';
import { useClients } from './clients';
import { keys } from './keys';
import { useMe } from './me';

// A browser opens six connections to a server: the page itself comes first.
const afterPage = 150;

/** How many wait in each queue; undefined until it is known. */
export function useCounts(): { queue: Queue; count: number | undefined }[] {
  const me = useMe();
  const { claims, verdicts } = useClients();
  const queues = queuesOf(me);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), afterPage);
    return () => clearTimeout(timer);
  }, []);
  const answers = useQueries({
    queries: queues.map((queue) => {
      const filter = queue.filter(me);
      return {
        queryKey: keys.count(queue.id, filter),
        enabled: ready,
        queryFn: async ({ signal }: { signal: AbortSignal }) => {
          const answer =
            queue.kind === 'claims'
              ? await claims.listClaims({ filter, pageSize: 1 }, { signal })
              : await verdicts.listVerdicts({ parent: 'claims/-', filter, pageSize: 1 }, { signal });
          return Number(answer.totalSize);
        },
      };
    }),
  });
  return queues.map((queue, i) => ({ queue, count: answers[i]?.data }));
}
