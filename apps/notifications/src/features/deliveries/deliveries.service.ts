import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parseAssignee, type ChannelMessage } from '#libs/catalog/kit';
import {
  AppError,
  companyRpc,
  newId,
  type Caller,
  type Delivery,
  type Page,
  type PageQuery,
  type SendRequest,
} from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { ChannelsService } from '../channels/channels.service.js';
import { deliveryEntity, type DeliveryRow } from './delivery.entity.js';
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

const channelNames: Record<Delivery['channel'], string> = {
  in_app: 'in-app',
  email: 'mail',
  slack: 'Slack',
  webhook: 'webhook',
};

/** Whom a message goes to: what the channel needs, and what the log shows. */
interface Recipient {
  to: string;
  shown: string;
}

type Fresh = Pick<DeliveryRow, 'channel' | 'recipient' | 'message' | 'status' | 'runId' | 'stepPath' | 'deliveryKey'>;
const pick = ({ channel, recipient, message, runId, stepPath }: DeliveryRow) => ({
  channel,
  recipient,
  message,
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
  ) {
    this.rows = new TenantRepository(db, deliveryEntity);
  }

  /**
   * One delivery per recipient, each with its durable run in one commit. Without a channel it is recorded as `no_channel` with a warning.
   * @throws RECIPIENT_UNKNOWN when nobody at all answers to the recipients
   */
  async send(caller: Caller, request: SendRequest): Promise<{ deliveryIds: string[]; warnings: string[] }> {
    const { recipients, unknown } = await this.recipientsOf(caller, request);
    if (recipients.length === 0)
      throw new AppError('RECIPIENT_UNKNOWN', {
        detail: unknown.length > 0 ? `Nobody answers to ${unknown.join(', ')}` : 'The message has no recipient',
      });
    const warnings = unknown.map((name) => `Nobody answers to ${name}`);
    const hasChannel = (await this.channels.chosenFor(caller.companyId, request.channel)) !== undefined;
    if (!hasChannel)
      warnings.push(`no_channel: no ${channelNames[request.channel]} channel is set up, so nothing was sent`);
    const deliveryIds: string[] = [];
    for (const recipient of recipients)
      deliveryIds.push(await this.record(caller.companyId, request, recipient, hasChannel));
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
    if ((await this.channels.chosenFor(companyId, old.channel)) === undefined)
      throw new AppError('CHANNEL_NOT_FOUND', { detail: `No ${channelNames[old.channel]} channel is set up` });
    const row = await this.insert(companyId, {
      ...pick(old),
      status: 'queued',
      deliveryKey: digest([companyId, old.id, 'redrive']),
    });
    return view(row);
  }

  private async record(
    companyId: string,
    request: SendRequest,
    recipient: Recipient,
    hasChannel: boolean,
  ): Promise<string> {
    const deliveryKey = digest([companyId, request.key, request.channel, recipient.to]);
    const row = await this.insert(companyId, {
      channel: request.channel,
      recipient: recipient.shown,
      message: messageOf(request, recipient, deliveryKey),
      status: hasChannel ? 'queued' : 'no_channel',
      runId: request.runId ?? null,
      stepPath: request.stepPath ?? null,
      deliveryKey,
    });
    return row.id;
  }

  /** With its durable run in one commit; under a key that is known, the one that is there. */
  private async insert(companyId: string, fresh: Fresh): Promise<DeliveryRow> {
    const { deliveryKey, channel, message } = fresh;
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
    const input: DeliveryInput = { channel, message };
    try {
      await this.db.transaction(async (tx) => {
        await this.rows.in(tx).insert(companyId, row);
        if (row.status === 'queued')
          await this.durable.create({ kind: deliveryKind, id: row.id, companyId, input }, tx);
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
  ): Promise<{ recipients: Recipient[]; unknown: string[] }> {
    if (request.channel === 'slack')
      return {
        recipients: [
          { to: request.slackChannel ?? 'default', shown: request.slackChannel ?? 'The channel of the webhook' },
        ],
        unknown: [],
      };
    if (request.channel === 'webhook')
      return {
        recipients: request.url === undefined ? [] : [{ to: request.url, shown: new URL(request.url).host }],
        unknown: [],
      };
    const { members, unknown } = await this.rpc.call(
      companyRpc.resolveRecipients,
      { recipients: request.to },
      { caller },
    );
    if (request.channel === 'in_app')
      return { recipients: members.map(({ userId, name }) => ({ to: userId, shown: name })), unknown };
    const isMail = (name: string) => parseAssignee(name.trim())?.kind === 'email';
    const outside = unknown.filter(isMail).map((name) => name.trim().toLowerCase());
    const mails = [...new Set([...members.map(({ email }) => email), ...outside])];
    return {
      recipients: mails.map((mail) => ({ to: mail, shown: mail })),
      unknown: unknown.filter((name) => !isMail(name)),
    };
  }
}

function messageOf(request: SendRequest, { to }: Recipient, key: string): ChannelMessage {
  const { subject, text, html, link, slackChannel, blocks, url, payload } = request;
  const optional = Object.fromEntries(
    Object.entries({ subject, html, link, slackChannel, blocks, url, payload }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return { key, to, text, ...optional };
}
