import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { WebhookConfig } from '../triggers/trigger-configs.js';
import { AppError } from '#libs/contracts';

/** What came, as it is signed. */
export interface SignedRequest {
  /** Of one value each; lower case. */
  header(name: string): string | undefined;
  bytes: Buffer;
  /** Epoch ms. */
  now: number;
}

/** Whether a request was signed with the secret, and what it is known by: two with the same key are the same message. */
type Scheme = (config: WebhookConfig, request: SignedRequest, secret: string) => string | undefined;

export const toleranceMs = 5 * 60_000;

const same = (left: Buffer, right: Buffer): boolean => left.length === right.length && timingSafeEqual(left, right);

const hmac = (algorithm: string, secret: string, ...parts: (string | Buffer)[]): Buffer => {
  const digest = createHmac(algorithm, secret);
  for (const part of parts) digest.update(part);
  return digest.digest();
};

const schemes: Record<Exclude<WebhookConfig['signature'], 'none'>, Scheme> = {
  /** https://www.standardwebhooks.com: id, time and body are signed. */
  standard(_config, { header, bytes, now }, secret) {
    const [id, time, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
      (name) => header(name) ?? '',
    );
    if (!id || !given || !isRecent(time, now)) return undefined;
    const expected = Buffer.from(standardSignature(secret, id, Number(time), bytes));
    // Several secrets may have signed, while the sender changes from one to the next.
    const isSigned = given.split(' ').some((each) => same(Buffer.from(each), expected));
    return isSigned ? `id.${id}` : undefined;
  },

  /** `X-Hub-Signature-256: sha256=<hex>` over the body. It bears no time, so equal bytes are the same message. */
  github(_config, { header, bytes }, secret) {
    const given = /^sha256=([0-9a-f]{64})$/.exec(header('x-hub-signature-256') ?? '')?.[1];
    if (given === undefined || !same(Buffer.from(given, 'hex'), hmac('sha256', secret, bytes))) return undefined;
    return `signature.${given}`;
  },

  hmac({ header: name = '', prefix = '', algorithm = 'sha256', encoding = 'hex', timestampHeader }, request, secret) {
    const given = request.header(name);
    if (!given?.startsWith(prefix)) return undefined;
    const signature = Buffer.from(given.slice(prefix.length).trim(), encoding);
    const time = timestampHeader === undefined ? undefined : request.header(timestampHeader);
    if (timestampHeader !== undefined && !isRecent(time, request.now)) return undefined;
    const signed = time === undefined ? [request.bytes] : [`${time}.`, request.bytes];
    if (!same(signature, hmac(algorithm, secret, ...signed))) return undefined;
    return `signature.${signature.toString('base64url')}`;
  },
};

/** `v1,<base64>`; of nothing that could be given when the secret is none of Standard Webhooks. */
function standardSignature(secret: string, id: string, seconds: number, bytes: Buffer): string {
  try {
    return new Webhook(secret).sign(id, new Date(seconds * 1000), bytes);
  } catch {
    return '';
  }
}

const isRecent = (time: string | undefined, now: number): boolean =>
  time !== undefined && /^\d{1,11}$/.test(time) && Math.abs(now - Number(time) * 1000) <= toleranceMs;

/**
 * Checks a request against the secrets that count now; constant in time for each.
 * @returns what the message is known by. @throws HOOK_SIGNATURE_INVALID, whatever is wrong: a forger learns nothing
 */
export function verifiedKey(config: WebhookConfig, request: SignedRequest, secrets: readonly string[]): string {
  if (config.signature !== 'none')
    for (const secret of secrets) {
      const key = schemes[config.signature](config, request, secret);
      if (key !== undefined) return digest(key);
    }
  throw new AppError('HOOK_SIGNATURE_INVALID');
}

/** Keys of messages are any text; a digest is short and plain. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
