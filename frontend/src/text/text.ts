import { useMemo } from 'react';
import { phrase, type TextKey, type TextParams } from './catalogue.js';
import { formatter, type Format } from './format.js';
import { useLanguage } from './language.js';

export type Text = (key: TextKey, params?: TextParams) => string;

/** Texts in the reader's language: `t('runs.title')`. */
export function useText(): Text {
  const { language, catalogue } = useLanguage();
  return useMemo(() => (key, params) => phrase(catalogue[key], language, params), [language, catalogue]);
}

/** Dates, durations, money and numbers in the reader's language and zone. */
export function useFormat(): Format {
  const { language, catalogue } = useLanguage();
  return useMemo(
    () => formatter(language, (key, params) => phrase(catalogue[key], language, params)),
    [language, catalogue],
  );
}
