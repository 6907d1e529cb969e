import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FrameSignature } from './frames.js';

/** Keys of which the first signs, and any is believed; see `MasterKeyRing`. */
interface SigningKeys {
  readonly current: Derivable;
  find(fits: (key: Derivable) => boolean): Derivable | undefined;
}
interface Derivable {
  derive(purpose: string): Uint8Array;
}

/** Signs by the first key, and believes any of them: replicas may take over a new one at different moments. */
export const ringSignature = (keys: SigningKeys): FrameSignature => ({
  sign: (text) => hmacSignature(keys.current.derive('rpc')).sign(text),
  verify: (text, signature) =>
    keys.find((key) => hmacSignature(key.derive('rpc')).verify(text, signature)) !== undefined,
});

/** HMAC-SHA256 under a key that all services of one platform share (32 bytes). */
export const hmacSignature = (key: Uint8Array): FrameSignature => {
  const digest = (text: string) => createHmac('sha256', key).update(text).digest();
  return {
    sign: (text) => digest(text).toString('base64url'),
    verify(text, signature) {
      const given = Buffer.from(signature, 'base64url');
      const expected = digest(text);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
};
