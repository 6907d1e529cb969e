import { useQuery } from '@tanstack/react-query';
import { getAiSettings, updateAiSettings, type AiSettings } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';

/** What the company set for its model calls. */
export const useAiSettings = () =>
  useQuery({ queryKey: ['ai', 'settings'], queryFn: ({ signal }) => call(getAiSettings, { signal }) });

/** Saves one section whole: a field that is undefined goes back to its default. */
export function useSaveSection<Section extends keyof AiSettings>(section: Section) {
  const t = useText();
  return useAct({
    run: (value: AiSettings[Section]) => {
      const fields = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, each ?? null]));
      return call(updateAiSettings, { body: { [section]: fields } });
    },
    done: t('save.done'),
    changes: [['ai']],
    quiet: true,
  });
}

/** Policies that stand where a model may stand. */
export const policies = ['small-first', 'large-first', 'cheapest', 'fastest', 'best', 'default'] as const;
