import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { newId, type Caller, type Member } from '#libs/contracts';
import { Durable, type DurableCommand } from '#libs/durable';
import { Database, isDuplicateKey, oneOf, sqlCondition, TenantRepository } from '#libs/platform/database';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { DeliveryDecider, type DeliveryEvent, type DeliveryState } from '../deliveries/delivery-decider.js';
import { digestItemEntity, type DigestItemRow } from './digest-item.entity.js';

const digestKind = 'digest';
const shownItems = 200;
const keptMs = 8 * 86_400_000;

/** What the durable digest is created with. */
interface Digest {
  to: Member;
  dueAt: number;
}

const hash = (parts: readonly unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** Mail gathered into one. Its durable run waits for its time. */
@Injectable()
export class Digests implements OnModuleInit {
  private readonly rows: TenantRepository<DigestItemRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly deliveries: DeliveriesService,
  ) {
    this.rows = new TenantRepository(db, digestItemEntity);
  }

  onModuleInit(): void {
    this.durable.define<DeliveryState, DeliveryEvent, DurableCommand>({
      kind: digestKind,
      decider: () => Promise.resolve(new DeliveryDecider()),
      execute: async (_command, { input, companyId, key }) => {
        await this.send(companyId, key, input as Digest);
        return { kind: 'succeeded', output: null };
      },
    });
  }

  /** Whether this was kept for this person, told already or not. */
  has(companyId: string, key: string, userId: string): Promise<boolean> {
    return this.rows.exists(companyId, { itemKey: hash([companyId, key, userId]) });
  }

  /** Told with the mail of that time. Under a key that is known, it is the same item. */
  async keep(
    companyId: string,
    to: Member,
    item: { key: string; subject: string; text: string; dueAt: number },
  ): Promise<void> {
    const { key, dueAt, subject, text } = item;
    const itemKey = hash([companyId, key, to.userId]);
    const row = {
      id: newId('message'),
      userId: to.userId,
      itemKey,
      subject: subject.slice(0, 500),
      text,
      dueAt,
      sent: false,
    };
    const id = `dig_${hash([companyId, to.userId, dueAt])}`;
    try {
      await this.db.transaction(async (tx) => {
        await this.rows.in(tx).insert(companyId, row);
        await this.durable.create({ kind: digestKind, id, companyId, notBefore: dueAt, input: { to, dueAt } }, tx);
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** Also what came too late for an earlier one. */
  private async send(companyId: string, key: string, { to, dueAt }: Digest): Promise<void> {
    const due = sqlCondition((column) => `${column} <= :dueAt`, { dueAt }) as never;
    const where = { userId: to.userId, dueAt: due, sent: false };
    const items = await this.rows.find(companyId, { where, order: { id: 'asc' }, limit: shownItems });
    if (items.length === 0) return;
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    const subject = items.length === 1 ? items[0]!.subject : `${items.length} notifications`;
    const text = items.map((item) => `${item.subject}\n${item.text}`).join('\n\n—\n\n');
    await this.deliveries.send(caller, { key, channel: 'email', to: [], subject, text }, [to]);
    await this.rows.update(companyId, { id: oneOf(items.map(({ id }) => id)) }, { sent: true });
    // Kept as long as somebody may ask for one again.
    const old = sqlCondition((column) => `${column} < :before`, { before: dueAt - keptMs }) as never;
    await this.rows.delete(companyId, { userId: to.userId, dueAt: old, sent: true });
  }
}
