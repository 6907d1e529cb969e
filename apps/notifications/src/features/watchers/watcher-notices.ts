import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { channels as defs } from '#libs/catalog/channels/defs';
import { AppError, type Caller } from '#libs/contracts';
import { Durable, type DurableCommand } from '#libs/durable';
import { Database, TenantRepository } from '#libs/platform/database';
import { ChannelsService } from '../channels/channels.service.js';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { DeliveryDecider, type DeliveryEvent, type DeliveryState } from '../deliveries/delivery-decider.js';
import { NoticesService } from '../preferences/notices.service.js';
import { publicUrl } from '../preferences/public-url.js';
import { TemplateUse } from '../templates/template-use.js';
import { watchedEvents } from './watched-events.js';
import { watcherEntity, type WatcherRow } from './watcher.entity.js';
import type { Occasion } from './watcher-firing.js';

export const watcherNoticeKind = 'watcher-notice';

/** What a watcher that fired has to tell. */
export interface WatcherNotice {
  watcherId: string;
  occasion: Occasion;
  /** How often it was silent before, and since when (epoch ms). */
  heldBack: number;
  since: number | null;
}

type Told = { deliveryIds: string[]; problems: string[] };

/** Tells those whom a watcher names. Durable, as notices of the inbox are; two watchers of one event tell a person once. */
@Injectable()
export class WatcherNotices implements OnModuleInit {
  private readonly rows: TenantRepository<WatcherRow>;

  constructor(
    db: Database,
    private readonly durable: Durable,
    private readonly deliveries: DeliveriesService,
    private readonly notices: NoticesService,
    private readonly words: TemplateUse,
    private readonly channels: ChannelsService,
    @Inject(publicUrl) private readonly home: string,
  ) {
    this.rows = new TenantRepository(db, watcherEntity);
  }

  onModuleInit(): void {
    this.durable.define<DeliveryState, DeliveryEvent, DurableCommand>({
      kind: watcherNoticeKind,
      decider: () => Promise.resolve(new DeliveryDecider()),
      execute: async (_command, { input, companyId }) => {
        await this.fired(companyId, input as WatcherNotice);
        return { kind: 'succeeded', output: null };
      },
    });
  }

  private async fired(companyId: string, notice: WatcherNotice): Promise<void> {
    const row = await this.rows.get(companyId, notice.watcherId);
    if (!row) return;
    const { problems } = await this.tell(row, notice);
    await this.rows.update(companyId, { id: row.id }, { lastError: problems.join('\n') || null });
  }

  /** Whoever cannot be told does not keep the others from it. @throws what may be better soon */
  async tell(row: WatcherRow, notice: WatcherNotice): Promise<Told> {
    const caller: Caller = { kind: 'service', companyId: row.companyId, role: 'operator' };
    const { occasion } = notice;
    const { text, ...said } = watchedEvents[occasion.on].say(occasion.data as never);
    const body = [text, silence(notice)].filter((part) => part !== '').join('\n\n');
    const told: Told = { deliveryIds: [], problems: [] };
    const tried = async (act: () => Promise<{ deliveryIds: string[]; warnings: string[] }>) => {
      try {
        const { deliveryIds, warnings } = await act();
        told.deliveryIds.push(...deliveryIds);
        told.problems.push(...warnings);
      } catch (error) {
        if (!AppError.is(error) || error.retry !== 'never') throw error;
        told.problems.push(error.message);
      }
    };
    const { people: to, ways: by } = row;
    const key = { key: occasion.id, event: occasion.on };
    const fact = { at: occasion.at, data: occasion.data };
    if (to.length > 0) await tried(() => this.notices.tell(caller, { ...key, ...said, ...fact, text: body, to, by }));
    for (const channelId of row.channelIds)
      await tried(async () => {
        const kind = await this.channels.kindOf(caller.companyId, channelId);
        if (kind === undefined) throw new AppError('CHANNEL_NOT_FOUND', { detail: 'A channel that it tells is gone' });
        const { carries } = defs[kind];
        const request = { ...key, channel: carries, channelId, to: [], ...(said.runId ? { runId: said.runId } : {}) };
        if (carries !== 'slack')
          return this.deliveries.send(caller, {
            ...request,
            subject: said.subject,
            text: body,
            payload: payloadOf(row, notice),
          });
        const link = said.link === undefined ? {} : { link: `${this.home}${said.link}` };
        const facts = { subject: said.subject, text: body, ...link, event: { type: occasion.on, ...fact } };
        return this.deliveries.send(caller, { ...request, ...(await this.words.word(row.companyId, 'slack', facts)) });
      });
    return told;
  }
}

/** What a webhook gets, in the shape that Standard Webhooks advise. */
const payloadOf = ({ id, name }: WatcherRow, { occasion, heldBack }: WatcherNotice) => ({
  type: occasion.on,
  timestamp: occasion.at,
  data: { ...(occasion.data as object), watcher: { id, name }, heldBack },
});

const silence = ({ heldBack, since }: WatcherNotice): string =>
  heldBack === 0 || since === null
    ? ''
    : `${heldBack} more since ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC, held back by the throttle.`;
