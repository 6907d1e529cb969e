import { Injectable, type OnModuleInit } from '@nestjs/common';
import { runEventsOut, type EventData } from '#libs/contracts';
import { Durable } from '#libs/durable';
import type { Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { NoticesService } from '../preferences/notices.service.js';
import { defineNotices, type Words } from './durable-notices.js';

const noticeKind = 'inbox-notice';
type Asked = EventData<typeof runEventsOut.inboxItemOpened> &
  Partial<Pick<EventData<typeof runEventsOut.inboxItemAssigned>, 'reason'>>;

const subjects: Record<NonNullable<Asked['reason']>, string> = {
  escalated: 'Nobody has decided yet: now you are asked',
  delegated: 'Passed on to you',
  reassigned: 'Waiting for you',
  reminded: 'Still waiting for you',
};

/** Tells people that something waits for them, or still does. */
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
    defineNotices(this.durable, this.notices, noticeKind, wordsOf);
  }

  async handle(
    tx: Tx,
    { id, companyId, data }: EnvelopeOf<typeof runEventsOut.inboxItemOpened | typeof runEventsOut.inboxItemAssigned>,
  ): Promise<void> {
    await this.durable.create({ kind: noticeKind, id, companyId, input: data }, tx);
  }
}

const wordsOf = (asked: Asked): Words => ({
  event: 'approval.waiting',
  by: ['in_app'],
  to: asked.assignees,
  subject: asked.reason ? subjects[asked.reason] : 'Waiting for you',
  text: asked.title,
  link: `/inbox/${asked.itemId}`,
  ...(asked.runId === null ? {} : { runId: asked.runId }),
  data: asked,
});
