import { createStore, useStore } from 'zustand';
import { useMaybeEditor, type EditorState } from './editor-store.js';

/** Stands in where a canvas is only looked at. */
const nobody = createStore<Pick<EditorState, 'connecting'>>()(() => ({ connecting: null }));

/** Whether the canvas around can be edited. */
export const useEditing = (): boolean => useMaybeEditor() !== null;

/** Whether the edge that is being drawn cannot lead here. */
export function useRefused(id: string): true | undefined {
  const editor = useMaybeEditor();
  return useStore(editor?.store ?? nobody, ({ connecting }) => connecting?.refusals.has(id) || undefined);
}
