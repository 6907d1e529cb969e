import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { getInboxDraft, saveInboxDraft } from '#libs/contracts';
import { call } from '../../app/call.js';

/** What the reader has typed into a form so far, kept at the server: another device, or a crash, finds it again. */
export function useKeptDraft(itemId: string, enabled: boolean) {
  const kept = useQuery({
    queryKey: ['inbox', 'draft', itemId],
    queryFn: ({ signal }) => call(getInboxDraft, { params: { id: itemId }, signal }),
    enabled,
    staleTime: Infinity,
    retry: false,
  });
  const [saved, setSaved] = useState<'no' | 'saving' | 'yes'>('no');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    /** Undefined until it is known whether there is one. */
    values: enabled && kept.isPending ? undefined : (kept.data?.values ?? null),
    saved,
    /** Kept a second after the last letter. That it could not be kept is no reason to disturb whoever types. */
    keep(values: Record<string, unknown>): void {
      if (!enabled) return;
      clearTimeout(timer.current);
      setSaved('saving');
      timer.current = setTimeout(() => {
        call(saveInboxDraft, { params: { id: itemId }, body: { values } })
          .then(() => setSaved('yes'))
          .catch(() => setSaved('no'));
      }, 1000);
    },
  };
}
