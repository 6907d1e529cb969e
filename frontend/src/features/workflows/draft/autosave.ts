import { createStore, type StoreApi } from 'zustand';
import type { Workflow } from '#libs/contracts';
import { inspectTemplate } from '#libs/expressions';
import { mergeDefinitions, type Definition, type MergeChoice, type MergeConflict } from '#libs/workflow';
import { ApiProblem } from '../../../app/problem.js';
import type { Editor } from '../../../builder/edit/editor-store.js';

export type SaveState =
  | { is: 'saved' }
  /** Something is not saved yet; it will be in a moment. */
  | { is: 'changed' }
  | { is: 'saving' }
  /** `again`: it is tried again by itself. */
  | { is: 'failed'; error: unknown; again: boolean }
  /** Somebody else saved in between, and both changed the same thing. Nothing is saved until a person has decided. */
  | { is: 'conflict'; conflicts: readonly MergeConflict[]; theirs: Workflow };

export interface Autosave {
  state: StoreApi<SaveState>;
  /** Saves what is not saved, and waits for it. False when that was not possible. */
  flush(): Promise<boolean>;
  /** Takes in what the server has now: nothing new, or another person's changes. */
  take(workflow: Workflow): void;
  /** Settles a conflict. */
  resolve(choose: MergeChoice): void;
  stop(): void;
}

interface Given {
  editor: Editor;
  workflow: Workflow;
  save(definition: Definition, etag: string): Promise<Workflow>;
  load(): Promise<Workflow>;
  onSaved(workflow: Workflow): void;
  /** Another person's changes came in beside ours, without a conflict. */
  onMerged(): void;
}

const [quietMs, againMs, longestMs] = [700, 2000, 30_000];

/**
 * Keeps the draft on the server like the one on the screen. One request at a time, with the etag of what both began with; when somebody
 * else was faster, the two drafts are brought together field by field, and what both changed differently is asked.
 */
export function createAutosave({ editor, workflow, save, load, onSaved, onMerged }: Given): Autosave {
  const state = createStore<SaveState>()(() => ({ is: 'saved' }));
  let base = workflow.definition;
  let etag = workflow.etag;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | undefined;
  let failures = 0;
  let stopped = false;

  const schedule = (ms: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void push(), ms);
  };
  const unsubscribe = editor.store.subscribe(({ history }, before) => {
    if (history.present === before.history.present) return;
    const { is } = state.getState();
    if (is === 'conflict' || is === 'saving') return;
    if (history.present === base) {
      clearTimeout(timer);
      state.setState({ is: 'saved' }, true);
      return;
    }
    state.setState({ is: 'changed' }, true);
    schedule(quietMs);
  });

  function push(): Promise<void> {
    clearTimeout(timer);
    underWay ??= pushOnce().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  async function pushOnce(): Promise<void> {
    if (state.getState().is === 'conflict') return;
    const sent = editor.definition;
    if (sent === base) return state.setState({ is: 'saved' }, true);
    state.setState({ is: 'saving' }, true);
    try {
      const saved = await save(sent, etag);
      failures = 0;
      base = sent;
      etag = saved.etag;
      settle();
      onSaved(saved);
    } catch (error) {
      await refused(error);
    }
  }

  async function refused(error: unknown): Promise<void> {
    if (ApiProblem.is(error, 'PRECONDITION_FAILED')) {
      try {
        return bring(await load());
      } catch (another) {
        return failed(another);
      }
    }
    failed(error);
  }

  function failed(error: unknown): void {
    failures += 1;
    const again = !ApiProblem.is(error) || error.passing;
    state.setState({ is: 'failed', error, again }, true);
    if (again) schedule(Math.min(longestMs, againMs * 2 ** (failures - 1)));
  }

  /** Whether everything is saved now; what was changed meanwhile follows. */
  function settle(): void {
    if (editor.definition === base) return state.setState({ is: 'saved' }, true);
    state.setState({ is: 'changed' }, true);
    schedule(quietMs);
  }

  function bring(theirs: Workflow, choose?: MergeChoice): void {
    const before = base;
    const { conflicts } = mergeDefinitions(before, editor.definition, theirs.definition, {
      parseExpression: inspectTemplate,
    });
    if (conflicts.length > 0 && !choose) return state.setState({ is: 'conflict', conflicts, theirs }, true);
    const changedHere = editor.definition !== before;
    base = theirs.definition;
    etag = theirs.etag;
    state.setState({ is: 'changed' }, true);
    editor.rebase(
      (definition) =>
        mergeDefinitions(before, definition, theirs.definition, {
          parseExpression: inspectTemplate,
          ...(choose && { choose }),
        }).definition,
    );
    if (changedHere && !choose) onMerged();
    onSaved(theirs);
    settle();
    if (editor.definition !== base) schedule(0);
  }

  return {
    state,
    async flush() {
      for (let tries = 0; tries < 3; tries++) {
        await underWay;
        await push();
        if (state.getState().is === 'saved') return true;
        if (['conflict', 'failed'].includes(state.getState().is)) return false;
      }
      return editor.definition === base;
    },
    take(fresh) {
      const { is } = state.getState();
      if (fresh.etag === etag || is === 'saving' || is === 'conflict') return;
      bring(fresh);
    },
    resolve(choose) {
      const now = state.getState();
      if (now.is === 'conflict') bring(now.theirs, choose);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      unsubscribe();
      if (editor.definition !== base && state.getState().is !== 'conflict') void push();
    },
  };
}
