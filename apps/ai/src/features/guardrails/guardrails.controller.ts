import { Controller } from '@nestjs/common';
import {
  checkText,
  deleteAgentGuardPolicy,
  listAgentGuardPolicies,
  listVerdicts,
  setAgentGuardPolicy,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { KnownThings } from '../references/known-things.js';
import { AgentPolicies } from './agent-policies.js';
import { GuardrailsService } from './guardrails.service.js';

@Controller()
export class GuardrailsController {
  constructor(
    private readonly guardrails: GuardrailsService,
    private readonly agents: AgentPolicies,
    private readonly known: KnownThings,
  ) {}

  @Handle(listVerdicts) verdicts(caller: Caller, { query }: In<typeof listVerdicts>) {
    return this.guardrails.list(caller, query);
  }
  @Handle(checkText) check(caller: Caller, { body }: In<typeof checkText>) {
    return this.guardrails.check(caller, body);
  }
  @Handle(listAgentGuardPolicies) list(caller: Caller, { query }: In<typeof listAgentGuardPolicies>) {
    return this.agents.list(caller, query);
  }
  @Handle(setAgentGuardPolicy) async set(caller: Caller, { params, body }: In<typeof setAgentGuardPolicy>) {
    await this.known.requireAgent(caller, params.agentId);
    return this.agents.set(caller, params.agentId, body);
  }
  @Handle(deleteAgentGuardPolicy) async remove(caller: Caller, { params }: In<typeof deleteAgentGuardPolicy>) {
    if (!(await this.agents.remove(caller, params.agentId))) await this.known.requireAgent(caller, params.agentId);
  }
}
