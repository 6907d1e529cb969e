import { useQuery } from '@tanstack/react-query';
import { listAgents, listMembers, listWorkflows } from '#libs/contracts';
import { call } from './call.js';

/** Names of workflows and agents by id: what a budget or a row of spend is about. */
export function useNames(): Map<string, string> {
  const workflows = useQuery({
    queryKey: ['workflows', 'names'],
    queryFn: ({ signal }) => call(listWorkflows, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  });
  const agents = useQuery({
    queryKey: ['agents', 'names'],
    queryFn: ({ signal }) => call(listAgents, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  });
  return new Map([...(workflows.data?.items ?? []), ...(agents.data?.items ?? [])].map(({ id, name }) => [id, name]));
}

/** Names of the company's members by user: who changed or said something. */
export function useMemberNames(): (userId: string) => string | undefined {
  const members = useQuery({
    queryKey: ['members', 'names'],
    queryFn: ({ signal }) => call(listMembers, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  });
  return (userId) => members.data?.items.find((member) => member.userId === userId)?.name;
}
