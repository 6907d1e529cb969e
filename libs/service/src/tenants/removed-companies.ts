import { Injectable } from '@nestjs/common';
import { companyLifecycleEvents } from '#libs/contracts';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import type { Tx } from '#libs/platform/database';
import { CompanyRemover } from './company-remover.js';

type Deleted = typeof companyLifecycleEvents.companyDeleted;

/** Notes that a company is gone; the work that follows takes longer than a transaction may. */
@Injectable()
export class RemovedCompanies extends EventConsumer<Deleted> {
  readonly name = 'companies.removed';
  readonly events = [companyLifecycleEvents.companyDeleted];

  constructor(private readonly remover: CompanyRemover) {
    super();
  }

  async handle(tx: Tx, { id, data: { companyId, accounts } }: EnvelopeOf<Deleted>): Promise<void> {
    await tx.run(
      `${tx.sql.insertIgnore} INTO company_removals (id, company_id, accounts, passes, due_at) VALUES (?, ?, ?, 0, ${tx.sql.now})`,
      [id, companyId, JSON.stringify(accounts)],
    );
    tx.afterCommit(() => this.remover.wake());
  }
}
