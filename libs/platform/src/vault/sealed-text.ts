import { z } from 'zod';

/** What a secret belongs to. It opens under exactly the same owner only: a row copied to another company or id stays shut. */
export interface SecretOwner {
  companyId: string;
  id: string;
  /** What the secret is for, such as `channels`. */
  purpose: string;
}

/** The data key that travels with a sealed text. */
const companion = z.object({ context: z.string(), masterKey: z.string(), wrapped: z.string() });
export type Companion = z.infer<typeof companion>;

/**
 * The forms of a sealed text:
 * `v2.<number of the data key>.<ciphertext>` as it rests, `v2c.<data key, wrapped>.<ciphertext>` as it travels between services, and
 * `v1.<ciphertext>`, sealed before there were data keys.
 */
export type SealedText =
  | { form: 'v1'; ciphertext: string }
  | { form: 'v2'; number: number; ciphertext: string }
  | { form: 'v2c'; companion: Companion; ciphertext: string };

/** @throws Error for any other text */
export function parseSealed(text: string): SealedText {
  const [form, first = '', second = '', ...rest] = text.split('.');
  if (form === 'v1' && second === '' && rest.length === 0) return { form, ciphertext: first };
  if (rest.length > 0 || second === '') throw new Error('This is no sealed text');
  if (form === 'v2' && /^\d{1,9}$/.test(first)) return { form, number: Number(first), ciphertext: second };
  if (form !== 'v2c') throw new Error('Sealed in an unknown form');
  return {
    form,
    companion: companion.parse(JSON.parse(Buffer.from(first, 'base64url').toString())),
    ciphertext: second,
  };
}

export const restingText = (number: number, ciphertext: string): string => `v2.${number}.${ciphertext}`;

export const travellingText = (travels: Companion, ciphertext: string): string =>
  `v2c.${Buffer.from(JSON.stringify(travels)).toString('base64url')}.${ciphertext}`;

/** What a ciphertext is bound to. A JSON array: no two owners have the same text. */
export const associated = (version: 'v1' | 'v2', owner: SecretOwner): string =>
  JSON.stringify([version, owner.companyId, owner.purpose, owner.id]);
