import { useQuery } from '@tanstack/react-query';
import { listInbox, listNotifications } from '#libs/contracts';
import { call } from './call.js';

/** How many inbox items wait for the reader. Asked again every 15 s and after each answer. */
export function useInboxCount(): number {
  const { data } = useQuery({
    queryKey: ['inbox', 'count'],
    queryFn: ({ signal }) => call(listInbox, { query: { limit: 1, mine: 'true' }, signal }),
    refetchInterval: 15_000,
  });
  return data?.openCount ?? 0;
}

export function useUnreadCount(): number {
  const { data } = useQuery({
    queryKey: ['notifications', 'count'],
    queryFn: ({ signal }) => call(listNotifications, { query: { limit: 1, unread: 'true' }, signal }),
    refetchInterval: 30_000,
  });
  return data?.unreadCount ?? 0;
}
