import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { issuesOf } from '#libs/platform/http';
import { z } from 'zod';
import { AgentExposures } from '../exposures/agent-exposures.service.js';
import type { TaskState } from '../tasks/task-protocol.js';
import { TasksService } from '../tasks/tasks.service.js';
import { WorkSource, type OfferedTool, type WorkProgress } from './work-source.port.js';

const request = z.strictObject({
  task: z.string().min(1).max(10_000).meta({ description: 'What is to be done, in words' }),
  input: z.unknown().optional().meta({ description: 'Material to work on: any JSON' }),
});
const inputSchema = z.toJSONSchema(request, { io: 'input' }) as Record<string, unknown>;

/** Tasks of agents, as work for programs outside. */
@Injectable()
export class AgentWork extends WorkSource {
  readonly idPrefix = 'task_';
  readonly needs = { start: 'agents:run', read: 'agents:read', cancel: 'agents:run' } as const;

  constructor(
    private readonly exposures: AgentExposures,
    private readonly tasks: TasksService,
    private readonly durable: Durable,
  ) {
    super();
  }

  async tools({ companyId }: Caller): Promise<OfferedTool[]> {
    const agents = await this.exposures.offered(companyId, 'mcp');
    return agents.map(({ tool, name, description }) => ({ name: tool, title: name, description, inputSchema }));
  }

  async start(caller: Caller, tool: string, input: unknown, key: string): Promise<string> {
    const agent = (await this.exposures.offered(caller.companyId, 'mcp')).find((each) => each.tool === tool);
    if (!agent) throw new AppError('TOOL_NOT_FOUND');
    const asked = request.safeParse(input);
    if (!asked.success) throw new AppError('TOOL_INPUT_INVALID', { issues: issuesOf(asked.error) });
    return this.begin(caller, agent.id, asked.data.task, asked.data.input, key);
  }

  /** A task of an agent whose exposure was checked. */
  async begin(caller: Caller, agentId: string, goal: string, input: unknown, key: string): Promise<string> {
    const { id } = await this.tasks.start(caller, { agent: agentId, goal, input, key: `outward.${key}` });
    return id;
  }

  async progress(caller: Caller, id: string, seen: number, waitMs: number): Promise<WorkProgress> {
    // Whose it is, first.
    await this.tasks.get(caller, id);
    if (waitMs > 0)
      await this.durable.until<TaskState, true>(id, waitMs, (view) =>
        view.finishedAt !== null || [...view.metas()].length > seen ? true : undefined,
      );
    const done = await this.durable.look<TaskState, number>(id, (view) => [...view.metas()].length);
    const { status, answer, data, error } = await this.tasks.get(caller, id);
    const output = status === 'succeeded' ? { answer, ...(data === null ? {} : { data }) } : null;
    return { id, status, done, output, text: answer ?? '', error };
  }

  async cancel(caller: Caller, id: string): Promise<void> {
    await this.tasks.cancel(caller, id);
  }
}
