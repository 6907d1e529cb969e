import { create } from 'zustand';

/** The edge under the pointer. It stays a moment longer, so that the pointer reaches the button on it. */
const useHoveredEdge = create<{ id: string | null }>()(() => ({ id: null }));
let leaving: ReturnType<typeof setTimeout> | undefined;

export function hoverEdge(id: string | null): void {
  clearTimeout(leaving);
  if (id !== null) useHoveredEdge.setState({ id });
  else leaving = setTimeout(() => useHoveredEdge.setState({ id: null }), 180);
}

export const useHovered = (id: string): boolean => useHoveredEdge((state) => state.id === id);
