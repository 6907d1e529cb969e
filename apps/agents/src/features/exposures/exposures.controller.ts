import { Controller } from '@nestjs/common';
import { getAgentExposure, listAgentExposures, setAgentExposure, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { AgentExposures } from './agent-exposures.service.js';

@Controller()
export class AgentExposuresController {
  constructor(private readonly exposures: AgentExposures) {}

  @Handle(listAgentExposures) list(caller: Caller, { query }: In<typeof listAgentExposures>) {
    return this.exposures.list(caller, query);
  }

  @Handle(getAgentExposure) get(caller: Caller, { params }: In<typeof getAgentExposure>) {
    return this.exposures.get(caller, params.id);
  }

  @Handle(setAgentExposure) set(caller: Caller, { params, body }: In<typeof setAgentExposure>) {
    return this.exposures.set(caller, params.id, body);
  }
}
