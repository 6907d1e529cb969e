import { create } from 'zustand';
import type { Catalogue } from './catalogue.js';
import { en } from './en.js';
import { stored } from '../app/stored.js';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const others: Record<Exclude<Language, 'en'>, () => Promise<Catalogue>> = {
  de: () => import('./de.js').then((module) => module.de),
};

interface LanguageState {
  language: Language;
  catalogue: Catalogue;
  choose(language: Language): Promise<void>;
}

const memory = stored('aaas.language');

/** English is in the first load; another language comes when it is chosen. */
export const useLanguage = create<LanguageState>()((set) => ({
  language: 'en',
  catalogue: en,
  async choose(language) {
    const catalogue = language === 'en' ? en : await others[language]();
    memory.write(language);
    document.documentElement.lang = language;
    set({ language, catalogue });
  },
}));

/** The language chosen before, or the browser's when we speak it. */
export function rememberedLanguage(): Language {
  const wanted = memory.read() ?? navigator.language.slice(0, 2);
  return wanted in languages ? (wanted as Language) : 'en';
}
