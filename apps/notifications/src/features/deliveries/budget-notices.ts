import { Injectable, type OnModuleInit } from '@nestjs/common';
import { budgetEvents } from '#libs/contracts';
import { Durable } from '#libs/durable';
import type { Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { NoticesService } from '../preferences/notices.service.js';
import { noticeOf } from './budget-notice.js';
import { defineNotices, type Words } from './durable-notices.js';

const noticeKind = 'budget-notice';
type Told = typeof budgetEvents.budgetWarned | typeof budgetEvents.budgetExceeded;

/** Tells administrators and owners how budgets for model calls stand. */
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
    defineNotices<Words>(this.durable, this.notices, noticeKind, (words) => words);
  }

  /** Of budgets of runs, the run itself says it: a message for each of a thousand runs would hide the others. */
  override concerns({ data }: EnvelopeOf<Told>): Promise<boolean> {
    return Promise.resolve(data.scope !== 'run');
  }

  async handle(tx: Tx, { id, type, companyId, data }: EnvelopeOf<Told>): Promise<void> {
    if (data.scope === 'run') return;
    await this.durable.create({ kind: noticeKind, id, companyId, input: noticeOf(type, data) }, tx);
  }
}
