import { useMemo } from 'react';
import { useLanguage } from '../../text/language.js';
import type { Days } from './range.js';

const locales: Record<string, string> = { en: 'en-GB', de: 'de-DE' };

/** "09:00" for an hour of today, "20 Nov" for a day. */
export function useSlotLabel(days: Days): (row: { at: string }) => string {
  const { language } = useLanguage();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(
      locales[language] ?? language,
      days === 1 ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { day: 'numeric', month: 'short' },
    );
    return ({ at }) => format.format(Date.parse(at));
  }, [language, days]);
}
