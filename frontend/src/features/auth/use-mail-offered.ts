import { useQuery } from '@tanstack/react-query';
import { signInOptions } from '#libs/contracts';
import { call } from '../../app/call.js';

/** Whether this platform can send mails. Not until it is known: a link that leads nowhere is worse than none. */
export function useMailOffered(): boolean {
  const options = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) => call(signInOptions, { signal }),
    staleTime: 300_000,
    retry: false,
  });
  return options.data?.mail ?? false;
}
