import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError, type Caller, type ToolRequest } from '#libs/contracts';
import {
  Durable,
  OneStepDecider,
  type DurableCommand,
  type OneStepEvent,
  type OneStepState,
  type StepContext,
  type StepOutcome,
} from '#libs/durable';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { AgentsService } from '../agents/agents.service.js';
import { toolName } from '../tools/agent-tools.js';
import { ToolSettingsService } from '../tools/settings/tool-settings.service.js';
import { Toolbox } from '../tools/toolbox.js';
import { lentTool } from './orchestrator.js';
import { ServerTools } from './server-tools.js';
import { ToolMatch } from './tool-match.js';
import type { ToolRequestRow } from './tool-request.entity.js';
import { supplyKind, ToolRequestsService, type SupplyInput } from './tool-requests.service.js';
import { ToolWriter } from './tool-writer.js';

const limits = { maxAttempts: 4, firstPauseMs: 2000, timeoutMs: 800_000 };

type End = Parameters<ToolRequestsService['close']>[1];

/** Finds a tool that was missing: among the company's, on MCP servers in use, or by a model that writes it. */
@Injectable()
export class ToolSupply implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly requests: ToolRequestsService,
    private readonly toolbox: Toolbox,
    private readonly match: ToolMatch,
    private readonly servers: ServerTools,
    private readonly settings: ToolSettingsService,
    private readonly writer: ToolWriter,
    private readonly agents: AgentsService,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const decider = new OneStepDecider(limits);
    this.durable.define<OneStepState, OneStepEvent, DurableCommand>({
      kind: supplyKind,
      decider: () => Promise.resolve(decider),
      execute: (_command, context) => this.execute(context),
    });
  }

  private async execute(context: StepContext): Promise<StepOutcome> {
    const { requestId, byAgent } = context.input as SupplyInput;
    const row = await this.requests.require(context.companyId, requestId);
    const end = await this.end(row, byAgent, context).catch((error: unknown): End => {
      const isFinal = AppError.is(error) && error.retry === 'never';
      if (!isFinal && context.attempt < limits.maxAttempts) throw error;
      this.logger.warn({ error, companyId: row.companyId, requestId }, 'a tool that was asked for could not be found');
      return { status: 'failed', reason: AppError.is(error) ? error.message : 'Something went wrong on our side' };
    });
    const kept = end.toolName ? await this.given(row, end.toolName) : '';
    await this.requests.close(row, { ...end, reason: `${end.reason}${kept}`.slice(0, 4000) });
    return { kind: 'succeeded', output: null };
  }

  private async end(row: ToolRequestRow, byAgent: boolean, { key, signal }: StepContext): Promise<End> {
    const caller = callerOf(row);
    const known = await this.known(caller, row);
    if (known) return known;
    const offered = await this.servers.take(caller, row, signal);
    if (offered) {
      const { tool, server } = offered;
      const reason = `The server ${server} offers it; a person has to approve it`;
      return { ...proposed(tool), source: 'server', reason };
    }
    const { writing } = await this.settings.get(caller);
    if (writing === 'nobody' || (byAgent && writing !== 'agents'))
      return { status: 'refused', reason: refusals[writing] };
    const origin = {
      ...(row.agentId === null ? {} : { agentId: row.agentId }),
      ...(row.taskId === null ? {} : { taskId: row.taskId }),
    };
    const written = await this.writer.write(caller, { wish: row, key, origin }, signal);
    const { attempts } = written;
    if (!written.tool) return { status: 'failed', source: 'model', attempts, reason: written.reason };
    const reason = `A model wrote it, and it passed its ${written.trials.length} cases in the sandbox; a person has to approve it`;
    return { ...proposed(written.tool), source: 'model', attempts, trials: written.trials, reason };
  }

  /** By the name it was asked for, else by what it is for. */
  private async known(caller: Caller, { name, purpose }: ToolRequestRow): Promise<End | undefined> {
    const named = await this.toolbox.find(caller.companyId, { name });
    const isActive = named?.status === 'active';
    if (named && !isActive)
      return { ...proposed(named), source: 'company', reason: 'It is there, and waits for a person who approves it' };
    const [best] = named ? [] : await this.match.active(caller, `${name.replaceAll('_', ' ')}. ${purpose}`);
    const tool = named ?? best?.tool;
    if (!tool) return undefined;
    const reason = best
      ? `The company has a tool that speaks of the same: ${best.words.join(', ') || 'it is near in meaning'}`
      : 'The company has a tool of this name';
    return { status: 'found', source: 'company', toolId: tool.id, toolName: tool.name, reason };
  }

  /** @returns why the agent does not get it */
  private async given(row: ToolRequestRow, tool: string): Promise<string> {
    try {
      await this.give(callerOf(row), row, tool);
      return '';
    } catch (error) {
      if (!AppError.is(error) || error.retry !== 'never') throw error;
      return `; the agent was not given it: ${error.message}`;
    }
  }

  /** Harmless before the approval: a tool that waits for it is neither told to models nor called. */
  private async give(caller: Caller, { agentId, taskId }: ToolRequestRow, tool: string): Promise<void> {
    // What is found in the middle of a task is lent for that task; what is asked for beforehand is for the agent.
    if (agentId === null || taskId !== null) return;
    const { tools, etag } = await this.agents.get(caller, agentId);
    if (tools.some((each) => toolName(each) === tool)) return;
    const { policy } = lentTool(await this.toolbox.resolve(caller.companyId, tool));
    const entry = policy === 'ask' ? { name: tool, policy } : tool;
    await this.agents.update(caller, agentId, { tools: [...tools, entry] }, etag);
  }
}

const proposed = ({ id, name }: { id: string; name: string }) => ({
  status: 'proposed' as const,
  toolId: id,
  toolName: name,
});

const refusals = {
  nobody: 'There is none, and the company lets nobody have tools written (settings of tools)',
  people: 'There is none, and agents at work may not have tools written (settings of tools)',
  agents: '',
} as const satisfies Record<string, string>;

/** The platform itself: what it keeps is approved by nobody yet. */
const callerOf = ({ companyId, requestedBy }: Pick<ToolRequestRow, 'companyId' | 'requestedBy'>): Caller => ({
  kind: 'service',
  companyId,
  role: 'operator',
  ...(requestedBy === null ? {} : { userId: requestedBy }),
});

/** What an agent is told that asked for a tool. */
export function answerTo({ status, tool, reason }: ToolRequest): { tool: string | null; message: string } {
  const name = tool?.name ?? null;
  if (status === 'found') return { tool: name, message: `${reason}. You can call ${name} from now on` };
  if (status === 'proposed')
    return { tool: null, message: `${name}: ${reason}. It cannot be called before that: go on without it` };
  if (status === 'searching') return { tool: null, message: 'It is still being looked for: go on without it' };
  return { tool: null, message: `${reason}. Go on without it` };
}
