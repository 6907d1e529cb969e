import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { channels as defs } from '#libs/catalog/channels/defs';
import type { ChannelId, MessageChannel } from '#libs/catalog/kit';
import {
  AppError,
  newId,
  type Caller,
  type channel,
  type channelConfig,
  type In,
  type Page,
  type PageQuery,
  type updateChannel,
} from '#libs/contracts';
import { Database, oneOf, TenantRepository } from '#libs/platform/database';
import { SecretUses } from '#libs/platform/audit';
import { Vault } from '#libs/platform/vault';
import type { ChannelsConfig } from '../../config.js';
import { ChannelCredentials } from './channel-credentials.js';
import { channelEntity, type ChannelRow } from './channel.entity.js';

/** Token of the operator's channels. */
export const operatorChannels = Symbol('operator channels');

type Shown = z.infer<typeof channel>;
type Given = z.infer<typeof channelConfig>;

/** How a message goes out. */
export interface ChosenChannel {
  /** What carries it. */
  kind: ChannelId;
  /** The company's own, and its name; absent for the operator's, and for what needs none. */
  own?: { id: string; name: string };
  config: Record<string, unknown>;
  /** Nothing goes out by one that is not. */
  enabled: boolean;
  /** The operator set it up, private hosts included; a company's own channel stays under the egress policy. */
  byOperator: boolean;
}

const owner = (companyId: string, id: string) => ({ companyId, id, purpose: 'channels' });
export const channelOwner = ({ companyId, id }: Pick<ChannelRow, 'companyId' | 'id'>) => owner(companyId, id);
const view = ({ id, kind, name, summary, enabled, disabledReason, createdAt }: ChannelRow): Shown => ({
  id,
  kind,
  name,
  summary,
  enabled,
  disabledReason,
  createdAt: new Date(createdAt).toISOString(),
});

