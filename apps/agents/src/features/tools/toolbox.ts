import { Injectable } from '@nestjs/common';
import { AppError, type Page, type PageQuery, type Tool, type ToolSpec } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { decodeCursor, encodeCursor } from '#libs/platform/database';
import { isAllowed, toolName, type AgentTool } from './agent-tools.js';
import { BuiltInTools } from './built-in-tools.js';
import { CustomToolSource } from './custom/custom-tool-source.js';
import { plainName, type CallableTool, type ResolvedTool, type ToolCall, type ToolSource } from './tool-source.js';

const order = 'tools by name';

export interface ToolQuery extends PageQuery {
  search?: string | undefined;
  source?: 'builtin' | 'custom' | undefined;
  status?: Tool['status'] | undefined;
}

/** All tools of a company: what they are, and one call of one. */
@Injectable()
export class Toolbox {
  private readonly sources: readonly ToolSource[];

  constructor(
    private readonly builtIn: BuiltInTools,
    private readonly custom: CustomToolSource,
    private readonly trail: AuditTrail,
  ) {
    this.sources = [builtIn, custom];
  }

  /** By name. */
  async list(companyId: string, { limit, cursor, search, source, status }: ToolQuery): Promise<Page<Tool>> {
    const after = cursor === undefined ? '' : String(decodeCursor(order, cursor, 1)[0]);
    const page = { after, limit: limit + 1, search, status };
    const asked = source === undefined ? this.sources : [source === 'builtin' ? this.builtIn : this.custom];
    const found = (await Promise.all(asked.map((each) => each.list(companyId, page)))).flat();
    found.sort((one, other) => (one.name < other.name ? -1 : 1));
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? encodeCursor(order, [items.at(-1)!.name]) : null };
  }

  /** By id or name. @throws TOOL_NOT_FOUND naming the built-in ones */
  async resolve(companyId: string, idOrName: string): Promise<ResolvedTool> {
    return (await this.require(companyId, idOrName)).tool;
  }

  /** A tool as a document names it: by id, by name, or by what people call it. */
  async find(
    companyId: string,
    { id, name }: { id?: string | undefined; name?: string | undefined },
  ): Promise<ResolvedTool | undefined> {
    for (const wanted of [id, name]) {
      const found = wanted === undefined ? undefined : await this.lookUp(companyId, wanted);
      if (found) return found.tool;
    }
    const plain = name === undefined ? '' : plainName(name);
    if (plain === '') return undefined;
    for (const source of this.sources) {
      const found = await source.findPlain(companyId, plain);
      if (found) return found;
    }
    return undefined;
  }

  /** What a model is told about the tools that an agent may use; of those that are gone or wait for approval, nothing. */
  async specs(companyId: string, tools: readonly AgentTool[]): Promise<ToolSpec[]> {
    const names = [...new Set(tools.map(toolName))].filter((name) => isAllowed(tools, name));
    const found = await Promise.all(names.map((name) => this.lookUp(companyId, name)));
    return found.flatMap((entry) => {
      if (entry?.tool.status !== 'active') return [];
      const { name, description, inputSchema } = entry.tool;
      return [{ name, description, inputSchema }];
    });
  }

  /** Whether the tool would take this input. @throws TOOL_NOT_FOUND, TOOL_INPUT_INVALID */
  async check(companyId: string, idOrName: string, input: unknown): Promise<ResolvedTool> {
    const { tool, check } = await this.require(companyId, idOrName);
    check(input);
    return tool;
  }

  /** @throws TOOL_NOT_FOUND, TOOL_INPUT_INVALID, TOOL_FAILED, TOOL_UNAVAILABLE, TOOL_IN_REVIEW */
  async call(companyId: string, idOrName: string, input: unknown, call: ToolCall): Promise<unknown> {
    const { tool, run } = await this.require(companyId, idOrName);
    if (tool.effectOf(input) !== 'effectful') return run(input, call);
    try {
      const output = await run(input, call);
      this.tell(companyId, tool, call, 'effect.called');
      return output;
    } catch (error) {
      this.tell(companyId, tool, call, 'effect.failed', { error: String(error) });
      throw error;
    }
  }

  /** What a tool does to the world stands in the audit log, also where it failed: it may have acted. */
  private tell(companyId: string, tool: Tool, { caller, origin = {} }: ToolCall, action: string, facts = {}): void {
    const run = origin.runId ?? origin.taskId;
    const userId = caller.userId === undefined ? {} : { userId: caller.userId };
    this.trail.tellSoon({
      companyId,
      action,
      ...(run === undefined ? {} : { actor: { type: 'run' as const, id: run, ...userId } }),
      target: { type: 'tool', id: tool.id, label: tool.name },
      facts: { ...origin, ...facts },
    });
  }

  private async require(companyId: string, idOrName: string): Promise<CallableTool> {
    const found = await this.lookUp(companyId, idOrName);
    if (found) return found;
    const { items } = await this.list(companyId, { limit: 100 });
    throw new AppError('TOOL_NOT_FOUND', {
      detail: `There is no tool "${idOrName}". There are: ${items.map(({ name }) => name).join(', ')}`,
    });
  }

  /** By id or name. */
  async lookUp(companyId: string, idOrName: string): Promise<CallableTool | undefined> {
    for (const source of this.sources) {
      const found = await source.find(companyId, idOrName);
      if (found) return found;
    }
    return undefined;
  }
}
