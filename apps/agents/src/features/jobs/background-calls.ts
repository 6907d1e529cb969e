import { Injectable } from '@nestjs/common';
import { newId } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import type { TaskInput } from '../tasks/task.entity.js';
import { toolName, type AgentTool } from '../tools/agent-tools.js';
import type { ResolvedTool } from '../tools/tool-source.js';
import { Toolbox } from '../tools/toolbox.js';
import { JobStarter } from './job-starter.js';

/** Whether an agent calls a tool in the background: as its entry says, else as the tool is. */
export function isInBackground(tools: readonly AgentTool[], tool: Pick<ResolvedTool, 'name' | 'async'>): boolean {
  const said = tools.flatMap((entry) => {
    const { async } = typeof entry === 'string' ? {} : (entry as { async?: boolean });
    return toolName(entry) === tool.name && async !== undefined ? [async] : [];
  });
  return said.at(-1) ?? tool.async;
}

/** Calls of agents that go on in the background: the model gets a job's id at once, and the result becomes a message later. */
@Injectable()
export class BackgroundCalls {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly starter: JobStarter,
  ) {}

  /** The job is there if and only if the model is told of it. @throws TOOL_NOT_FOUND, TOOL_INPUT_INVALID */
  async start(
    { companyId, runId, input }: Pick<StepContext, 'companyId' | 'runId' | 'input'>,
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
    return {
      kind: 'succeeded',
      output: { jobId: job.id, status: 'queued' },
      write: async (tx) => void (await this.starter.start(tx, companyId, job)),
    };
  }
}
