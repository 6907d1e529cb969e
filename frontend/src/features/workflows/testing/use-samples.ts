import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { getSample, listSamples, pinSample, unpinSample } from '#libs/contracts';
import { call } from '../../../app/call.js';

/** Pinned samples of a workflow with their values, by step; when each was pinned. */
export function useSamples(workflowId: string): {
  values: Readonly<Record<string, unknown>>;
  pinnedAt: Readonly<Record<string, string>>;
} {
  const list = useQuery({
    queryKey: ['samples', workflowId],
    queryFn: ({ signal }) => call(listSamples, { params: { id: workflowId }, query: { limit: 100 }, signal }),
  });
  const items = useMemo(() => list.data?.items ?? [], [list.data]);
  const found = useQueries({
    queries: items.map(({ node, savedAt }) => ({
      queryKey: ['samples', workflowId, node, savedAt],
      queryFn: ({ signal }: { signal: AbortSignal }) => call(getSample, { params: { id: workflowId, node }, signal }),
      staleTime: Infinity,
    })),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  return useMemo(
    () => ({
      values: Object.fromEntries(found.map(({ node, output }) => [node, output])),
      pinnedAt: Object.fromEntries(items.map(({ node, savedAt }) => [node, savedAt])),
    }),
    [found, items],
  );
}

export function usePinning(workflowId: string): {
  pin(node: string, output: unknown): Promise<void>;
  unpin(node: string): Promise<void>;
} {
  const queries = useQueryClient();
  const again = useCallback(
    () => queries.invalidateQueries({ queryKey: ['samples', workflowId] }),
    [queries, workflowId],
  );
  return useMemo(
    () => ({
      async pin(node, output) {
        await call(pinSample, { params: { id: workflowId, node }, body: { output } });
        await again();
      },
      async unpin(node) {
        await call(unpinSample, { params: { id: workflowId, node } });
        await again();
      },
    }),
    [workflowId, again],
  );
}
