import { Injectable, type OnModuleInit } from '@nestjs/common';
import { channelRuns } from '#libs/catalog/channels/runs';
import type { ChannelMessage } from '#libs/catalog/kit';
import type { ChannelSending } from '#libs/catalog/kit/channel-run';
import { AppError, notificationEvents, type Delivery } from '#libs/contracts';
import {
  Durable,
  type DurableCommand,
  type RunChange,
  type SqlTransaction,
  type StepContext,
  type StepOutcome,
} from '#libs/durable';
import { Outbox } from '#libs/platform/events';
import { ChannelNetworks } from '../channels/channel-networks.js';
import { ChannelsService, type ChosenChannel } from '../channels/channels.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { SuppressionsService } from '../suppressions/suppressions.service.js';
import { SigningSecretsService } from '../webhooks/signing-secrets.service.js';
import { DeliveryDecider, type DeliveryEvent, type DeliveryState } from './delivery-decider.js';

export const deliveryKind = 'delivery';

/** What the durable delivery is created with. */
export interface DeliveryInput {
  channel: Delivery['channel'];
  message: ChannelMessage;
  channelId?: string | null;
  /** The platform tells of an event: whoever unsubscribed does not get it. */
  isNotice?: boolean;
}

type Send = (sending: ChannelSending<unknown>) => Promise<unknown>;
type Change = RunChange<DeliveryState, DeliveryEvent>;

/** Deliveries as durable runs: sent by their channel, retried over days, never twice knowingly. */
@Injectable()
export class DeliveryRuns implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly channels: ChannelsService,
    private readonly networks: ChannelNetworks,
    private readonly outbox: Outbox,
    private readonly messages: MessagesService,
    private readonly secrets: SigningSecretsService,
    private readonly suppressions: SuppressionsService,
  ) {}

  onModuleInit(): void {
    this.durable.define<DeliveryState, DeliveryEvent, DurableCommand>({
      kind: deliveryKind,
      decider: () => Promise.resolve(new DeliveryDecider()),
      execute: (_command, context) => this.send(context),
      watch: ['step.failed'],
      project: (tx, changes) => this.project(tx, changes),
    });
  }

  private async send({ companyId, input, signal }: StepContext<DeliveryState>): Promise<StepOutcome> {
    const { channel, message, channelId, isNotice = false } = input as DeliveryInput;
    if (channel === 'email') await this.suppressions.check(companyId, message.to, isNotice);
    const chosen = await this.channels.chosenFor(companyId, channel, channelId);
    if (!chosen?.enabled)
      throw new AppError('CHANNEL_NOT_FOUND', {
        detail: 'The channel was removed or switched off before the message went out',
      });
    const network = chosen.byOperator ? this.networks.operator : this.networks.company;
    const sending = (channelRuns[chosen.kind] as Send)({
      config: chosen.config,
      message,
      signal,
      use: {
        network,
        inApp: { store: (stored) => this.messages.store(companyId, stored) },
        signature: { headersFor: (id, body) => this.secrets.sign(companyId, id, body) },
      },
    });
    await sending.catch((error: unknown) => this.refused(companyId, chosen, error));
    return { kind: 'succeeded', output: null };
  }

  /** Standard Webhooks: 410 Gone asks never to be called again. */
  private async refused(companyId: string, { kind, own }: ChosenChannel, error: unknown): Promise<never> {
    if (own && kind === 'webhook' && AppError.is(error) && error.details['answered'] === 410)
      await this.channels.switchOff(companyId, own.id, 'The receiver answered 410 Gone');
    throw error;
  }

  private async project(tx: SqlTransaction, changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      const { run, to, at, reading, events } = change;
      const failure = events.flatMap((event) => (event.type === 'step.failed' ? [event] : [])).at(-1);
      const status = statusOf(to);
      const deliveredAt = status === 'delivered' ? at : null;
      const note = failure ? ', last_error = ?' : '';
      await tx.run(`UPDATE deliveries SET status = ?, attempts = ?, delivered_at = ?${note} WHERE id = ?`, [
        status,
        failure?.attempt ?? reading.state.attempt,
        deliveredAt,
        ...(failure ? [failure.error.message] : []),
        run.id,
      ]);
      if (status !== 'delivered' && status !== 'failed') continue;
      const [row] = await tx.query<{ run_id: string | null }>('SELECT run_id FROM deliveries WHERE id = ?', [run.id]);
      await this.outbox.add(tx, notificationEvents.deliveryFinished, {
        companyId: run.companyId,
        data: { deliveryId: run.id, status, runId: row?.run_id ?? null },
      });
    }
  }
}

const statusOf = (status: string): Delivery['status'] =>
  status === 'succeeded'
    ? 'delivered'
    : status === 'failed' || status === 'cancelled'
      ? 'failed'
      : status === 'running'
        ? 'sending'
        : 'queued';
