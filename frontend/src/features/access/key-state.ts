import type { ApiKey } from '#libs/contracts';
import type { Status } from '../../ui/tone.js';

type KeyState = 'active' | 'expired' | 'revoked';

/** @param now epoch ms */
export function keyState({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: number): KeyState {
  if (revokedAt) return 'revoked';
  return expiresAt && Date.parse(expiresAt) <= now ? 'expired' : 'active';
}

export const stateLook: Record<KeyState, Status> = { active: 'succeeded', expired: 'waiting', revoked: 'cancelled' };

/** When a key stops working, as people choose it. */
export const spans = ['never', '30', '90', '365', 'date'] as const;
export interface Expiry {
  span: (typeof spans)[number];
  /** `2026-12-31`, where the span is a day. */
  day: string;
}

/**
 * The moment at which a key expires: at the end of the last day, where a day was chosen.
 * @returns null for a key that does not expire; undefined for a day that is none, or is over
 */
export function expiresAtOf({ span, day }: Expiry, now: number): string | null | undefined {
  if (span === 'never') return null;
  if (span !== 'date') return new Date(now + Number(span) * 86_400_000).toISOString();
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) || end.getTime() <= now ? undefined : end.toISOString();
}
