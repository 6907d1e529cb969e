import { Injectable, type OnModuleInit } from '@nestjs/common';
import { runEventsOut, type Caller, type EventData, type SendRequest } from '#libs/contracts';
import { Durable, type DurableCommand } from '#libs/durable';
import type { Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryDecider, type DeliveryEvent, type DeliveryState } from './delivery-decider.js';

const noticeKind = 'inbox-notice';
type Opened = EventData<typeof runEventsOut.inboxItemOpened>;

/** Tells the assignees that something waits for them. Durable: who they are is asked of another service, which may be away. */
@Injectable()
export class InboxNotices extends EventConsumer<typeof runEventsOut.inboxItemOpened> implements OnModuleInit {
  readonly name = 'deliveries.inbox-notices';
  readonly events = [runEventsOut.inboxItemOpened];

  constructor(
    private readonly durable: Durable,
    private readonly deliveries: DeliveriesService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.durable.define<DeliveryState, DeliveryEvent, DurableCommand>({
      kind: noticeKind,
      decider: () => Promise.resolve(new DeliveryDecider()),
      execute: async (_command, { input, companyId, key }) => ({
        kind: 'succeeded',
        output: await this.notify(companyId, key, input as Opened),
      }),
    });
  }

  async handle(tx: Tx, { id, companyId, data }: EnvelopeOf<typeof runEventsOut.inboxItemOpened>): Promise<void> {
    await this.durable.create({ kind: noticeKind, id, companyId, input: data }, tx);
  }

  private async notify(companyId: string, key: string, { itemId, runId, title, assignees }: Opened): Promise<null> {
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    const request: SendRequest = {
      key,
      channel: 'in_app',
      to: assignees,
      subject: 'Waiting for you',
      text: title,
      link: `/inbox/${itemId}`,
      runId,
    };
    await this.deliveries.send(caller, request);
    return null;
  }
}
