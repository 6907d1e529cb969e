import { createContext, useContext } from 'react';
import { createStore, useStore, type StoreApi } from 'zustand';
import { inspectTemplate } from '#libs/expressions';
import { applyEdit, EditError, type Definition, type Edit } from '#libs/workflow';
import { refusalsFrom, type Refusal } from './can-connect.js';
import { committed, historyOf, rebased, redone, undone, type History } from './history.js';
import type { Place, Spot } from './operations.js';

/** What is being asked on the canvas: which kind comes here, or which step. */
export type Asking =
  | { ask: 'kind'; spot: Spot; position: Place | undefined; screen: Place | undefined }
  | { ask: 'step'; goal: 'find' }
  | { ask: 'step'; goal: 'connect'; from: string; port: string };

export interface EditorState {
  history: History;
  /** Ids of steps; notes as `note:<id>`, groups as `group:<id>`. */
  selection: ReadonlySet<string>;
  /** The step whose panel is open. */
  opened: string | null;
  /** While an edge is drawn. */
  connecting: { from: string; port: string; refusals: ReadonlyMap<string, Refusal> } | null;
  asking: Asking | null;
  /** Where the canvas shows each step, from the top left of all; kept here so that the first move can write all places down. */
  places: ReadonlyMap<string, Place>;
}

export interface Editor {
  store: StoreApi<EditorState>;
  readonly definition: Definition;
  /** Carries an edit out. `key`: edits of one key that follow closely are one step back. @throws EditError */
  edit(edit: Edit, key?: string): void;
  /** The same; false and unchanged when it does not fit. */
  tryEdit(edit: Edit, key?: string): boolean;
  undo(): void;
  redo(): void;
  /** Other people's changes: into the present and every step back and forward. */
  rebase(change: (definition: Definition) => Definition): void;
  select(ids: Iterable<string>): void;
  open(id: string | null): void;
  beginConnecting(from: string, port: string): void;
  endConnecting(): void;
  ask(asking: Asking | null): void;
}

export function createEditor(definition: Definition, now: () => number = Date.now): Editor {
  const store = createStore<EditorState>()(() => ({
    history: historyOf(definition),
    selection: new Set(),
    opened: null,
    connecting: null,
    asking: null,
    places: new Map(),
  }));
  const { getState, setState } = store;
  const turn = (history: History) => {
    if (history === getState().history) return;
    const ids = new Set(idsOf(history.present));
    const { selection, opened } = getState();
    const kept = [...selection].filter((id) => ids.has(id));
    setState({
      history,
      ...(kept.length < selection.size && { selection: new Set(kept) }),
      ...(opened !== null && !ids.has(opened) && { opened: null }),
    });
  };
  const editor: Editor = {
    store,
    get definition() {
      return getState().history.present;
    },
    edit(edit, key) {
      const { history, places } = getState();
      const next = applyEdit(history.present, edit, inspectTemplate);
      turn(committed(history, placed(next, places), now(), key));
    },
    tryEdit(edit, key) {
      try {
        editor.edit(edit, key);
        return true;
      } catch (error) {
        if (error instanceof EditError) return false;
        throw error;
      }
    },
    undo: () => turn(undone(getState().history)),
    redo: () => turn(redone(getState().history)),
    rebase: (change) => turn(rebased(getState().history, change)),
    select(ids) {
      const next = new Set(ids);
      const { selection } = getState();
      if (next.size === selection.size && [...next].every((id) => selection.has(id))) return;
      setState({ selection: next });
    },
    open(id) {
      setState({ opened: id });
      if (id !== null) editor.select([id]);
    },
    beginConnecting: (from, port) =>
      setState({ connecting: { from, port, refusals: refusalsFrom(editor.definition, from, port) } }),
    endConnecting: () => setState({ connecting: null }),
    ask: (asking) => setState({ asking }),
  };
  return editor;
}

const idsOf = (definition: Definition): string[] => [
  ...definition.nodes.map(({ id }) => id),
  ...(definition.canvas?.notes ?? []).map(({ id }) => `note:${id}`),
  ...(definition.canvas?.groups ?? []).map(({ id }) => `group:${id}`),
];

/** Once one step has a place, all have: a canvas is arranged by people or by the engine, never by both. */
function placed(definition: Definition, places: ReadonlyMap<string, Place>): Definition {
  const missing = definition.nodes.filter(({ position }) => !position);
  if (missing.length === 0 || missing.length === definition.nodes.length) return definition;
  const known = missing.flatMap(({ id }): [string, Place][] => {
    const place = places.get(id);
    return place ? [[id, place]] : [];
  });
  return known.length === 0
    ? definition
    : applyEdit(definition, { type: 'move', positions: Object.fromEntries(known) });
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('outside of the builder');
  return editor;
}

/** Undefined where a canvas is only looked at. */
export const useMaybeEditor = (): Editor | null => useContext(EditorContext);

export const useEditorState = <T>(pick: (state: EditorState) => T): T => useStore(useEditor().store, pick);
export const useDefinition = (): Definition => useEditorState((state) => state.history.present);
export const useNode = (id: string | null) =>
  useEditorState((state) => state.history.present.nodes.find((node) => node.id === id));
