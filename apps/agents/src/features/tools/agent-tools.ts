import type { Agent, ToolPolicy } from '#libs/contracts';

export type AgentTool = Agent['tools'][number];
export const toolName = (tool: AgentTool): string => (typeof tool === 'string' ? tool : tool.name);

const policies = ['allow', 'ask', 'deny'] as const satisfies readonly ToolPolicy[];

/** The strictest of the entries that name it; what no entry names is denied. */
export function policyOf(tools: readonly AgentTool[], name: string): ToolPolicy {
  const named = tools.flatMap((tool) =>
    toolName(tool) === name ? [policies.indexOf(typeof tool === 'string' ? 'allow' : tool.policy)] : [],
  );
  return named.length === 0 ? 'deny' : policies[Math.max(...named)]!;
}

/** Named, and by no entry denied; people may have to be asked all the same. */
export const isAllowed = (tools: readonly AgentTool[], name: string): boolean => policyOf(tools, name) !== 'deny';
