import { createPublicKey, verify } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, notificationEvents, type Suppression } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { Outbox } from '#libs/platform/events';
import { ChannelsService } from '../channels/channels.service.js';
import { SuppressionsService } from './suppressions.service.js';

/** How far the time of a signature may lie from ours. */
const toleranceMs = 5 * 60_000;
const mostEvents = 5000;

interface SendgridEvent {
  event?: unknown;
  email?: unknown;
  type?: unknown;
  reason?: unknown;
  /** Of the mail: the key of the delivery, as `custom_args` said. */
  delivery?: unknown;
}

/** What becomes of the address. A block (`bounce` of the type `blocked`) passes, so it becomes nothing. */
const reasons: Record<string, Suppression['reason'] | undefined> = {
  bounce: 'bounced',
  spamreport: 'complained',
  unsubscribe: 'unsubscribed',
  group_unsubscribe: 'unsubscribed',
};
const losses = new Set(['bounce', 'dropped']);

/** What SendGrid says afterwards of mails that it took: lost ones fail in the log, and lost addresses get no more. */
@Injectable()
export class SendgridEvents {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly channels: ChannelsService,
    private readonly suppressions: SuppressionsService,
  ) {}

  /** Heard again it changes nothing. @throws CHANNEL_NOT_FOUND, HOOK_SIGNATURE_INVALID, MALFORMED_JSON */
  async take(channelId: string, headers: Record<string, unknown>, bytes: Uint8Array | undefined): Promise<void> {
    const found = await this.channels.eventKeyOf(channelId);
    if (!found) throw new AppError('CHANNEL_NOT_FOUND');
    const body = bytes ?? new Uint8Array();
    if (!isSigned(found.eventKey, headers, body, await this.db.now())) throw new AppError('HOOK_SIGNATURE_INVALID');
    for (const each of eventsOf(body).slice(0, mostEvents)) await this.one(found.companyId, each);
  }

  private async one(companyId: string, { event, email, type, reason, delivery }: SendgridEvent): Promise<void> {
    if (typeof event !== 'string' || typeof email !== 'string' || email.length > 320) return;
    const said = typeof reason === 'string' ? reason : undefined;
    const passes = event === 'bounce' && type === 'blocked';
    const why = passes ? undefined : reasons[event];
    if (why !== undefined) await this.suppressions.add(companyId, email, why, said);
    if (losses.has(event) && typeof delivery === 'string') await this.lost(companyId, delivery, said ?? event);
  }

  /** The delivery was taken and did not arrive. Once: a failed one stays as it is. */
  private async lost(companyId: string, deliveryKey: string, reason: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const where = "WHERE company_id = ? AND delivery_key = ? AND channel = 'email' AND status = 'delivered'";
      const rows = await tx.query<{ id: string; run_id: string | null }>(`SELECT id, run_id FROM deliveries ${where}`, [
        companyId,
        deliveryKey,
      ]);
      for (const { id, run_id } of rows) {
        const note = `SendGrid could not deliver it: ${reason.slice(0, 500)}`;
        const { changes } = await tx.run(
          `UPDATE deliveries SET status = 'failed', delivered_at = NULL, last_error = ? ${where}`,
          [note, companyId, deliveryKey],
        );
        if (changes === 0) continue;
        const data = { deliveryId: id, status: 'failed' as const, runId: run_id };
        await this.outbox.add(tx, notificationEvents.deliveryFinished, { companyId, data });
      }
    });
  }
}

/** ECDSA over the time and the exact bytes of the body. */
function isSigned(eventKey: string, headers: Record<string, unknown>, body: Uint8Array, now: number): boolean {
  const signature = headers['x-twilio-email-event-webhook-signature'];
  const timestamp = headers['x-twilio-email-event-webhook-timestamp'];
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp) * 1000) > toleranceMs) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(eventKey, 'base64'), format: 'der', type: 'spki' });
    return verify('sha256', Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function eventsOf(body: Uint8Array): SendgridEvent[] {
  try {
    const read = JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
    return Array.isArray(read)
      ? read.filter((each): each is SendgridEvent => typeof each === 'object' && each !== null)
      : [];
  } catch (cause) {
    throw new AppError('MALFORMED_JSON', { detail: 'expected a JSON array of events' }, { cause });
  }
}
