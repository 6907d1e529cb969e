import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { accountEvents, type EventEnvelope, type EventSpec } from '#libs/contracts';
import type { Tx } from '#libs/platform/database';
import { EventConsumer } from '#libs/platform/events';
import { AuditLog } from './audit-log.js';

/** What guards the account of a person, into the log of each company that they are in: it guards all of these. */
@Injectable()
export class AccountAudit extends EventConsumer {
  readonly name = 'audit.accounts';
  readonly events: readonly EventSpec[] = [accountEvents.accountChanged];

  constructor(private readonly log: AuditLog) {
    super();
  }

  async handle(tx: Tx, { id, at, data }: EventEnvelope): Promise<void> {
    const { userId, change, address } = accountEvents.accountChanged.data.parse(data);
    // In one order everywhere, so that two such events never wait for each other.
    const members = await tx.query<{ company_id: string; name: string }>(
      'SELECT company_id, name FROM members WHERE user_id = ? ORDER BY company_id',
      [userId],
    );
    for (const { company_id: companyId, name } of members)
      await this.log.append(tx, {
        // One event is told of in several logs, each once.
        id: createHash('sha256').update(`${id}:${companyId}`).digest('base64url'),
        companyId,
        service: 'auth',
        at: Date.parse(at),
        entry: {
          action: `user.${change.replaceAll('_', '-')}`,
          actor: { type: 'user', id: userId },
          target: { type: 'user', id: userId, label: name },
          address,
          requestId: null,
          before: null,
          after: null,
          facts: null,
        },
      });
  }
}
