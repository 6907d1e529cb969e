import type { Agent } from '#libs/contracts';

export type AgentTool = Agent['tools'][number];
export const toolName = (tool: AgentTool): string => (typeof tool === 'string' ? tool : tool.name);

/** Named, and by no entry denied. */
export function isAllowed(tools: readonly AgentTool[], name: string): boolean {
  const named = tools.filter((tool) => toolName(tool) === name);
  return named.length > 0 && named.every((tool) => typeof tool === 'string' || tool.policy === 'allow');
}
