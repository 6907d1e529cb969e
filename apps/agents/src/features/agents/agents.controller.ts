import { Controller } from '@nestjs/common';
import {
  activateAgent,
  cloneAgent,
  compareAgentVersions,
  createAgent,
  deleteAgent,
  getAgent,
  getAgentPerformance,
  getAgentVersion,
  installAgentTemplate,
  listAgents,
  listAgentTemplates,
  listAgentVersions,
  resolveAgent,
  retireAgent,
  rollBackAgent,
  updateAgent,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { AgentPerformanceService } from './agent-performance.service.js';
import { AgentTemplatesService } from './agent-templates.service.js';
import { AgentVersionsService } from './agent-versions.service.js';
import { AgentsService } from './agents.service.js';

@Controller()
export class AgentsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly versions: AgentVersionsService,
    private readonly templates: AgentTemplatesService,
    private readonly performances: AgentPerformanceService,
  ) {}

  @Handle(createAgent) create(caller: Caller, { body }: In<typeof createAgent>) {
    return this.agents.create(caller, body);
  }

  @Handle(listAgents) list(caller: Caller, { query }: In<typeof listAgents>) {
    return this.agents.list(caller, query);
  }

  @Handle(listAgentTemplates) listTemplates() {
    return this.templates.list();
  }

  @Handle(installAgentTemplate) install(caller: Caller, { params, body }: In<typeof installAgentTemplate>) {
    return this.templates.install(caller, params.template, body);
  }

  @Handle(resolveAgent) resolve(caller: Caller, { params }: In<typeof resolveAgent>) {
    return this.agents.byName(caller, params.name);
  }

  @Handle(getAgent) get(caller: Caller, { params }: In<typeof getAgent>) {
    return this.agents.get(caller, params.id);
  }

  @Handle(updateAgent) update(caller: Caller, { params, headers, body }: In<typeof updateAgent>) {
    return this.agents.update(caller, params.id, body, headers['if-match']);
  }

  @Handle(activateAgent) activate(caller: Caller, { params }: In<typeof activateAgent>) {
    return this.agents.setStatus(caller, params.id, 'active');
  }

  @Handle(deleteAgent) async retire(caller: Caller, { params }: In<typeof deleteAgent>): Promise<void> {
    await this.agents.setStatus(caller, params.id, 'retired');
  }

  @Handle(retireAgent) end(caller: Caller, { params }: In<typeof retireAgent>) {
    return this.agents.setStatus(caller, params.id, 'retired');
  }

  @Handle(listAgentVersions) listVersions(caller: Caller, { params, query }: In<typeof listAgentVersions>) {
    return this.versions.list(caller, params.id, query);
  }

  @Handle(getAgentVersion) version(caller: Caller, { params }: In<typeof getAgentVersion>) {
    return this.versions.get(caller, params.id, params.version);
  }

  @Handle(compareAgentVersions) compare(caller: Caller, { params, query }: In<typeof compareAgentVersions>) {
    return this.versions.compare(caller, params.id, query);
  }

  @Handle(rollBackAgent) rollBack(caller: Caller, { params, headers, body }: In<typeof rollBackAgent>) {
    return this.versions.rollBack(caller, params.id, body.version, headers['if-match']);
  }

  @Handle(cloneAgent) clone(caller: Caller, { params, body }: In<typeof cloneAgent>) {
    return this.versions.clone(caller, params.id, body.name);
  }

  @Handle(getAgentPerformance) performance(caller: Caller, { params, query }: In<typeof getAgentPerformance>) {
    return this.performances.of(caller, params.id, query);
  }
}
