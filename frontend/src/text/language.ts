import { create } from 'zustand';
import type { Catalogue } from './catalogue.js';
import { first } from './en-first.js';
import type { KindWords } from './kind-words.js';
import { stored } from '../app/stored.js';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

interface Words {
  catalogue: Catalogue;
  kinds: KindWords;
}

const words: Record<Language, () => Promise<Words>> = {
  en: async () => ({ catalogue: (await import('./en.js')).en, kinds: {} }),
  de: async () => {
    const [{ de }, { kinds }] = await Promise.all([import('./de.js'), import('./de/kinds.js')]);
    return { catalogue: de, kinds };
  },
};
/** English until the rest is there: `complete` is awaited before any page that says more. */
const english: Words = { catalogue: first as unknown as Catalogue, kinds: {} };

interface LanguageState extends Words {
  language: Language;
  /** Every text is there, not those of the first load alone. */
  isComplete: boolean;
  choose(language: Language): Promise<void>;
}

const memory = stored('aaas.language');

/** The first words of English are in the first load; another language comes when it is chosen. */
export const useLanguage = create<LanguageState>()((set, get) => ({
  language: 'en',
  isComplete: false,
  ...english,
  async choose(language) {
    const isFirst = language === 'en' && !get().isComplete;
    const chosen = isFirst ? english : await words[language]();
    memory.write(language);
    document.documentElement.lang = language;
    set({ language, isComplete: !isFirst, ...chosen });
  },
}));

/** Fetches what the first load left out. @throws when it does not come */
export async function complete(): Promise<void> {
  const { language, isComplete } = useLanguage.getState();
  if (isComplete) return;
  const rest = await words[language]();
  if (useLanguage.getState().language === language) useLanguage.setState({ isComplete: true, ...rest });
}

/** The language chosen before, or the browser's when we speak it. */
export function rememberedLanguage(): Language {
  const wanted = memory.read() ?? navigator.language.slice(0, 2);
  return wanted in languages ? (wanted as Language) : 'en';
}
