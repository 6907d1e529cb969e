import { auditRecorded, type AuditActor, type AuditEntry, type ServiceName } from '#libs/contracts';
import { ChangeRecorder, outsideTransaction, type Database, type RowChange, type Tx } from '#libs/platform/database';
import type { Outbox, OutboxEntry, OutboxTx } from '#libs/platform/events';
import type { Logger } from '#libs/platform/logging';
import { callContext } from '#libs/platform/rpc';
import { masked } from './masked.js';
import { Once } from './once.js';

type Fields = Record<string, unknown>;

/** Something that happened and is no change of an audited row. */
export interface Occasion {
  companyId: string;
  /** `session.started`, `inbox-item.approved`. */
  action: string;
  target: { type: string; id: string; label?: string | null | undefined };
  /** Who; unless set, whoever the work at hand is done for. */
  actor?: AuditActor | undefined;
  address?: string | undefined;
  requestId?: string | undefined;
  before?: Fields | undefined;
  after?: Fields | undefined;
  /** Secrets in it are masked by name and by look alone: name none that are neither. */
  facts?: Fields | undefined;
}

/** Tells the audit log what happens in this service. It is written with the commit of what it tells of. */
export class AuditTrail extends ChangeRecorder {
  private readonly once = new Once(60_000);

  constructor(
    readonly service: ServiceName,
    private readonly db: Pick<Database, 'transaction'>,
    private readonly outbox: Outbox,
    private readonly logger: Logger,
  ) {
    super();
  }

  /** Rows of audited entities; see `TenantRepository`. */
  record(tx: Tx, changes: readonly RowChange[]): void {
    this.outbox.addLater(
      tx,
      changes.map(({ rule, companyId, id, label, verb, before, after }) =>
        this.entry(
          { companyId, action: `${rule.noun}.${verb}`, target: { type: rule.noun, id, label } },
          masked(before, rule.hidden),
          masked(after, rule.hidden),
        ),
      ),
    );
  }

  /** In the commit that makes it true. */
  tell(tx: OutboxTx, ...occasions: readonly Occasion[]): void {
    this.outbox.addLater(
      tx,
      occasions.map((occasion) =>
        this.entry(occasion, masked(occasion.before ?? null), masked(occasion.after ?? null)),
      ),
    );
  }

  /** In a commit of its own, where nothing else is written. */
  async tellAlone(occasion: Occasion): Promise<void> {
    await this.db.transaction(async (tx) => this.tell(tx, occasion));
  }

  /**
   * In the background, for whoever must neither wait nor fail: a refusal, an attempt. What has the same key within a minute is told once
   * by this process.
   */
  tellSoon(occasion: Occasion, key?: string): void {
    if (key !== undefined && !this.once.isFirst(key)) return;
    // Whose work it is, is read now: the background has no caller.
    const whole = { ...occasion, ...this.origin(occasion) };
    outsideTransaction(() => this.tellAlone(whole)).catch((error: unknown) =>
      this.logger.error({ error, action: occasion.action }, 'not written into the audit log'),
    );
  }

  private origin({ actor, address, requestId }: Pick<Occasion, 'actor' | 'address' | 'requestId'>) {
    const context = callContext.getStore();
    return {
      actor: actor ?? context?.actor ?? ({ type: 'service', id: this.service } as const),
      address: address ?? context?.address,
      requestId: requestId ?? context?.requestId,
    };
  }

  private entry(occasion: Occasion, before: Fields | null, after: Fields | null): OutboxEntry {
    const { companyId, action, target, facts } = occasion;
    const { actor, address, requestId } = this.origin(occasion);
    const data: AuditEntry = {
      action,
      actor,
      target: { type: target.type, id: target.id.slice(0, 64), label: target.label?.slice(0, 300) ?? null },
      address: address ?? null,
      requestId: requestId ?? null,
      before,
      after,
      facts: masked(facts ?? null),
    };
    return { event: auditRecorded[this.service], companyId, data };
  }
}
