import { createHmac, randomInt } from 'node:crypto';

const codes = 10;
/** No letter or digit that is taken for another one. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const half = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');

/** Ten codes such as `k7m2p-9xq4r`: 49 bits each. */
export const newRecoveryCodes = (): string[] => Array.from({ length: codes }, () => `${half()}-${half()}`);

/** What is kept of a code. Keyed, so that a copy of the table cannot be searched through; the person's id keeps equal codes apart. */
export const recoveryHash = (key: Uint8Array, userId: string, code: string): string =>
  createHmac('sha256', key)
    .update(`${userId}\n${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
    .digest('hex');
