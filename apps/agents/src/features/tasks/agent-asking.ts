import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AskCapability } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { ToolContexts } from '../tools/tool-contexts.js';
import type { ToolCall } from '../tools/tool-source.js';
import { askingOf, suitedColleague } from './colleagues.js';
import { AgentsService } from '../agents/agents.service.js';
import type { TaskInput } from './task.entity.js';
import { TasksService } from './tasks.service.js';

const lookMs = 30_000;

/** Asking an agent from where nothing can wait durably: a tool that is tried, a job, a step of a workflow that calls a tool. */
@Injectable()
export class AgentAsking implements OnModuleInit {
  constructor(
    private readonly contexts: ToolContexts,
    private readonly agents: AgentsService,
    private readonly tasks: TasksService,
    private readonly durable: Durable,
  ) {}

  onModuleInit(): void {
    this.contexts.offer('agents', (call) => this.capability(call));
  }

  private capability({ caller, key, signal, origin = {} }: ToolCall): AskCapability {
    return {
      ask: async (request) => {
        const asking = await this.chainOf(caller.companyId, origin.taskId);
        const agent = await suitedColleague(this.agents, caller.companyId, request.agent, asking);
        const { runId, stepPath } = origin;
        const { id } = await this.tasks.start(caller, {
          ...request,
          agent: agent.id,
          key,
          chain: asking,
          ...(runId === undefined ? {} : { runId }),
          ...(stepPath === undefined ? {} : { stepPath }),
        });
        for (;;) {
          const task = await this.tasks.get(caller, id);
          if (task.status === 'succeeded')
            return {
              taskId: id,
              answer: task.answer ?? '',
              ...(task.data === null || task.data === undefined ? {} : { data: task.data }),
            };
          if (task.finishedAt !== null)
            throw new AppError('CHILD_FAILED', {
              detail: `The agent "${agent.name}" did not finish: ${task.error?.message ?? task.status}`,
            });
          signal.throwIfAborted();
          await this.durable.waitFor(id, lookMs);
        }
      },
    };
  }

  /** The agents that ask one another already. */
  private async chainOf(companyId: string, taskId: string | undefined): Promise<string[]> {
    if (taskId === undefined) return [];
    const view = await this.durable.view(taskId);
    if (view.run.companyId !== companyId) throw new AppError('TASK_NOT_FOUND');
    return askingOf(view.input as TaskInput);
  }
}
