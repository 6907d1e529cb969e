import { Injectable } from '@nestjs/common';
import { filterFault } from '#libs/catalog/kit/event-filter';
import { channels as defs } from '#libs/catalog/channels/defs';
import { parseAssignee } from '#libs/catalog/kit';
import {
  AppError,
  newId,
  type Caller,
  type createWatcher,
  type In,
  type Page,
  type PageQuery,
  type updateWatcher,
  type Watcher,
} from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { ChannelsService } from '../channels/channels.service.js';
import { watchedEvents } from './watched-events.js';
import { watcherEntity, type WatcherRow } from './watcher.entity.js';
import { WatcherNotices } from './watcher-notices.js';

const iso = (ms: number) => new Date(ms).toISOString();
const view = ({ companyId: _company, armed: _armed, event, people, ways, ...row }: WatcherRow): Watcher => ({
  ...row,
  on: event,
  to: people,
  by: ways,
  lastFiredAt: row.lastFiredAt === null ? null : iso(row.lastFiredAt),
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

type Changes = In<typeof updateWatcher>['body'];
/** By the names of the columns; what is not given stays as it is. */
const columnsOf = ({ on, to, by, ...same }: Changes): Partial<WatcherRow> =>
  Object.fromEntries(
    Object.entries({ ...same, event: on, people: to, ways: by }).filter(([, value]) => value !== undefined),
  );

/** Rules of a company that tell people, rooms and webhooks what happened. */
@Injectable()
export class WatchersService {
  private readonly rows: TenantRepository<WatcherRow>;

  constructor(
    private readonly db: Database,
    private readonly channels: ChannelsService,
    private readonly notices: WatcherNotices,
  ) {
    this.rows = new TenantRepository(db, watcherEntity);
  }

  async list(caller: Caller, page: PageQuery): Promise<Page<Watcher>> {
    const found = await this.rows.page(caller.companyId, page);
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** @throws VALIDATION_FAILED naming the field, CHANNEL_NOT_FOUND */
  async create({ companyId }: Caller, given: In<typeof createWatcher>['body']): Promise<Watcher> {
    await this.check(companyId, given);
    const now = await this.db.now();
    const row = {
      ...columnsOf(given),
      ...{ id: newId('watcher'), companyId, armed: true, lastFiredAt: null, firedCount: 0, heldBack: 0 },
      ...{ lastError: null, createdAt: now, updatedAt: now },
    } as WatcherRow;
    await this.rows.insert(companyId, row);
    return view(row);
  }

  /** @throws WATCHER_NOT_FOUND, VALIDATION_FAILED naming the field, CHANNEL_NOT_FOUND */
  async update({ companyId }: Caller, id: string, changes: Changes): Promise<Watcher> {
    const before = await this.require(companyId, id);
    await this.check(companyId, { ...view(before), ...changes });
    const set = { ...columnsOf(changes), armed: true, lastError: null, updatedAt: await this.db.now() };
    await this.rows.update(companyId, { id }, set);
    return view(await this.require(companyId, id));
  }

  /** @throws WATCHER_NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    if ((await this.rows.delete(companyId, { id })) === 0) throw new AppError('WATCHER_NOT_FOUND');
  }

  /** Tells everybody whom it tells, once. @throws WATCHER_NOT_FOUND */
  async try({ companyId }: Caller, id: string): Promise<{ deliveryIds: string[]; problems: string[] }> {
    const row = await this.require(companyId, id);
    const { type = row.event, sample } = watchedEvents[row.event];
    const occasion = { id: newId('message'), on: row.event, type, at: new Date().toISOString(), data: sample() };
    return this.notices.tell(row, { watcherId: id, occasion, heldBack: 0, since: null });
  }

  private async require(companyId: string, id: string): Promise<WatcherRow> {
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('WATCHER_NOT_FOUND');
    return row;
  }

  /** What the contract cannot know. */
  private async check(companyId: string, given: Pick<Watcher, 'filter' | 'to' | 'channelIds'>): Promise<void> {
    const issues: { path: string; message: string }[] = [];
    const fault = given.filter === null ? undefined : filterFault(given.filter);
    if (fault !== undefined) issues.push({ path: 'filter', message: fault });
    given.to.forEach((name, index) => {
      if (!parseAssignee(name))
        issues.push({
          path: `to.${index}`,
          message: `"${name}" is nobody: expected role:x, user:id or an e-mail address`,
        });
    });
    if (given.to.length + given.channelIds.length === 0)
      issues.push({ path: 'to', message: 'expected somebody: people, or a Slack room or webhook' });
    for (const [index, channelId] of given.channelIds.entries()) {
      const kind = await this.channels.kindOf(companyId, channelId);
      if (kind === undefined) throw new AppError('CHANNEL_NOT_FOUND');
      if (defs[kind].carries === 'email')
        issues.push({
          path: `channelIds.${index}`,
          message: 'expected a Slack room or a webhook; mail goes to people',
        });
    }
    if (issues.length > 0) throw new AppError('VALIDATION_FAILED', { issues });
  }
}
