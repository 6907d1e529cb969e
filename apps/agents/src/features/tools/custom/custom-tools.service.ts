import { Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  toolAccessRpc,
  type Caller,
  type createTool,
  type CustomTool,
  type In,
  type PageQuery,
  type updateTool,
} from '#libs/contracts';
import { tools as builtIn } from '#libs/catalog/tools/defs';
import { Database } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { plainName } from '../tool-source.js';
import type { CustomToolRow, ToolContent } from './custom-tool.entity.js';
import { CustomToolRepository, nameTaken } from './custom-tool.repository.js';
import { ToolCheck } from './tool-check.js';
import { customToolView, hashOf, toolEtag, usualFacts } from './tool-content.js';

const mostTools = 500;

type NewTool = In<typeof createTool>['body'];
type Changes = In<typeof updateTool>['body'];

/** The tools that a company makes itself: what they are, their versions, and who approved them. */
@Injectable()
export class CustomToolsService {
  constructor(
    private readonly db: Database,
    private readonly rows: CustomToolRepository,
    private readonly check: ToolCheck,
    private readonly rpc: RpcClient,
  ) {}

  /** A person's tool can be called at once, unless it is to be reviewed. @throws TOOL_INVALID, TOOL_NAME_TAKEN, LIMIT_EXCEEDED, CREDENTIAL_… */
  create(
    caller: Caller,
    { review, title, outputSchema = null, effect, outside, ...rest }: NewTool,
  ): Promise<CustomTool> {
    const usual = usualFacts(rest.definition);
    const content = {
      ...rest,
      title: title ?? titleOf(rest.name),
      outputSchema,
      effect: effect ?? usual.effect,
      outside: outside ?? usual.outside,
    };
    return this.keep(caller, content, { review });
  }

  /**
   * Keeps a tool. What no person asked for waits for approval (A12).
   * @throws TOOL_INVALID, TOOL_NAME_TAKEN, LIMIT_EXCEEDED, CREDENTIAL_NOT_FOUND, CREDENTIAL_UNFIT
   */
  async keep(caller: Caller, content: ToolContent, { review = false } = {}): Promise<CustomTool> {
    const { companyId, userId = null } = caller;
    if (Object.hasOwn(builtIn, content.name)) throw nameTaken(content.name);
    await this.check.assertFit(companyId, content);
    if ((await this.rows.count(companyId)) >= mostTools)
      throw new AppError('LIMIT_EXCEEDED', { detail: `A company may have ${mostTools} tools`, limit: 'tools' });
    const isApproved = !review && caller.kind === 'user';
    const now = await this.db.now();
    const row: CustomToolRow = {
      id: newId('tool'),
      companyId,
      name: content.name,
      plainName: plainName(content.name),
      content,
      approvedHash: isApproved ? hashOf(content) : null,
      approvedBy: isApproved ? userId : null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.rows.create(row, userId);
    return customToolView(row);
  }

  /** @throws TOOL_NOT_FOUND, TOOL_BUILT_IN */
  async require(companyId: string, idOrName: string): Promise<CustomToolRow> {
    const row = await this.rows.byIdOrName(companyId, idOrName);
    if (row) return row;
    throw new AppError(Object.hasOwn(builtIn, idOrName) ? 'TOOL_BUILT_IN' : 'TOOL_NOT_FOUND');
  }

  /** A person's change of an approved tool is approved with it. @throws as `create`, TOOL_IN_USE for the name of one that is used */
  async update(caller: Caller, idOrName: string, changes: Changes, ifMatch: string | undefined): Promise<CustomTool> {
    const row = await this.require(caller.companyId, idOrName);
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== toolEtag(row))
      throw new AppError('PRECONDITION_FAILED', {
        detail: 'The tool was changed by somebody else',
        etag: toolEtag(row),
      });
    if (changes.definition && row.content.definition.kind === 'mcp')
      throw invalid('definition', 'is what the server says: refresh the tool instead');
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const content = { ...row.content, ...(given as Partial<ToolContent>) };
    if (content.name !== row.name) {
      if (Object.hasOwn(builtIn, content.name)) throw nameTaken(content.name);
      await this.assertUnused(caller, row);
    }
    return this.replace(caller, row, content, caller.kind === 'user' && customToolView(row).status === 'active');
  }

  /** The next version of a tool. @throws TOOL_INVALID, TOOL_NAME_TAKEN, PRECONDITION_FAILED */
  async replace(caller: Caller, row: CustomToolRow, content: ToolContent, isApproved: boolean): Promise<CustomTool> {
    await this.check.assertFit(caller.companyId, content);
    const { userId = null } = caller;
    const next: CustomToolRow = {
      ...row,
      name: content.name,
      plainName: plainName(content.name),
      content,
      ...(isApproved ? { approvedHash: hashOf(content), approvedBy: userId } : {}),
      version: row.version + 1,
      updatedAt: await this.db.now(),
    };
    await this.rows.change(row, next, userId);
    return customToolView(next);
  }

  /** The approval counts for exactly what was looked at. @throws TOOL_NOT_FOUND, TOOL_BUILT_IN, PRECONDITION_FAILED for another hash */
  async approve(caller: Caller, idOrName: string, hash: string): Promise<CustomTool> {
    const row = await this.require(caller.companyId, idOrName);
    const { userId = null } = caller;
    const refused = () =>
      new AppError('PRECONDITION_FAILED', { detail: 'The tool is another one than the one that was looked at' });
    if (hash !== hashOf(row.content)) throw refused();
    const changes = { approvedHash: hash, approvedBy: userId };
    if ((await this.rows.update(caller.companyId, { id: row.id, version: row.version }, changes)) === 0)
      throw refused();
    return customToolView({ ...row, ...changes });
  }

  /** @throws TOOL_NOT_FOUND, TOOL_BUILT_IN, TOOL_IN_USE naming agents and workflows */
  async remove(caller: Caller, idOrName: string, isForced: boolean): Promise<void> {
    const row = await this.require(caller.companyId, idOrName);
    if (!isForced) await this.assertUnused(caller, row);
    await this.rows.remove(caller.companyId, row.id);
  }

  async versions(caller: Caller, idOrName: string, page: PageQuery) {
    const { id } = await this.require(caller.companyId, idOrName);
    const { items, nextCursor } = await this.rows.versionsOf(caller.companyId, id, page);
    return {
      items: items.map(({ version, hash, content, createdBy, createdAt }) => ({
        version,
        hash,
        tool: { ...content },
        createdBy,
        createdAt: new Date(createdAt).toISOString(),
      })),
      nextCursor,
    };
  }

  private async assertUnused(caller: Caller, row: CustomToolRow): Promise<void> {
    const agents = await this.rows.agentsUsing(caller.companyId, row);
    const { workflows } = await this.rpc.call(toolAccessRpc.toolUses, { tools: [row.id, row.name] }, { caller });
    if (agents.length + workflows.length === 0) return;
    const names = [...agents, ...workflows].map(({ name }) => name).join(', ');
    throw new AppError('TOOL_IN_USE', { detail: `${row.name} is used by ${names}`, agents, workflows });
  }
}

const invalid = (path: string, message: string) =>
  new AppError('TOOL_INVALID', { detail: `${path}: ${message}`, issues: [{ path, message }] });

/** `look_up_order` → `Look up order`. */
export const titleOf = (name: string): string => {
  const words = name.replace(/_+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