@Injectable()
export class ChannelsService {
  private readonly rows: TenantRepository<ChannelRow>;

  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly uses: SecretUses,
    private readonly credentials: ChannelCredentials,
    @Inject(operatorChannels) private readonly operator: ChannelsConfig,
  ) {
    this.rows = new TenantRepository(db, channelEntity);
  }

  async list(caller: Caller, page: PageQuery): Promise<Page<Shown>> {
    const found = await this.rows.page(caller.companyId, page);
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** @throws VALIDATION_FAILED naming the field that the channel itself refuses; CREDENTIAL_NOT_FOUND, CREDENTIAL_UNFIT */
  async create(caller: Caller, { kind, name, ...given }: Given): Promise<Shown> {
    const credentialId = 'credential' in given ? (given.credential ?? null) : null;
    const parsed = defs[kind].config.safeParse(await this.credentials.filled(caller.companyId, given));
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
      sealedConfig: await this.vault.seal(
        JSON.stringify(credentialId === null ? parsed.data : given),
        owner(caller.companyId, id),
      ),
      createdAt: await this.db.now(),
      enabled: true,
      credentialId,
      disabledReason: null,
    };
    await this.rows.insert(caller.companyId, row);
    return view(row);
  }

  /** @throws CHANNEL_NOT_FOUND */
  async update({ companyId }: Caller, id: string, { name, enabled }: In<typeof updateChannel>['body']): Promise<Shown> {
    const changes: Partial<ChannelRow> = { name, enabled, ...(enabled === undefined ? {} : { disabledReason: null }) };
    await this.rows.update(companyId, { id }, changes);
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('CHANNEL_NOT_FOUND');
    return view(row);
  }

  /** Channels that name a credential: the first 20. */
  async using({ companyId }: Caller, credentialId: string): Promise<{ id: string; name: string }[]> {
    const rows = await this.rows.find(companyId, { where: { credentialId }, order: { name: 'asc' }, limit: 20 });
    return rows.map(({ id, name }) => ({ id, name }));
  }

  /** By the platform itself. */
  async switchOff(companyId: string, id: string, disabledReason: string): Promise<void> {
    await this.rows.update(companyId, { id, enabled: true }, { enabled: false, disabledReason });
  }

  /** @throws CHANNEL_NOT_FOUND */
  async delete(caller: Caller, id: string): Promise<void> {
    if ((await this.rows.delete(caller.companyId, { id })) === 0) throw new AppError('CHANNEL_NOT_FOUND');
  }

  /** By which key SendGrid signs what it tells of this channel, and whose it is; undefined when it was not given one. */
  async eventKeyOf(id: string): Promise<{ companyId: string; eventKey: string } | undefined> {
    const [found] = await this.db.query<{ company_id: string }>(
      "SELECT company_id FROM channels WHERE id = ? AND kind = 'sendgrid'",
      [id],
    );
    const row = found && (await this.rows.get(found.company_id, id));
    const eventKey = row && (await this.configOf(row))['eventKey'];
    return typeof eventKey === 'string' ? { companyId: row!.companyId, eventKey } : undefined;
  }

  /** Undefined when there is no such channel. */
  async kindOf(companyId: string, id: string): Promise<ChannelRow['kind'] | undefined> {
    return (await this.rows.findOne(companyId, { id }, ['kind']))?.kind;
  }

  /** With its secrets, for whoever sends. @throws CHANNEL_NOT_FOUND */
  async opened({ companyId }: Caller, id: string): Promise<{ kind: Given['kind']; config: ChosenChannel['config'] }> {
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('CHANNEL_NOT_FOUND');
    return { kind: row.kind, config: await this.used(row) };
  }

  /**
   * How a message goes out now: by the channel that it names, else by the company's newest that carries it, else by the operator's.
   * Undefined when there is none. One that is named may be switched off.
   * @throws CHANNEL_NOT_FOUND, VALIDATION_FAILED for one that carries something else
   */
  async chosenFor(
    companyId: string,
    channel: MessageChannel,
    channelId?: string | null,
  ): Promise<ChosenChannel | undefined> {
    if (channelId !== undefined && channelId !== null) return this.named(companyId, channel, channelId);
    if (channel === 'in_app' || channel === 'webhook')
      return { kind: channel, config: {}, enabled: true, byOperator: false };
    const where = { kind: oneOf(carriers[channel]), enabled: true };
    const [own] = await this.rows.find(companyId, { where, order: { id: 'desc' }, limit: 1 });
    return own ? await this.chosen(own) : this.ofOperator(channel);
  }

  private async named(companyId: string, channel: MessageChannel, id: string): Promise<ChosenChannel> {
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('CHANNEL_NOT_FOUND');
    if (defs[row.kind].carries !== channel) {
      const message = `"${row.name}" carries ${defs[row.kind].carries}, not ${channel}`;
      throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'channelId', message }] });
    }
    return this.chosen(row);
  }

  private async chosen(row: ChannelRow): Promise<ChosenChannel> {
    const { id, kind, name, enabled } = row;
    return { kind, own: { id, name }, config: await this.used(row), enabled, byOperator: false };
  }

  /** Whoever sends with it. */
  private async used(row: ChannelRow): Promise<ChosenChannel['config']> {
    const { id, companyId, name } = row;
    this.uses.note({ type: 'channel', id, companyId, label: name }, { runsTogether: true });
    const config = await this.configOf(row);
    return row.credentialId === null
      ? config
      : defs[row.kind].config.parse(await this.credentials.filled(companyId, config));
  }

  private async configOf({ companyId, id, sealedConfig }: ChannelRow): Promise<ChosenChannel['config']> {
    return JSON.parse(await this.vault.open(sealedConfig, owner(companyId, id))) as ChosenChannel['config'];
  }

  private ofOperator(channel: 'email' | 'slack'): ChosenChannel | undefined {
    const { smtpUrl, sendgridApiKey, sendgridUrl, mailFrom: from, slackWebhookUrl } = this.operator;
    const by = (kind: ChannelId, config: ChosenChannel['config']) => ({
      kind,
      config,
      enabled: true,
      byOperator: true,
    });
    if (channel === 'slack')
      return slackWebhookUrl === undefined ? undefined : by('slack', { webhookUrl: slackWebhookUrl });
    if (smtpUrl !== undefined) return by('email', { smtpUrl, from });
    if (sendgridApiKey === undefined) return undefined;
    return by('sendgrid', { apiKey: sendgridApiKey, from, baseUrl: sendgridUrl });
  }
}

/** The kinds of channels that carry mail, and posts in Slack. */
const carriers = { email: ['email', 'sendgrid'], slack: ['slack', 'slack_bot'] } as const;
