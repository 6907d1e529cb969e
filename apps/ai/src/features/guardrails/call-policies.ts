import { Injectable } from '@nestjs/common';
import type { GuardPolicyPart } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import { AgentPolicies } from './agent-policies.js';
import { readyPolicy, strictest, type ReadyPolicy } from './policy.js';

/** Which guardrails hold for a call: of company, agent and call the strictest. */
@Injectable()
export class CallPolicies {
  constructor(
    private readonly settings: AiSettingsService,
    private readonly agents: AgentPolicies,
  ) {}

  /** As `of`, when it is known without asking anybody. */
  known({ caller, origin }: Asking, ofCall: GuardPolicyPart | undefined): ReadyPolicy | undefined {
    if (ofCall || origin.agentId !== undefined) return undefined;
    const settings = this.settings.known(caller.companyId);
    return settings && readyPolicy(settings.guardrails);
  }

  async of({ caller, origin }: Asking, ofCall: GuardPolicyPart | undefined): Promise<ReadyPolicy> {
    const { guardrails: company } = await this.settings.of(caller.companyId);
    const agent = origin.agentId === undefined ? undefined : await this.agents.of(caller.companyId, origin.agentId);
    return readyPolicy(agent || ofCall ? strictest(company, agent, ofCall) : company);
  }
}
