import { Injectable, type OnModuleInit } from '@nestjs/common';
import { budgetEvents, type Caller } from '#libs/contracts';
import { Durable, type DurableCommand } from '#libs/durable';
import type { Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { NoticesService, type Notice } from '../preferences/notices.service.js';
import { noticeOf } from './budget-notice.js';
import { DeliveryDecider, type DeliveryEvent, type DeliveryState } from './delivery-decider.js';

const noticeKind = 'budget-notice';
type Told = typeof budgetEvents.budgetWarned | typeof budgetEvents.budgetExceeded;

/** Tells administrators and owners how budgets for model calls stand. Durable, as notices of the inbox are. */
@Injectable()
export class BudgetNotices extends EventConsumer<Told> implements OnModuleInit {
  readonly name = 'deliveries.budget-notices';
  readonly events = [budgetEvents.budgetWarned, budgetEvents.budgetExceeded];

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
        output: await this.notify(companyId, key, input as Omit<Notice, 'key' | 'at'>),
      }),
    });
  }

  /** Of budgets of runs, the run itself says it: a message for each of a thousand runs would hide the others. */
  override concerns({ data }: EnvelopeOf<Told>): Promise<boolean> {
    return Promise.resolve(data.scope !== 'run');
  }

  async handle(tx: Tx, { id, type, companyId, data }: EnvelopeOf<Told>): Promise<void> {
    if (data.scope === 'run') return;
    await this.durable.create({ kind: noticeKind, id, companyId, input: noticeOf(type, data) }, tx);
  }

  private async notify(companyId: string, key: string, notice: Omit<Notice, 'key' | 'at'>): Promise<null> {
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    await this.notices.tell(caller, { ...notice, key, at: new Date().toISOString() });
    return null;
  }
}
