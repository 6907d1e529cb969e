import { Injectable } from '@nestjs/common';
import type { AgentWorker, Caller, listAgentWorkers, Out } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { AgentDirectory } from '../agents/agent-directory.js';
import { taskKind } from '../tasks/task-pin.js';
import { groupOf } from './served-agents.js';

const iso = (ms: number) => new Date(ms).toISOString();

/** Who works on tasks, as a company may see it: workers for agents that it does not have are none of its business. */
@Injectable()
export class WorkersService {
  constructor(
    private readonly durable: Durable,
    private readonly agents: AgentDirectory,
  ) {}

  async list({ companyId }: Caller): Promise<Out<typeof listAgentWorkers>> {
    const known = await this.durable.workers(companyId);
    const isSome = known.some(({ serving }) => serving.only);
    const names = new Map((isSome ? await this.agents.names(companyId) : []).map((name) => [groupOf(name), name]));
    const items = known.flatMap(({ id, serving, startedAt, seenAt, capacity, held }): AgentWorker[] => {
      const agents = serving.only?.flatMap((group) => names.get(group) ?? []);
      if (agents?.length === 0) return [];
      return [{ id, agents: agents ?? null, startedAt: iso(startedAt), seenAt: iso(seenAt), capacity, running: held }];
    });
    const own = [...new Set(items.flatMap(({ agents }) => agents ?? []))].sort();
    const waiting = await this.durable.waiting(taskKind, own.map(groupOf), companyId);
    const lines = own.map((agent) => ({
      agent,
      workers: items.filter(({ agents }) => agents?.includes(agent)).length,
      waiting: waiting.get(groupOf(agent))?.runs ?? 0,
      oldestMs: waiting.get(groupOf(agent))?.oldestMs ?? 0,
    }));
    return { items, lines, nextCursor: null };
  }
}
