import { useQuery } from '@tanstack/react-query';
import { listTools, type Tool } from '#libs/contracts';
import { call } from '../../../app/call.js';

/** All tools of the company, by name. */
export const useTools = () =>
  useQuery({
    queryKey: ['tools', 'all'],
    staleTime: 60_000,
    async queryFn({ signal }) {
      const all: Tool[] = [];
      let cursor: string | undefined;
      do {
        const page = await call(listTools, { query: { limit: 200, cursor }, signal });
        all.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return all;
    },
  });
