import { create } from 'zustand';
import type { StepTest } from '#libs/contracts';
import { canonicalJson, type WorkflowNode } from '#libs/workflow';

/** What a step gave when it was tested here, and what it was configured as. */
export interface Result {
  test: StepTest;
  fingerprint: string;
  at: number;
}

interface Results {
  /** By workflow, then by step. They live as long as the window. */
  of: Readonly<Record<string, Readonly<Record<string, Result>>>>;
  busy: ReadonlySet<string>;
}

export const useResults = create<Results>()(() => ({ of: {}, busy: new Set() }));
const none: Readonly<Record<string, Result>> = {};
export const resultsOf = (workflow: string) => useResults.getState().of[workflow] ?? none;
export const useResultsOf = (workflow: string) => useResults((state) => state.of[workflow] ?? none);

export function keepResult(workflow: string, node: WorkflowNode, test: StepTest): void {
  const result = { test, fingerprint: fingerprintOf(node), at: Date.now() };
  useResults.setState(({ of }) => ({ of: { ...of, [workflow]: { ...of[workflow], [node.id]: result } } }));
}

/** What these steps gave counts no more. */
export const forgetResults = (workflow: string, nodes: readonly string[]): void =>
  useResults.setState(({ of }) => {
    const gone = new Set(nodes);
    const kept = Object.entries(of[workflow] ?? {}).filter(([id]) => !gone.has(id));
    return { of: { ...of, [workflow]: Object.fromEntries(kept) } };
  });

export const setBusy = (node: string, busy: boolean): void =>
  useResults.setState(({ busy: before }) => {
    const next = new Set(before);
    if (busy) next.add(node);
    else next.delete(node);
    return { busy: next };
  });

/** What decides on a step's result, apart from what flows into it. */
export const fingerprintOf = ({ kind, config, onError }: WorkflowNode): string =>
  canonicalJson({ kind, config, onError: onError ?? 'fail' });

/** A result is stale when its step was changed since, or a step before it was tested again or changed. */
export function isStale(
  node: WorkflowNode,
  results: Readonly<Record<string, Result>>,
  before: readonly WorkflowNode[],
): boolean {
  const own = results[node.id];
  if (!own) return false;
  if (own.fingerprint !== fingerprintOf(node)) return true;
  return before.some((each) => {
    const result = results[each.id];
    return result !== undefined && (result.at > own.at || result.fingerprint !== fingerprintOf(each));
  });
}
