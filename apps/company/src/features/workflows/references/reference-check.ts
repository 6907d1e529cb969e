import { Injectable } from '@nestjs/common';
import { agentsRpc, AppError, workflowId, type Caller, type WorkflowProblem } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import type { Definition } from '#libs/workflow';
import { CredentialRepository } from '../../credentials/credential.repository.js';
import { WorkflowRepository } from '../workflow.repository.js';
import { namedThings, problemOf, type NamedThing, type Standing, type ThingType } from './named-things.js';

export interface CheckedThing extends NamedThing {
  standing: Standing;
}
type Standings = ReadonlyMap<string, Standing>;

/** Whether the agents, tools, workflows and credentials that a definition names are there, in this company. */
@Injectable()
export class ReferenceCheck {
  constructor(
    private readonly rpc: RpcClient,
    private readonly workflows: WorkflowRepository,
    private readonly credentials: CredentialRepository,
  ) {}

  /** Those that are not there or not ready. Agents and tools count as there while their service does not answer. */
  async missing(caller: Caller, definition: Definition): Promise<CheckedThing[]> {
    const things = namedThings(definition);
    const of = (type: ThingType) => [...new Set(things.filter((each) => each.type === type).map(({ ref }) => ref))];
    const [remote, workflows, credentials] = await Promise.all([
      this.agentsAndTools(caller, of('agent'), of('tool')),
      this.workflowStandings(caller, of('workflow')),
      this.credentialStandings(caller, of('credential')),
    ]);
    const standings: Record<ThingType, Standings> = { ...remote, workflow: workflows, credential: credentials };
    return things
      .map((thing) => ({ ...thing, standing: standings[thing.type].get(thing.ref) ?? 'there' }))
      .filter(({ standing, isUsed }) => standing !== 'there' && (isUsed || standing !== 'unpublished'));
  }

  async problems(caller: Caller, definition: Definition): Promise<WorkflowProblem[]> {
    return (await this.missing(caller, definition)).flatMap((thing) => problemOf(thing, thing.standing));
  }

  private async agentsAndTools(
    caller: Caller,
    agents: string[],
    tools: string[],
  ): Promise<{ agent: Standings; tool: Standings }> {
    if (agents.length + tools.length === 0) return { agent: new Map(), tool: new Map() };
    try {
      const known = await this.rpc.call(agentsRpc.known, { agents, tools }, { caller });
      const active = new Map(known.agents.map(({ ref, status }) => [ref, status === 'active']));
      const has = new Set(known.tools);
      return {
        agent: standingsOf(agents, (ref) => (active.has(ref) ? (active.get(ref) ? 'there' : 'inactive') : 'missing')),
        tool: standingsOf(tools, (ref) => (has.has(ref) ? 'there' : 'missing')),
      };
    } catch (error) {
      if (AppError.is(error) && error.retry !== 'never') return { agent: new Map(), tool: new Map() };
      throw error;
    }
  }

  private async workflowStandings({ companyId }: Caller, refs: string[]): Promise<Standings> {
    const found = await Promise.all(
      refs.map(async (ref): Promise<[string, Standing]> => {
        const by = workflowId.safeParse(ref).success ? { id: ref } : { name: ref };
        const rows = await this.workflows.find(companyId, { where: { ...by, deleted: false }, limit: 2 });
        const [row, twin] = rows;
        if (!row) return [ref, 'missing'];
        return [ref, twin ? 'ambiguous' : row.currentVersion === 0 ? 'unpublished' : 'there'];
      }),
    );
    return new Map(found);
  }

  private async credentialStandings({ companyId }: Caller, refs: string[]): Promise<Standings> {
    const known = await this.credentials.known(companyId, refs);
    return standingsOf(refs, (ref) => (known.has(ref) ? 'there' : 'missing'));
  }
}

const standingsOf = (refs: readonly string[], standing: (ref: string) => Standing): Standings =>
  new Map(refs.map((ref) => [ref, standing(ref)]));
