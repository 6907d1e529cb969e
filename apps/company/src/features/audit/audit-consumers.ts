import { Injectable } from '@nestjs/common';
import { auditRecorded, type AuditEntry, type EventEnvelope, type EventSpec, type ServiceName } from '#libs/contracts';
import type { Tx } from '#libs/platform/database';
import { EventConsumer } from '#libs/platform/events';
import { AuditLog } from './audit-log.js';

/** What one service tells, into the logs of the companies. */
abstract class AuditConsumer extends EventConsumer {
  readonly name: string;
  readonly events: readonly EventSpec[];

  constructor(
    private readonly log: AuditLog,
    service: ServiceName,
  ) {
    super();
    this.name = `audit.${service}`;
    this.events = [auditRecorded[service]];
  }

  handle(tx: Tx, { id, companyId, producer, at, data }: EventEnvelope): Promise<void> {
    return this.log.append(tx, { id, companyId, service: producer, at: Date.parse(at), entry: data as AuditEntry });
  }
}

@Injectable()
export class AuthAudit extends AuditConsumer {
  constructor(log: AuditLog) {
    super(log, 'auth');
  }
}

@Injectable()
export class CompanyAudit extends AuditConsumer {
  constructor(log: AuditLog) {
    super(log, 'company');
  }
}

@Injectable()
export class AgentsAudit extends AuditConsumer {
  constructor(log: AuditLog) {
    super(log, 'agents');
  }
}

@Injectable()
export class AiAudit extends AuditConsumer {
  constructor(log: AuditLog) {
    super(log, 'ai');
  }
}

@Injectable()
export class NotificationsAudit extends AuditConsumer {
  constructor(log: AuditLog) {
    super(log, 'notifications');
  }
}
