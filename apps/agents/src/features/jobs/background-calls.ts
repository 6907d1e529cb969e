import { Injectable } from '@nestjs/common';
import { newId } from '#libs/contracts';
import { Durable, type SqlTransaction, type StepContext, type StepOutcome } from '#libs/durable';
import type { TaskInput } from '../tasks/task.entity.js';
import { toolName, type AgentTool } from '../tools/agent-tools.js';
import type { ResolvedTool } from '../tools/tool-source.js';
import { Toolbox } from '../tools/toolbox.js';
import { JobStarter } from './job-starter.js';

/** Whether an agent calls a tool in the background: as its entry says, else as the tool is. */
export function isInBackground(tools: readonly AgentTool[], tool: Pick<ResolvedTool, 'name' | 'async'>): boolean {
  const said = tools.flatMap((entry) => {
    if (typeof entry === 'string' || toolName(entry) !== tool.name) return [];
    return entry.async === undefined ? [] : [entry.async];
  });
  return said.at(-1) ?? tool.async;
}

/** Calls of agents that go on in the background: in a conversation the model gets a job's id at once, and the result becomes a message later. */
@Injectable()
export class BackgroundCalls {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly starter: JobStarter,
    private readonly durable: Durable,
  ) {}

  /** A task is over that nobody will tell of its jobs: they are called off. */
  async callOff(tx: SqlTransaction, taskId: string): Promise<void> {
    const open = await tx.query<{ id: string }>('SELECT id FROM jobs WHERE task_id = ? AND finished_at IS NULL', [
      taskId,
    ]);
    for (const { id } of open)
      await this.durable.send(id, { id: 'task.over', event: { type: 'run.cancelRequested' } }, tx);
  }

  /** The job is there if and only if the model is told of it. @throws TOOL_NOT_FOUND, TOOL_INPUT_INVALID */
  async start(
    { companyId, runId, path, input }: Pick<StepContext, 'companyId' | 'runId' | 'path' | 'input'>,
    asked: { name: string; input: unknown },
  ): Promise<StepOutcome> {
    const { agentId, userId, conversation } = input as TaskInput;
    const tool = await this.toolbox.check(companyId, asked.name, asked.input);
    const job = {
      id: newId('job'),
      tool: tool.name,
      input: asked.input,
      effect: tool.effectOf(asked.input),
      outside: tool.outside,
      userId,
      agentId,
      taskId: runId,
      conversationId: conversation?.id ?? null,
      webhookUrl: conversation?.webhookUrl ?? null,
    };
    // Without a conversation nothing could come later: the call waits for the job, which costs no worker.
    if (!conversation) {
      const write = async (tx: SqlTransaction) => void (await this.starter.start(tx, companyId, { ...job, path }));
      return { kind: 'suspended', wait: { job: job.id }, write };
    }
    const output = { jobId: job.id, status: 'queued' };
    return { kind: 'succeeded', output, write: async (tx) => void (await this.starter.start(tx, companyId, job)) };
  }
}
