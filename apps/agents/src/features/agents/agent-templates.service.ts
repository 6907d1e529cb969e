import { Injectable } from '@nestjs/common';
import { agentTemplates } from '#libs/catalog/agent-templates/defs';
import { AppError, createAgent, type Agent, type AgentTemplate, type Caller, type Page } from '#libs/contracts';
import { AgentsService } from './agents.service.js';

/** Agents that come with the platform, ready to be made a company's own. */
@Injectable()
export class AgentTemplatesService {
  constructor(private readonly agents: AgentsService) {}

  list(): Page<AgentTemplate> {
    return { items: Object.values(agentTemplates), nextCursor: null };
  }

  /** An active agent. @throws AGENT_TEMPLATE_NOT_FOUND naming those that there are, and as creating one does */
  install(
    caller: Caller,
    id: string,
    { name, model }: { name?: string | undefined; model?: string | undefined },
  ): Promise<Agent> {
    const template = Object.values(agentTemplates).find((each) => each.id === id);
    if (!template)
      throw new AppError('AGENT_TEMPLATE_NOT_FOUND', {
        detail: `There are: ${Object.keys(agentTemplates).join(', ')}`,
      });
    const request = createAgent.body.parse({
      ...template.agent,
      ...(name === undefined ? {} : { name }),
      ...(model === undefined ? {} : { model }),
    });
    return this.agents.create(caller, request, { status: 'active' });
  }
}
