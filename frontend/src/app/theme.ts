import { create } from 'zustand';
import { stored } from './stored.js';

export type Theme = 'light' | 'dark' | 'system';

const memory = stored('aaas.theme');
const remembered = (): Theme => {
  const theme = memory.read();
  return theme === 'light' || theme === 'dark' ? theme : 'system';
};

/** Light, dark, or as the system says. public/theme.js applies the choice before the first paint. */
export const useTheme = create<{ theme: Theme; choose(theme: Theme): void }>()((set) => ({
  theme: remembered(),
  choose(theme) {
    memory.write(theme === 'system' ? null : theme);
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    set({ theme });
  },
}));
