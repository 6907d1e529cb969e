import type { z } from 'zod';
import type { AgentTemplate, createAgent } from '#libs/contracts';

type NewAgent = z.input<typeof createAgent.body>;

/** An agent that comes with the platform. `example` is a task that it can do as it is installed, without a network. */
export const defineAgentTemplate = (template: Omit<AgentTemplate, 'agent'> & { agent: NewAgent }): AgentTemplate => ({
  ...template,
  agent: template.agent,
});
