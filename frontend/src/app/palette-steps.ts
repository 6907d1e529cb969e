import { useEffect } from 'react';
import { create } from 'zustand';

/** Something of the page that lies under the palette, such as a step on its canvas. */
export interface PageEntry {
  id: string;
  label: string;
  detail: string;
  act(): void;
}

/** Asked when the palette opens, so that a page pays nothing before. */
const useAsked = create<{ steps: (() => PageEntry[]) | undefined }>()(() => ({ steps: undefined }));

/** While a page shows a canvas, the palette finds its steps. `steps` should stay the same function. */
export function usePaletteSteps(steps: () => PageEntry[]): void {
  useEffect(() => {
    useAsked.setState({ steps });
    return () => useAsked.setState((now) => (now.steps === steps ? { steps: undefined } : now));
  }, [steps]);
}

export const useAskedSteps = (): (() => PageEntry[]) | undefined => useAsked((state) => state.steps);
