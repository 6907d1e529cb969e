import { Injectable, type OnModuleInit } from '@nestjs/common';
import { runEventsOut, type Caller, type EventData } from '#libs/contracts';
import { Durable, type DurableCommand } from '#libs/durable';
import type { Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { NoticesService } from '../preferences/notices.service.js';
import { DeliveryDecider, type DeliveryEvent, type DeliveryState } from './delivery-decider.js';

const noticeKind = 'inbox-notice';
type Asked = EventData<typeof runEventsOut.inboxItemOpened> &
  Partial<Pick<EventData<typeof runEventsOut.inboxItemAssigned>, 'reason'>>;

const subjects: Record<NonNullable<Asked['reason']>, string> = {
  escalated: 'Nobody has decided yet: now you are asked',
  delegated: 'Passed on to you',
  reassigned: 'Waiting for you',
  reminded: 'Still waiting for you',
};

/** Tells people that something waits for them, or still does. Durable: who they are is asked of another service, which may be away. */
@Injectable()
export class InboxNotices
  extends EventConsumer<typeof runEventsOut.inboxItemOpened | typeof runEventsOut.inboxItemAssigned>
  implements OnModuleInit
{
  readonly name = 'deliveries.inbox-notices';
  readonly events = [runEventsOut.inboxItemOpened, runEventsOut.inboxItemAssigned];

  constructor(
    private readonly durable: Durable,
    private readonly notices: NoticesService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.durable.define<DeliveryState, DeliveryEvent, DurableCommand>({
      kind: noticeKind,
      decider: () => Promise.resolve(new DeliveryDecider()),
      execute: async (_command, { input, companyId, key }) => ({
        kind: 'succeeded',
        output: await this.notify(companyId, key, input as Asked),
      }),
    });
  }

  async handle(
    tx: Tx,
    { id, companyId, data }: EnvelopeOf<typeof runEventsOut.inboxItemOpened | typeof runEventsOut.inboxItemAssigned>,
  ): Promise<void> {
    await this.durable.create({ kind: noticeKind, id, companyId, input: data }, tx);
  }

  private async notify(companyId: string, key: string, asked: Asked): Promise<null> {
    const { itemId, runId, title, assignees, reason } = asked;
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    await this.notices.tell(caller, {
      key,
      event: 'approval.waiting',
      by: ['in_app'],
      to: assignees,
      subject: reason ? subjects[reason] : 'Waiting for you',
      text: title,
      link: `/inbox/${itemId}`,
      ...(runId === null ? {} : { runId }),
      at: new Date().toISOString(),
      data: asked,
    });
    return null;
  }
}
