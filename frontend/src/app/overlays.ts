import { create } from 'zustand';

/** What lies over the page: the command palette, the list of keys. */
export const useOverlay = create<{ open: 'palette' | 'keys' | null }>()(() => ({ open: null }));

export const openPalette = (): void => useOverlay.setState({ open: 'palette' });
export const openKeys = (): void => useOverlay.setState({ open: 'keys' });
export const closeOverlay = (): void => useOverlay.setState({ open: null });
