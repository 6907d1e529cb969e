import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FrameSignature } from './frames.js';

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
