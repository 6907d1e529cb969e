/** The durable kind of tasks. */
export const taskKind = 'task';

/** What a durable task is pinned to when it is created: a version of an agent, and what the agent that asked has left. */
export interface TaskPin {
  agentId: string;
  version: number;
  caps?: { tokens: number; costMicros: number };
}

export const pinOf = ({ agentId, version, caps }: TaskPin): string =>
  `${agentId}.${version}${caps ? `~${Math.max(0, caps.tokens)}~${Math.max(0, caps.costMicros)}` : ''}`;

export function pinnedOf(ref: string | null): TaskPin {
  const [agent = '', tokens, costMicros] = (ref ?? '').split('~');
  const cut = agent.lastIndexOf('.');
  const pin = { agentId: agent.slice(0, cut), version: Number(agent.slice(cut + 1)) };
  if (tokens === undefined || costMicros === undefined) return pin;
  return { ...pin, caps: { tokens: Number(tokens), costMicros: Number(costMicros) } };
}
