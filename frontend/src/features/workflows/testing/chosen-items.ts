import { useCallback } from 'react';
import { create } from 'zustand';
import type { Definition } from '#libs/workflow';
import { forgetResults } from './results.js';

/** Which item of each map tests and previews take, by workflow and map; the first unless chosen. It lives as long as the window. */
const useChosen = create<Readonly<Record<string, number>>>()(() => ({}));
const keyOf = (workflow: string, scope: string): string => `${workflow} ${scope}`;

/** The position of the item, within the items that there are. */
export type ItemAt = (scope: string, count: number) => number;

const within = (index: number, count: number): number => Math.max(0, Math.min(index, count - 1));

/** For those who ask once. */
export const chosenItems =
  (workflow: string): ItemAt =>
  (scope, count) =>
    within(useChosen.getState()[keyOf(workflow, scope)] ?? 0, count);

/** For what is drawn anew when another is chosen. */
export function useChosenItems(workflow: string): ItemAt {
  const chosen = useChosen();
  return useCallback((scope, count) => within(chosen[keyOf(workflow, scope)] ?? 0, count), [chosen, workflow]);
}

/** Takes another item. What steps inside gave was of the one before, and is forgotten. */
export function chooseItem(workflow: string, definition: Definition, scope: string, index: number): void {
  useChosen.setState({ [keyOf(workflow, scope)]: index });
  forgetResults(workflow, inside(definition, scope));
}

/** Steps of a body, and of bodies inside it. */
export function inside({ nodes }: Definition, scope: string): string[] {
  const around = new Set([scope]);
  for (const id of around) for (const node of nodes) if (node.parent === id) around.add(node.id);
  around.delete(scope);
  return [...around];
}
