import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { channels as defs } from '#libs/catalog/channels/defs';
import type { ChannelId } from '#libs/catalog/kit';
import {
  AppError,
  newId,
  type Caller,
  type channel,
  type channelConfig,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { SecretBox } from '#libs/platform/security';
import type { ChannelsConfig } from '../../config.js';
import { channelEntity, type ChannelRow } from './channel.entity.js';

/** Token of the operator's channels. */
export const operatorChannels = Symbol('operator channels');

type Shown = z.infer<typeof channel>;
type Given = z.infer<typeof channelConfig>;

/** How a message goes out. */
export interface ChosenChannel {
  config: Record<string, unknown>;
  /** The operator set it up, private hosts included; a company's own channel stays under the egress policy. */
  byOperator: boolean;
}

const owner = (companyId: string, id: string) => ({ companyId, id, purpose: 'channels' });
const view = ({ id, kind, name, summary, createdAt }: ChannelRow): Shown => ({
  id,
  kind,
  name,
  summary,
  createdAt: new Date(createdAt).toISOString(),
});

@Injectable()
export class ChannelsService {
  private readonly rows: TenantRepository<ChannelRow>;

  constructor(
    private readonly db: Database,
    private readonly box: SecretBox,
    @Inject(operatorChannels) private readonly operator: ChannelsConfig,
  ) {
    this.rows = new TenantRepository(db, channelEntity);
  }

  async list(caller: Caller, page: PageQuery): Promise<Page<Shown>> {
    const found = await this.rows.page(caller.companyId, page);
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** @throws VALIDATION_FAILED naming the field that the channel itself refuses */
  async create(caller: Caller, { kind, name, ...given }: Given): Promise<Shown> {
    const parsed = defs[kind].config.safeParse(given);
    if (!parsed.success)
      throw new AppError('VALIDATION_FAILED', {
        issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
      });
    const id = newId('channel');
    const summary = (defs[kind].summary as (config: unknown) => string)(parsed.data);
    const row: ChannelRow = {
      id,
      companyId: caller.companyId,
      kind,
      name,
      summary,
      sealedConfig: this.box.seal(JSON.stringify(parsed.data), owner(caller.companyId, id)),
      createdAt: await this.db.now(),
    };
    await this.rows.insert(caller.companyId, row);
    return view(row);
  }

  /** @throws CHANNEL_NOT_FOUND */
  async delete(caller: Caller, id: string): Promise<void> {
    if ((await this.rows.delete(caller.companyId, { id })) === 0) throw new AppError('CHANNEL_NOT_FOUND');
  }

  /** With its secrets, for whoever sends. @throws CHANNEL_NOT_FOUND */
  async opened({ companyId }: Caller, id: string): Promise<{ kind: Given['kind']; config: ChosenChannel['config'] }> {
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('CHANNEL_NOT_FOUND');
    return { kind: row.kind, config: this.configOf(row) };
  }

  /** How a message goes out now: by the company's newest channel, else by the operator's; undefined when there is none. */
  async chosenFor(companyId: string, channel: ChannelId): Promise<ChosenChannel | undefined> {
    if (channel === 'in_app' || channel === 'webhook') return { config: {}, byOperator: false };
    const [own] = await this.rows.find(companyId, { where: { kind: channel }, order: { id: 'desc' }, limit: 1 });
    if (!own) return this.ofOperator(channel);
    return { config: this.configOf(own), byOperator: false };
  }

  private configOf({ companyId, id, sealedConfig }: ChannelRow): ChosenChannel['config'] {
    return JSON.parse(this.box.open(sealedConfig, owner(companyId, id))) as ChosenChannel['config'];
  }

  private ofOperator(channel: 'email' | 'slack'): ChosenChannel | undefined {
    const { smtpUrl, mailFrom, slackWebhookUrl } = this.operator;
    if (channel === 'email')
      return smtpUrl === undefined ? undefined : { config: { smtpUrl, from: mailFrom }, byOperator: true };
    return slackWebhookUrl === undefined ? undefined : { config: { webhookUrl: slackWebhookUrl }, byOperator: true };
  }
}
