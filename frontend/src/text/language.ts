import { create } from 'zustand';
import type { Catalogue } from './catalogue.js';
import { en } from './en.js';
import type { KindWords } from './kind-words.js';
import { stored } from '../app/stored.js';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

interface Words {
  catalogue: Catalogue;
  kinds: KindWords;
}

const others: Record<Exclude<Language, 'en'>, () => Promise<Words>> = {
  de: async () => {
    const [{ de }, { kinds }] = await Promise.all([import('./de.js'), import('./de/kinds.js')]);
    return { catalogue: de, kinds };
  },
};
const english: Words = { catalogue: en, kinds: {} };

interface LanguageState extends Words {
  language: Language;
  choose(language: Language): Promise<void>;
}

const memory = stored('aaas.language');

/** English is in the first load; another language comes when it is chosen. */
export const useLanguage = create<LanguageState>()((set) => ({
  language: 'en',
  ...english,
  async choose(language) {
    const words = language === 'en' ? english : await others[language]();
    memory.write(language);
    document.documentElement.lang = language;
    set({ language, ...words });
  },
}));

/** The language chosen before, or the browser's when we speak it. */
export function rememberedLanguage(): Language {
  const wanted = memory.read() ?? navigator.language.slice(0, 2);
  return wanted in languages ? (wanted as Language) : 'en';
}
