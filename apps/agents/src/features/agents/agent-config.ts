import { agentApprovals, agentLimits, agentMemory, type Agent } from '#libs/contracts';
import { toolName } from '../tools/agent-tools.js';
import type { AgentConfig } from './agent.entity.js';

/** An agent as it is asked for: what is absent keeps its value, or its default. */
export interface AgentChanges {
  name?: string | undefined;
  goal?: string | undefined;
  instructions?: string | undefined;
  model?: string | undefined;
  /** null takes it away. */
  endpoint?: string | null | undefined;
  parameters?: Agent['parameters'] | undefined;
  tools?: Agent['tools'] | undefined;
  knowledgeBases?: string[] | undefined;
  memory?: Partial<Agent['memory']> | undefined;
  limits?: Partial<Agent['limits']> | undefined;
  approvals?: Partial<Agent['approvals']> | undefined;
  guardrails?: Agent['guardrails'] | undefined;
  webhookUrl?: string | null | undefined;
}

/** A configuration as it was stored; what earlier releases did not know has its default. */
export const completeConfig = (stored: Partial<AgentConfig> & Pick<AgentConfig, 'goal'>): AgentConfig => ({
  ...stored,
  instructions: stored.instructions ?? '',
  model: stored.model ?? 'default',
  tools: stored.tools ?? [],
  knowledgeBases: stored.knowledgeBases ?? [],
  memory: agentMemory.parse(stored.memory ?? {}),
  limits: agentLimits.parse(stored.limits ?? {}),
  approvals: agentApprovals.parse(stored.approvals ?? {}),
  guardrails: stored.guardrails ?? {},
  webhookUrl: stored.webhookUrl ?? null,
});

/** The tool by which an agent looks into its knowledge bases. */
export const knowledgeTool = 'knowledge_search';

/** As a task works with it: an agent with knowledge bases may search them, unless an entry of its own says how. */
export const workingConfig = (config: AgentConfig): AgentConfig =>
  config.knowledgeBases.length === 0 || config.tools.some((tool) => toolName(tool) === knowledgeTool)
    ? config
    : { ...config, tools: [...config.tools, knowledgeTool] };

export function mergedConfig(config: AgentConfig, changes: AgentChanges): AgentConfig {
  const { name: _name, endpoint = config.endpoint, parameters = config.parameters, ...rest } = changes;
  const { webhookUrl = config.webhookUrl } = rest;
  return {
    goal: rest.goal ?? config.goal,
    instructions: rest.instructions ?? config.instructions,
    model: rest.model ?? config.model,
    ...(endpoint ? { endpoint } : {}),
    ...(parameters ? { parameters } : {}),
    tools: rest.tools ?? config.tools,
    knowledgeBases: rest.knowledgeBases ?? config.knowledgeBases,
    memory: agentMemory.parse({ ...config.memory, ...rest.memory }),
    limits: agentLimits.parse({ ...config.limits, ...rest.limits }),
    approvals: agentApprovals.parse({ ...config.approvals, ...rest.approvals }),
    guardrails: rest.guardrails ?? config.guardrails,
    webhookUrl,
  };
}
