import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parseAssignee, type ChannelMessage } from '#libs/catalog/kit';
import {
  AppError,
  companyRpc,
  newId,
  type Caller,
  type Delivery,
  type Member,
  type Page,
  type PageQuery,
  type SendRequest,
} from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { ChannelsService } from '../channels/channels.service.js';
import { Unsubscribing } from '../suppressions/unsubscribing.js';
import { deliveryEntity, type DeliveryRow } from './delivery.entity.js';
import { capital, lacking, messageOf, placesOf, type Recipient } from './delivery-message.js';
import { deliveryKind, type DeliveryInput } from './delivery-runs.js';

const iso = (ms: number) => new Date(ms).toISOString();
const view = (row: DeliveryRow): Delivery => ({
  id: row.id,
  channel: row.channel,
  to: row.recipient,
  subject: row.message.subject ?? null,
  status: row.status,
  attempts: row.attempts,
  lastError: row.lastError,
  runId: row.runId,
  stepPath: row.stepPath,
  createdAt: iso(row.createdAt),
  deliveredAt: row.deliveredAt === null ? null : iso(row.deliveredAt),
});

type Fresh = Pick<
  DeliveryRow,
  'event' | 'channel' | 'channelId' | 'recipient' | 'message' | 'status' | 'runId' | 'stepPath' | 'deliveryKey'
