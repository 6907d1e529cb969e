import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Durable } from '#libs/durable';
import { Measurements } from '#libs/platform/telemetry';
import { taskKind } from '../tasks/task-pin.js';

/** Token: agents that this worker is for, name by group. Empty: for all. */
export const ownAgents = Symbol('agents that this worker is for');

/** What waits for a worker of certain agents: the figure by which its containers are scaled. */
@Injectable()
export class WorkerGauges implements OnApplicationBootstrap {
  constructor(
    private readonly durable: Durable,
    private readonly measurements: Measurements,
    @Inject(ownAgents) private readonly agents: ReadonlyMap<string, string>,
  ) {}

  onApplicationBootstrap(): void {
    for (const [group, agent] of this.agents) {
      const help = 'Tasks that wait for a worker of this agent, of all companies together';
      this.measurements.gauge('aaas_agent_tasks_waiting', help, { agent }, async () => {
        return (await this.durable.waiting(taskKind, [group])).get(group)?.runs ?? 0;
      });
    }
  }
}
