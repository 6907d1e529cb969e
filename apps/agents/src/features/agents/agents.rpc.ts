import { Injectable } from '@nestjs/common';
import { agentReportRpc, agentsRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { Toolbox } from '../tools/toolbox.js';
import { AgentAssignment } from './agent-assignment.js';
import { AgentDirectory } from './agent-directory.js';
import { AgentReportService } from './agent-report.service.js';

@Injectable()
export class AgentsRpc {
  constructor(
    private readonly assignment: AgentAssignment,
    private readonly agents: AgentDirectory,
    private readonly toolbox: Toolbox,
    private readonly reports: AgentReportService,
  ) {}

  @HandleRpc(agentsRpc.assignAgents)
  async assignAgents(caller: Caller, { wishes }: RpcIn<typeof agentsRpc.assignAgents>) {
    return { assignments: await this.assignment.assign(caller, wishes) };
  }

  @HandleRpc(agentsRpc.known)
  async known({ companyId }: Caller, { agents, tools }: RpcIn<typeof agentsRpc.known>) {
    const found = await this.agents.statuses(companyId, agents);
    const known = await Promise.all(
      tools.map(async (tool) => ((await this.toolbox.find(companyId, { id: tool })) ? [tool] : [])),
    );
    return { agents: found, tools: known.flat() };
  }

  @HandleRpc(agentsRpc.active)
  async active({ companyId }: Caller) {
    return { agents: (await this.agents.active(companyId)).map(({ id, name }) => ({ id, name })) };
  }

  @HandleRpc(agentReportRpc.report) report(caller: Caller, span: RpcIn<typeof agentReportRpc.report>) {
    return this.reports.all(caller, span);
  }
}