>;
const pick = ({ channel, channelId, recipient, message, event, runId, stepPath }: DeliveryRow) => ({
  channel,
  channelId,
  recipient,
  message,
  event,
  runId,
  stepPath,
});
const digest = (parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** Records deliveries; their durable runs send them. */
@Injectable()
export class DeliveriesService {
  private readonly rows: TenantRepository<DeliveryRow>;

  constructor(
    private readonly db: Database,
    private readonly rpc: RpcClient,
    private readonly channels: ChannelsService,
    private readonly durable: Durable,
    private readonly unsubscribing: Unsubscribing,
  ) {
    this.rows = new TenantRepository(db, deliveryEntity);
  }

  /**
   * `members` are told besides `to`, when somebody else has resolved whom it names. One delivery per recipient, each with its durable run in one commit. Without a channel it is recorded as `no_channel` with a warning.
   * @throws RECIPIENT_UNKNOWN when nobody at all answers to the recipients, CHANNEL_NOT_FOUND for a channel that is named and not there
   */
  async send(
    caller: Caller,
    request: SendRequest,
    members?: readonly Member[],
  ): Promise<{ deliveryIds: string[]; warnings: string[] }> {
    const chosen = await this.channels.chosenFor(caller.companyId, request.channel, request.channelId);
    const { recipients, unknown } = await this.recipientsOf(caller, request, chosen?.own?.name, members);
    if (recipients.length === 0)
      throw new AppError('RECIPIENT_UNKNOWN', {
        detail: unknown.length > 0 ? `Nobody answers to ${unknown.join(', ')}` : 'The message has no recipient',
      });
    const warnings = unknown.map((name) => `Nobody answers to ${name}`);
    if (!chosen?.enabled)
      warnings.push(`no_channel: ${lacking(request.channel, request.channelId)}, so nothing was sent`);
    const deliveryIds: string[] = [];
    for (const recipient of recipients)
      deliveryIds.push(await this.record(caller.companyId, request, recipient, chosen?.enabled === true));
    return { deliveryIds, warnings };
  }

  async list(
    caller: Caller,
    { status, runId, ...page }: PageQuery & { status?: Delivery['status'] | undefined; runId?: string | undefined },
  ): Promise<Page<Delivery>> {
    const where = { ...(status === undefined ? {} : { status }), ...(runId === undefined ? {} : { runId }) };
    const found = await this.rows.page(caller.companyId, { ...page, where });
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** @throws DELIVERY_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<Delivery> {
    const row = await this.rows.get(caller.companyId, id);
    if (!row) throw new AppError('DELIVERY_NOT_FOUND');
    return view(row);
  }

  /**
   * The same message once more, under its own key, so that a receiver who had it can tell. Asked again, it is the same new delivery.
   * @throws DELIVERY_NOT_FOUND, CONFLICT while the first one is under way or when it arrived, CHANNEL_NOT_FOUND
   */
  async redrive({ companyId }: Caller, id: string): Promise<Delivery> {
    const old = await this.rows.get(companyId, id);
    if (!old) throw new AppError('DELIVERY_NOT_FOUND');
    if (old.status !== 'failed' && old.status !== 'no_channel')
      throw new AppError('CONFLICT', { detail: `The delivery is ${old.status}: only a failed one is sent again` });
    const chosen = await this.channels.chosenFor(companyId, old.channel, old.channelId);
    if (!chosen?.enabled)
      throw new AppError('CHANNEL_NOT_FOUND', { detail: capital(lacking(old.channel, old.channelId)) });
    const row = await this.insert(companyId, {
      ...pick(old),
      status: 'queued',
      deliveryKey: digest([companyId, old.id, 'redrive']),
    });
    return view(row);
  }

  /** Whoever is told of events by mail may end that with one click. */
  private async wayOut(
    companyId: string,
    { channel, event }: SendRequest,
    { to, userId }: Recipient,
  ): Promise<Partial<ChannelMessage>> {
    if (channel !== 'email' || event === undefined) return {};
    const subscription = { event, address: to, ...(userId === undefined ? {} : { userId }) };
    return { headers: await this.unsubscribing.headersFor(companyId, subscription) };
  }

  /** Whether this was asked for already, under its key, for this address. */
  knows(companyId: string, { key, channel }: SendRequest, to: string): Promise<boolean> {
    return this.rows.exists(companyId, { deliveryKey: digest([companyId, key, channel, to]) });
  }

  private async record(
    companyId: string,
    request: SendRequest,
    recipient: Recipient,
    hasChannel: boolean,
  ): Promise<string> {
    const deliveryKey = digest([companyId, request.key, request.channel, recipient.to]);
    const fresh = {
      channel: request.channel,
      channelId: request.channelId ?? null,
      recipient: recipient.shown,
      message: { ...messageOf(request, recipient, deliveryKey), ...(await this.wayOut(companyId, request, recipient)) },
      status: hasChannel ? ('queued' as const) : ('no_channel' as const),
      event: request.event ?? null,
      runId: request.runId ?? null,
      stepPath: request.stepPath ?? null,
      deliveryKey,
    };
    const row = await this.insert(companyId, fresh, request.notBefore);
    return row.id;
  }

  /** With its durable run in one commit; under a key that is known, the one that is there. */
  private async insert(companyId: string, fresh: Fresh, notBefore?: string): Promise<DeliveryRow> {
    const { deliveryKey, channel, channelId, message } = fresh;
    const known = await this.rows.findOne(companyId, { deliveryKey });
    if (known) return known;
    const row: DeliveryRow = {
      ...fresh,
      id: newId('delivery'),
      companyId,
      attempts: 0,
      lastError: null,
      createdAt: await this.db.now(),
      deliveredAt: null,
    };
    const waits = notBefore === undefined ? {} : { notBefore: Date.parse(notBefore) };
    const input: DeliveryInput = {
      channel,
      message,
      ...(channelId === null ? {} : { channelId }),
      ...(fresh.event === null ? {} : { isNotice: true }),
    };
    try {
      await this.db.transaction(async (tx) => {
        await this.rows.in(tx).insert(companyId, row);
        if (row.status === 'queued')
          await this.durable.create({ kind: deliveryKind, id: row.id, companyId, input, ...waits }, tx);
      });
    } catch (error) {
      const twin = isDuplicateKey(error) ? await this.rows.findOne(companyId, { deliveryKey }) : undefined;
      if (!twin) throw error;
      return twin;
    }
    return row;
  }

  /** Members by role, id or address; a mail may also go to an address of nobody's. Slack and webhooks go to their place. */
  private async recipientsOf(
    caller: Caller,
    request: SendRequest,
    channelName: string | undefined,
    resolved: readonly Member[] | undefined,
  ): Promise<{ recipients: Recipient[]; unknown: string[] }> {
    if (request.channel === 'slack' || request.channel === 'webhook')
      return { recipients: placesOf(request, channelName), unknown: [] };
    const { members, unknown } = resolved
      ? { members: resolved, unknown: request.to }
      : await this.rpc.call(companyRpc.resolveRecipients, { recipients: request.to }, { caller });
    if (request.channel === 'in_app')
      return { recipients: members.map(({ userId, name }) => ({ to: userId, shown: name })), unknown };
    const isMail = (name: string) => parseAssignee(name.trim())?.kind === 'email';
    const outside = unknown.filter(isMail).map((name) => name.trim().toLowerCase());
    const mails = new Map<string, Recipient>(outside.map((mail) => [mail, { to: mail, shown: mail }]));
    for (const { email, userId } of members) mails.set(email, { to: email, shown: email, userId });
    return {
      recipients: [...mails.values()],
      unknown: unknown.filter((name) => !isMail(name)),
    };
  }
}
