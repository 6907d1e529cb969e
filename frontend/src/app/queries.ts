import { QueryClient, useInfiniteQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Out, RouteSpec } from '#libs/contracts';
import { call, type CallInput } from './call.js';
import { ApiProblem } from './problem.js';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && ApiProblem.is(error) && error.passing,
      retryDelay: (attempt, error) =>
        (ApiProblem.is(error) ? error.details.retryAfterMs : undefined) ?? Math.min(8000, 500 * 2 ** attempt),
    },
  },
});

type PageShape = { items: readonly unknown[]; nextCursor: string | null };
type ItemOf<R extends RouteSpec> = Out<R> extends { items: (infer T)[] } ? T : never;
type QueryOf<R extends RouteSpec> = R['query'] extends z.ZodType ? Partial<z.input<R['query']>> : never;

export interface ListOptions<R extends RouteSpec> {
  params?: Record<string, string>;
  query?: QueryOf<R>;
  enabled?: boolean;
  /** Milliseconds until asked again, from what is shown; false is never. */
  refetch?: (items: readonly ItemOf<R>[]) => number | false;
}

/** A list of the API, page by page. Refreshing and filtering never blank what is already shown. */
export function useList<R extends RouteSpec>(key: readonly unknown[], route: R, options: ListOptions<R> = {}) {
  const { params, query, enabled = true, refetch } = options;
  const result = useInfiniteQuery({
    queryKey: [...key, params ?? {}, query ?? {}],
    queryFn: ({ pageParam, signal }) =>
      call(route, {
        params,
        query: { ...query, cursor: pageParam },
        signal,
      } as unknown as CallInput<R>) as Promise<unknown> as Promise<PageShape>,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled,
    refetchInterval: refetch
      ? ({ state }) => refetch((state.data?.pages ?? []).flatMap((page) => page.items) as ItemOf<R>[])
      : false,
    placeholderData: (before) => before,
  });
  const pages = result.data?.pages;
  return {
    items: pages?.flatMap((page) => page.items) as ItemOf<R>[] | undefined,
    first: pages?.[0] as unknown as Out<R> | undefined,
    pending: result.isPending,
    error: result.error && !pages ? result.error : null,
    retry: () => void result.refetch(),
    more: { more: result.hasNextPage, loading: result.isFetchingNextPage, onLoad: () => void result.fetchNextPage() },
  };
}
