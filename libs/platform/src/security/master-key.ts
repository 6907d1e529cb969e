import { hkdfSync } from 'node:crypto';

/** The platform's one secret (32 bytes). Every use has a key of its own, derived by HKDF-SHA256 (RFC 5869) from it and a purpose. */
export class MasterKey {
  constructor(private readonly bytes: Uint8Array) {
    if (bytes.length !== 32) throw new Error(`The master key has ${bytes.length} bytes; expected 32`);
  }

  /** 32 bytes that only this purpose has: `secret-box`, `rpc`, `callbacks`. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.bytes, 'aaas', purpose, 32));
  }
}
