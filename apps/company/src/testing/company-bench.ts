import {
  agentsRpc,
  newId,
  notificationsRpc,
  toolsRpc,
  type Caller,
  type Role,
  type RpcIn,
  type RpcOut,
  type Task,
} from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { callerAs, ServiceUnderTest, type Backend, type Peers } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { companyService } from '../app.module.js';
import { CompaniesService } from '../features/companies/companies.service.js';
import { MemberRepository } from '../features/members/member.repository.js';
import { RunsService } from '../features/runs/runs.service.js';
import { WorkflowsService } from '../features/workflows/workflows.service.js';

/** Takes tasks and never ends them by itself. */
export class AgentsPeer {
  readonly started: RpcIn<typeof agentsRpc.startTask>[] = [];
  readonly cancelled: string[] = [];
  readonly results = new Map<string, Task>();
  /** Keys of tasks whose answers rest on what strangers wrote. */
  readonly outside = new Set<string>();

  @HandleRpc(agentsRpc.startTask) startTask(_: Caller, request: RpcIn<typeof agentsRpc.startTask>) {
    this.started.push(request);
    return { taskId: newId('task'), status: 'queued' as const };
  }
  @HandleRpc(agentsRpc.taskByKey) taskByKey(_: Caller, { key }: { key: string }) {
    return { task: this.results.get(key) ?? null, outside: this.outside.has(key) };
  }
  @HandleRpc(agentsRpc.cancelTaskByKey) cancelTaskByKey(_: Caller, { key }: { key: string }) {
    this.cancelled.push(key);
    return { cancelled: true };
  }
  /** Whom the company has, by name; everybody else is created. */
  readonly staff = new Set<string>();
  readonly wished: RpcIn<typeof agentsRpc.assignAgents>['wishes'] = [];
  @HandleRpc(agentsRpc.assignAgents) assignAgents(_: Caller, { wishes }: RpcIn<typeof agentsRpc.assignAgents>) {
    this.wished.push(...wishes);
    const assignments = wishes.map(({ ref, name = 'General assistant', tools }) => {
      const outcome = this.staff.has(name) ? ('matched' as const) : ('created' as const);
      this.staff.add(name);
      const found = tools.map((tool) => ({ wanted: tool.name ?? '', found: null, request: null }));
      return {
        ref,
        agent: { id: newId('agent'), name, status: 'active' as const },
        outcome,
        reason: 'because',
        tools: found,
        model: null,
      };
    });
    return { assignments };
  }
  /** What uses each credential. */
  readonly uses = new Map<string, RpcOut<typeof toolsRpc.credentialUses>>();
  @HandleRpc(toolsRpc.credentialUses) credentialUses(_: Caller | undefined, { id }: { id: string }) {
    return this.uses.get(id) ?? { tools: [], settings: [] };
  }
  @HandleRpc(agentsRpc.active) active() {
    return { agents: [] };
  }
  @HandleRpc(toolsRpc.offered) offered() {
    return { tools: [] };
  }
  @HandleRpc(agentsRpc.known) known(_: Caller, { agents }: RpcIn<typeof agentsRpc.known>) {
    const known = agents.filter((ref) => this.staff.has(ref)).map((ref) => ({ ref, status: 'active' as const }));
    return { agents: known, tools: ['calculator'] };
  }
}

/** Takes messages and sends none. */
export class NotificationsPeer {
  readonly sent: RpcIn<typeof notificationsRpc.send>[] = [];
  /** Channels that name each credential. */
  readonly channels = new Map<string, { id: string; name: string }[]>();

  @HandleRpc(notificationsRpc.credentialUses) credentialUses(_: Caller | undefined, { id }: { id: string }) {
    return { channels: this.channels.get(id) ?? [] };
  }

  @HandleRpc(notificationsRpc.send) send(_: Caller | undefined, request: RpcIn<typeof notificationsRpc.send>) {
    this.sent.push(request);
    return { deliveryIds: [newId('delivery')], warnings: [] };
  }
}

export interface Person {
  caller: ReturnType<typeof callerAs>;
  name: string;
  email: string;
}

/** The company service with a company in it. For tests. */
export class CompanyBench {
  readonly agents = new AgentsPeer();
  readonly notifications = new NotificationsPeer();
  service!: ServiceUnderTest;
  owner!: Person;
  companyId = '';

  /** @param others services that only some tests need */
  static async start(
    backend: Backend,
    environment: Record<string, string> = {},
    others: Peers = {},
  ): Promise<CompanyBench> {
    const bench = new CompanyBench();
    const peers = { agents: bench.agents, notifications: bench.notifications, ...others };
    bench.service = await ServiceUnderTest.start(companyService, backend, peers, environment);
    const ownerId = newId('user');
    const email = 'mara@larkfield.example';
    const { id } = await bench.get(CompaniesService).create({
      ownerId,
      ownerName: 'Mara Lindqvist',
      ownerEmail: email,
      name: 'Larkfield',
    });
    bench.companyId = id;
    bench.owner = { caller: callerAs('owner', id, ownerId), name: 'Mara Lindqvist', email };
    return bench;
  }

  get get(): ServiceUnderTest['get'] {
    return this.service.get.bind(this.service);
  }

  get db(): Database {
    return this.get<Database>(Database);
  }

  get durable(): Durable {
    return this.get(Durable);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  async member(role: Role, name = `A ${role}`): Promise<Person> {
    const caller = callerAs(role, this.companyId);
    const email = `${caller.userId}@larkfield.example`;
    await this.get(MemberRepository).insert(this.companyId, {
      id: newId('member'),
      userId: caller.userId,
      name,
      email,
      role,
      createdAt: await this.db.now(),
      deactivatedAt: null,
    });
    return { caller, name, email };
  }

  /** Creates and publishes. @returns the workflow's id */
  async publish(
    definition: Partial<Definition> & Pick<Definition, 'nodes' | 'edges'>,
    name = 'A workflow',
  ): Promise<string> {
    const workflows = this.get(WorkflowsService);
    const { id } = await workflows.create(this.owner.caller, { name, definition: { schemaVersion: 1, ...definition } });
    await workflows.publish(this.owner.caller, id, undefined);
    return id;
  }

  /** @returns the run's id */
  async run(workflowId: string, input: unknown = {}, key?: string): Promise<string> {
    const request = { input, trigger: 'trigger.api' as const, immediate: false, key };
    return (await this.get(RunsService).start(this.owner.caller, workflowId, request)).id;
  }

  /** The tasks given to agents, once there are as many. */
  started(count: number) {
    return eventually(() => {
      const { started } = this.agents;
      if (started.length < count) throw new Error(`${started.length} of ${count} tasks were given`);
      return Promise.resolve(started);
    });
  }

  /** The run once it is over. */
  async finished(runId: string, ms = 20_000) {
    await this.get(Durable).waitFor(runId, ms);
    return this.get(RunsService).get(this.owner.caller, runId);
  }
}

/** Nodes in a row, each after the one before; a trigger first. */
export function row(...nodes: Definition['nodes']): Pick<Definition, 'nodes' | 'edges'> {
  const all: Definition['nodes'] = [{ id: 'start', kind: 'trigger.api', config: {} }, ...nodes];
  const edges = all.slice(1).flatMap(({ id, parent }, index) => (parent ? [] : [{ from: all[index]!.id, to: id }]));
  return { nodes: all, edges };
}
