import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { getRun, getRunDefinition, listSteps, runHistory, type RunEvent, type Step } from '#libs/contracts';
import { call } from '../../app/call.js';
import { liveHub } from '../../app/live.js';
import { isEnded } from './run-columns.js';
import type { Snapshot } from './run-view.js';

const historyPage = 1000;
/** A longer history is not loaded into a page; the timeline says so. */
export const maxEvents = 20_000;
const stepsPage = 1000;
const maxSteps = 4000;

/** A run with its pinned definition, its history as it grows, and its steps. */
export function useRun(id: string) {
  const queries = useQueryClient();
  const run = useQuery({ queryKey: ['run', id], queryFn: ({ signal }) => call(getRun, { params: { id }, signal }) });
  const definition = useQuery({
    queryKey: ['run', id, 'definition'],
    queryFn: ({ signal }) => call(getRunDefinition, { params: { id }, signal }),
    staleTime: Infinity,
  });
  const history = useRunEvents(id, run.data && isEnded(run.data));
  const seq = useRef(0);
  const steps = useQuery({
    queryKey: ['run', id, 'steps'],
    queryFn: async ({ signal }): Promise<Snapshot> => {
      const from = seq.current;
      return { seq: from, steps: await allSteps(id, signal) };
    },
    enabled: run.data !== undefined,
  });
  const count = history.events.length;
  const heavy = (steps.data?.steps.length ?? 0) > 300;
  const due = useRef(0);
  useEffect(() => {
    seq.current = history.events[count - 1]?.seq ?? 0;
    if (count === 0) return;
    // Many events come together; the API is asked once for all of them.
    const wait = Math.max(150, due.current - Date.now());
    const timer = setTimeout(() => {
      due.current = Date.now() + (heavy ? 3000 : 700);
      void queries.invalidateQueries({ queryKey: ['run', id], exact: true });
      void queries.invalidateQueries({ queryKey: ['run', id, 'steps'] });
    }, wait);
    return () => clearTimeout(timer);
  }, [count, history.events, heavy, id, queries]);
  return {
    run,
    definition,
    steps,
    events: history.events,
    loaded: history.loaded,
    refresh: () => queries.invalidateQueries({ queryKey: ['run', id] }),
  };
}

async function allSteps(id: string, signal: AbortSignal): Promise<Step[]> {
  const steps: Step[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await call(listSteps, { params: { id }, query: { limit: stepsPage, cursor }, signal });
    steps.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    if (cursor === undefined || steps.length >= maxSteps) return steps;
  }
}

/** The history so far, then what comes, without a gap. `ended` is undefined until the run is known. */
function useRunEvents(id: string, ended: boolean | undefined): { events: readonly RunEvent[]; loaded: boolean } {
  const [state, setState] = useState<{ id: string; events: readonly RunEvent[]; loaded: boolean }>({
    id,
    events: [],
    loaded: false,
  });
  const known = ended !== undefined;
  const follow = ended === false;
  useEffect(() => {
    if (!known) return;
    const control = new AbortController();
    let events: RunEvent[] = [];
    let unwatch = () => {};
    let flush: ReturnType<typeof setTimeout> | undefined;
    const show = (loaded: boolean) => setState({ id, events: [...events], loaded });
    const add = (event: RunEvent) => {
      if (event.seq <= (events.at(-1)?.seq ?? 0) || events.length >= maxEvents) return;
      events.push(event);
      flush ??= setTimeout(() => {
        flush = undefined;
        show(true);
      }, 60);
    };
    const load = async () => {
      for (;;) {
        const after = events.at(-1)?.seq ?? 0;
        const page = await call(runHistory, {
          params: { id },
          query: { after, limit: historyPage },
          signal: control.signal,
        });
        events = [...events, ...page.items];
        if (page.items.length === 0 || page.nextCursor === null || events.length >= maxEvents) break;
        show(false);
      }
      show(true);
      if (follow) unwatch = liveHub.watch(id, events.at(-1)?.seq ?? 0, add);
    };
    load().catch(() => {
      // The run's own error is shown; without history the canvas still shows what the steps say.
      if (!control.signal.aborted) setState({ id, events, loaded: true });
    });
    return () => {
      control.abort();
      unwatch();
      clearTimeout(flush);
    };
  }, [id, known, follow]);
  return useMemo(() => (state.id === id ? state : { events: [], loaded: false }), [state, id]);
}
