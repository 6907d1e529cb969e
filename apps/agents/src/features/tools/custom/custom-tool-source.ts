import { Injectable } from '@nestjs/common';
import { AppError, type Tool } from '#libs/contracts';
import { contains, sqlCondition } from '#libs/platform/database';
import type { CallableTool, ResolvedTool, ToolCall, ToolPage, ToolSource } from '../tool-source.js';
import { CustomToolRepository } from './custom-tool.repository.js';
import { CustomToolRunner } from './custom-tool-runner.js';
import { McpImport } from './mcp-import.js';
import type { CustomToolRow } from './custom-tool.entity.js';
import { customToolView, isApproved } from './tool-content.js';

/** The tools that the company made itself. */
@Injectable()
export class CustomToolSource implements ToolSource {
  constructor(
    private readonly rows: CustomToolRepository,
    private readonly runner: CustomToolRunner,
    private readonly imports: McpImport,
  ) {}

  async find(companyId: string, idOrName: string): Promise<CallableTool | undefined> {
    const row = await this.rows.byIdOrName(companyId, idOrName);
    return (
      row && {
        tool: resolved(row),
        check: (input) => this.runner.check(row.content, input),
        run: (input, call) => this.run(row, input, call),
      }
    );
  }

  async findPlain(companyId: string, plainName: string): Promise<ResolvedTool | undefined> {
    const row = await this.rows.findOne(companyId, { plainName });
    return row && resolved(row);
  }

  async list(companyId: string, { after, limit, search, status }: ToolPage): Promise<Tool[]> {
    const items: Tool[] = [];
    // Whether a tool is approved is told by its hash, which only this code can compare: those of the other status are passed over.
    for (let from = after, isMore = true; isMore && items.length < limit;) {
      const where = {
        name: sqlCondition((column) => `${column} > :afterName`, { afterName: from }),
        ...(search === undefined ? {} : { content: contains(search) as never }),
      };
      const rows = await this.rows.find(companyId, { where, order: { name: 'asc' }, limit });
      items.push(...rows.map(toolView).filter((tool) => status === undefined || tool.status === status));
      isMore = rows.length === limit;
      from = rows.at(-1)?.name ?? from;
    }
    return items.slice(0, limit);
  }

  private async run(row: CustomToolRow, input: unknown, call: ToolCall): Promise<unknown> {
    if (!isApproved(row)) throw waits(row.name);
    try {
      return await this.runner.run(row.content, input, call);
    } catch (error) {
      if (AppError.is(error, 'TOOL_IN_REVIEW') && error.details['isChanged'] === true)
        await this.imports.noteChange(call.caller, row, call.signal);
      throw error;
    }
  }
}

const waits = (name: string) =>
  new AppError('TOOL_IN_REVIEW', { detail: `${name} cannot be called: nobody has approved it as it is now` });

const resolved = (row: CustomToolRow): ResolvedTool => ({ ...toolView(row), effectOf: () => row.content.effect });

function toolView(row: CustomToolRow): Tool {
  const {
    definition: _d,
    timeoutMs: _t,
    version: _v,
    hash: _h,
    etag: _e,
    createdAt: _c,
    updatedAt: _u,
    ...tool
  } = customToolView(row);
  return tool;
}
