import type { Definition } from '#libs/workflow';

/** How many steps back are kept. Definitions share what did not change, so that one more costs little. */
const depth = 200;
/** Typing in one field within this time is one step back. */
const togetherMs = 1500;

/** What was, is, and would be again. Whole definitions, since these lead back exactly, and can be brought together with other people's changes. */
export interface History {
  readonly past: readonly Definition[];
  readonly present: Definition;
  readonly future: readonly Definition[];
  readonly last: { key: string; at: number } | undefined;
}

export const historyOf = (present: Definition): History => ({ past: [], present, future: [], last: undefined });

/** One more step. Those of one `key` that follow each other closely are one. */
export function committed(history: History, next: Definition, at: number, key?: string): History {
  if (next === history.present) return history;
  const together = key !== undefined && history.last?.key === key && at - history.last.at < togetherMs;
  return {
    past: together ? history.past : [...history.past, history.present].slice(-depth),
    present: next,
    future: [],
    last: key === undefined ? undefined : { key, at },
  };
}

export function undone(history: History): History {
  const before = history.past.at(-1);
  if (!before) return history;
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    last: undefined,
  };
}

export function redone(history: History): History {
  const [next, ...future] = history.future;
  if (!next) return history;
  return { past: [...history.past, history.present], present: next, future, last: undefined };
}

/** Brings something into every step, so that no step back takes it away: another person's changes. */
export const rebased = (history: History, change: (definition: Definition) => Definition): History => ({
  past: history.past.map(change),
  present: change(history.present),
  future: history.future.map(change),
  last: undefined,
});
