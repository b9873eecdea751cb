import { useQueries } from '@tanstack/react-query';
import { queuesOf, type Queue } from '@/queues';
import { useClients } from './clients';
import { keys } from './keys';
import { useMe } from './me';

/** How many wait in each queue; undefined until it is known. */
export function useCounts(): { queue: Queue; count: number | undefined }[] {
  const me = useMe();
  const { claims, verdicts } = useClients();
  const queues = queuesOf(me);
  const answers = useQueries({
    queries: queues.map((queue) => {
      const filter = queue.filter(me);
      return {
        queryKey: keys.count(queue.id, filter),
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
