import { Controller } from '@nestjs/common';
import {
  activateAgent,
  createAgent,
  deleteAgent,
  getAgent,
  listAgents,
  resolveAgent,
  updateAgent,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { AgentsService } from './agents.service.js';

@Controller()
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  @Handle(createAgent) create(caller: Caller, { body }: In<typeof createAgent>) {
    return this.agents.create(caller, body);
  }

  @Handle(listAgents) list(caller: Caller, { query }: In<typeof listAgents>) {
    return this.agents.list(caller, query);
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
}
