// A change that somebody makes: what is running, what went wrong, and what to read anew.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { keys } from './keys';
import { problemOf, type Problem } from './problem';

export interface Write<Input, Output> {
  run: (input: Input) => void;
  /** Resolves to undefined where it failed; `problem` says how. */
  start: (input: Input) => Promise<Output | undefined>;
  busy: boolean;
  problem: Problem | undefined;
  clear: () => void;
}

/** `touches`: keys that are old once it is done, besides lists and counts. */
export function useWrite<Input, Output>(
  call: (input: Input) => Promise<Output>,
  touches: readonly (readonly unknown[])[] = [],
  onDone?: (output: Output) => void,
): Write<Input, Output> {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: call,
    onSuccess: (output) => {
      for (const queryKey of [...touches, keys.lists, keys.counts]) void client.invalidateQueries({ queryKey });
      onDone?.(output);
    },
    networkMode: 'always',
  });
  const { mutate, mutateAsync, reset } = mutation;
  const start = useCallback((input: Input) => mutateAsync(input).catch(() => undefined), [mutateAsync]);
  return {
    run: mutate,
    start,
    busy: mutation.isPending,
    problem: mutation.error ? problemOf(mutation.error) : undefined,
    clear: reset,
  };
}
