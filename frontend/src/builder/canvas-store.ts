import { createContext, useContext } from 'react';
import { createStore, useStore, type StoreApi } from 'zustand';
import type { Status } from '../ui/tone.js';

export type EdgeState = 'idle' | 'taken' | 'running' | 'skipped' | 'error';

/** How a step looks at this moment: the frame and the footer. Without one the card has no footer. */
export interface NodeFace {
  status: Status;
  /** "billing, 0.94", "Waiting for a person". */
  outcome: string;
  /** Duration or time, at the right of the footer. */
  right: string;
  /** The port that was taken. */
  port: string | null;
  /** Of a map or loop. */
  scope?: ScopeFace;
}

export interface ScopeFace {
  count: number;
  /** Index of the item shown, or null for all together. */
  picked: number | null;
  counts: Partial<Record<Status, number>>;
  firstFailed: number | null;
}

/** What there is to say of a step while it is built or compared: the footer, where no run is shown. */
export interface Mark {
  icon: 'pin' | 'stale' | 'problem' | 'tested' | 'failed' | 'added' | 'changed' | 'removed';
  text: string;
  /** At the right: how long ago, how long it took. */
  right?: string;
}

export interface CanvasState {
  marks: Readonly<Record<string, Mark>>;
  faces: Readonly<Record<string, NodeFace>>;
  edges: Readonly<Record<string, EdgeState>>;
  selected: string | null;
}

export interface CanvasActions {
  select(node: string | null): void;
  pick(scope: string, item: number | null): void;
}

export type CanvasStore = StoreApi<CanvasState>;
export const createCanvasStore = (): CanvasStore =>
  createStore<CanvasState>()(() => ({ faces: {}, marks: {}, edges: {}, selected: null }));

/** Keeps what did not change, so that a card is drawn again for itself only. */
export function keepEqual<T extends object>(
  before: Readonly<Record<string, T>>,
  after: Record<string, T>,
): Readonly<Record<string, T>> {
  let changed = Object.keys(before).length !== Object.keys(after).length;
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (old && JSON.stringify(old) === JSON.stringify(value)) after[key] = old;
    else changed = true;
  }
  return changed ? after : before;
}

export const CanvasContext = createContext<{ store: CanvasStore; actions: CanvasActions } | null>(null);

export function useCanvas(): { store: CanvasStore; actions: CanvasActions } {
  const canvas = useContext(CanvasContext);
  if (!canvas) throw new Error('outside of a canvas');
  return canvas;
}
export const useFace = (id: string): NodeFace | undefined => useStore(useCanvas().store, (state) => state.faces[id]);
export const useMark = (id: string): Mark | undefined => useStore(useCanvas().store, (state) => state.marks[id]);
export const useEdgeState = (id: string): EdgeState =>
  useStore(useCanvas().store, (state) => state.edges[id] ?? 'idle');
export const useSelected = (id: string): boolean => useStore(useCanvas().store, (state) => state.selected === id);
