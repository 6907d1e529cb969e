import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  agentsRpc,
  AppError,
  newId,
  type Caller,
  type createWidget,
  type In,
  type Page,
  type PageQuery,
  type updateWidget,
  type Widget,
} from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { ChatRepository } from '../chats/chat.repository.js';
import { publicUrl } from '../triggers/public-url.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { widgetEntity, type WidgetRow } from './widget.entity.js';

const freshPublicId = () => randomBytes(16).toString('base64url');

/** Chat widgets, as members keep them. */
@Injectable()
export class WidgetsService {
  private readonly rows: TenantRepository<WidgetRow>;

  constructor(
    private readonly db: Database,
    private readonly workflows: WorkflowRepository,
    private readonly chats: ChatRepository,
    private readonly rpc: RpcClient,
    @Inject(publicUrl) private readonly address: string,
  ) {
    this.rows = new TenantRepository(db, widgetEntity);
  }

  async list({ companyId }: Caller, page: PageQuery): Promise<Page<Widget>> {
    const found = await this.rows.page(companyId, { ...page, order: ['id', 'desc'] });
    return { items: await Promise.all(found.items.map((row) => this.view(row))), nextCursor: found.nextCursor };
  }

  /** @throws WORKFLOW_NOT_FOUND, AGENT_NOT_FOUND */
  async create(caller: Caller, { target, title, ...body }: In<typeof createWidget>['body']): Promise<Widget> {
    const { companyId } = caller;
    await this.assertOwn(caller, target);
    const row: WidgetRow = {
      ...body,
      id: newId('widget'),
      companyId,
      kind: target.kind,
      targetId: target.id,
      publicId: freshPublicId(),
      title: title ?? body.name.slice(0, 60),
      origins: [...new Set(body.origins)],
      createdAt: await this.db.now(),
    };
    await this.rows.insert(companyId, row);
    return this.view(row);
  }

  /** @throws WIDGET_NOT_FOUND */
  update(caller: Caller, id: string, changes: In<typeof updateWidget>['body']): Promise<Widget> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    return this.change(caller, id, given);
  }

  /** @throws WIDGET_NOT_FOUND */
  rotate(caller: Caller, id: string): Promise<Widget> {
    return this.change(caller, id, { publicId: freshPublicId() });
  }

  /** What was said stays. @throws WIDGET_NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    if ((await this.rows.delete(companyId, { id })) === 0) throw new AppError('WIDGET_NOT_FOUND');
  }

  /** By its public id: one that is on, of a company that is not deactivated. @throws WIDGET_NOT_FOUND, whatever the reason */
  async open(publicId: string): Promise<WidgetRow> {
    const [found] = await this.db.query<{ id: string; company_id: string }>(
      'SELECT w.id, w.company_id FROM widgets w JOIN companies c ON c.id = w.company_id ' +
        'WHERE w.public_id = ? AND w.enabled = 1 AND c.deactivated_at IS NULL',
      [publicId],
    );
    const row = found && (await this.rows.get(found.company_id, found.id));
    if (!row) throw new AppError('WIDGET_NOT_FOUND');
    return row;
  }

  private async change({ companyId }: Caller, id: string, changes: Partial<WidgetRow>): Promise<Widget> {
    if (!(await this.rows.get(companyId, id))) throw new AppError('WIDGET_NOT_FOUND');
    await this.rows.update(companyId, { id }, changes);
    return this.view((await this.rows.get(companyId, id))!);
  }

  private async assertOwn(caller: Caller, { kind, id }: Widget['target']): Promise<void> {
    if (kind === 'workflow') return void (await this.workflows.require(caller.companyId, id));
    const { agents } = await this.rpc.call(agentsRpc.known, { agents: [id], tools: [] }, { caller });
    if (agents.length === 0) throw new AppError('AGENT_NOT_FOUND');
  }

  private async view(row: WidgetRow): Promise<Widget> {
    const { companyId, kind, targetId, createdAt, ...shown } = row;
    return {
      ...shown,
      target: { kind, id: targetId },
      snippet: `<script async src="${this.address}/embed/widget.js" data-widget="${row.publicId}"></script>`,
      chats: await this.chats.count(companyId, { widgetId: row.id }),
      createdAt: new Date(createdAt).toISOString(),
    };
  }
}
