import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  getConversation,
  getTranscript,
  listInbox,
  listMessages,
  listTasks,
  type Task,
  type taskEntry,
} from '#libs/contracts';
import { call } from '../../../app/call.js';

export type Entry = z.infer<typeof taskEntry>;

/** Ms between looks while something is under way, and while nothing is: others may write, and jobs end. */
const busyMs = 1200;
const idleMs = 5000;

/** A conversation as it stands, kept fresh: its messages, the newest first, its tasks, what waits in it. */
export function useConversation(id: string | null) {
  const state = useQuery({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => call(getConversation, { params: { id: id ?? '' }, signal }),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) => (isBusy(data) ? busyMs : idleMs),
  });
  const every = isBusy(state.data) ? busyMs : idleMs;
  // Not `useList`: what it keeps in sight while it asks would be another conversation's.
  const pages = useInfiniteQuery({
    queryKey: ['conversation', id, 'messages'],
    queryFn: ({ pageParam, signal }) =>
      call(listMessages, { params: { id: id ?? '' }, query: { order: 'desc', limit: 40, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: id !== null,
    refetchInterval: every,
  });
  const messages = {
    items: pages.data?.pages.flatMap(({ items }) => items),
    more: {
      more: pages.hasNextPage,
      loading: pages.isFetchingNextPage,
      onLoad: () => void pages.fetchNextPage(),
    },
  };
  const tasks = useQuery({
    queryKey: ['conversation', id, 'tasks'],
    queryFn: ({ signal }) => call(listTasks, { query: { conversationId: id ?? '', limit: 200 }, signal }),
    enabled: id !== null,
    refetchInterval: every,
  });
  return { state, messages, tasks };
}

const isBusy = (state: { workingTaskId: string | null; queued: number; pendingJobs: unknown[] } | undefined) =>
  state !== undefined && (state.workingTaskId !== null || state.queued > 0 || state.pendingJobs.length > 0);

const ended = (task: Task | undefined) => task !== undefined && task.finishedAt !== null;

/** What tasks did, turn by turn. One that is over is read once. */
export function useTranscripts(taskIds: readonly string[], tasks: readonly Task[]): Map<string, readonly Entry[]> {
  return useQueries({
    queries: taskIds.map((taskId) => {
      const isOver = ended(tasks.find(({ id }) => id === taskId));
      return {
        queryKey: ['task', taskId, 'steps', isOver],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          call(getTranscript, { params: { taskId }, query: { limit: 200 }, signal }),
        staleTime: isOver ? Infinity : 0,
        refetchInterval: isOver ? (false as const) : busyMs,
      };
    }),
    combine: (results) =>
      new Map(results.flatMap(({ data }, index) => (data ? [[taskIds[index] ?? '', data.items] as const] : []))),
  });
}

/** What a task at work asks people. */
export function useQuestions(taskId: string | null) {
  const open = useQuery({
    queryKey: ['inbox', 'of-task', taskId],
    queryFn: ({ signal }) => call(listInbox, { query: { status: 'open', limit: 200 }, signal }),
    enabled: taskId !== null,
    refetchInterval: 2 * busyMs,
  });
  return taskId === null ? [] : (open.data?.items ?? []).filter(({ task }) => task?.id === taskId);
}
