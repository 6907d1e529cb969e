import { Secret, TOTP } from 'otpauth';

/** What every authenticator app understands (RFC 6238, and the defaults of its key URI). */
const kind = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Half-minutes that a clock may be off, either way. */
const drift = 1;

const totp = (secret: string, label = '') =>
  new TOTP({ issuer: 'AaaS', label, secret: Secret.fromBase32(secret), ...kind });

/** A fresh secret: 160 bits, Base32. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;

/** What the QR code says. */
export const keyUri = (secret: string, label: string): string => totp(secret, label).toString();

/** The half-minute to which a code belongs; undefined when it belongs to none near `now` (epoch ms). */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = totp(secret).validate({ token, timestamp: now, window: drift });
  return delta === null ? undefined : Math.floor(now / 1000 / kind.period) + delta;
}
