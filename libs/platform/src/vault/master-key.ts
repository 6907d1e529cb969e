import { createHash, hkdfSync } from 'node:crypto';

/** A secret of the operator's (32 bytes). Every use has a key of its own, derived by HKDF-SHA256 (RFC 5869) from it and a purpose. */
export class MasterKey {
  /** Says which one it is, and nothing about it. */
  readonly id: string;
  private readonly derived = new Map<string, Buffer>();

  constructor(private readonly bytes: Uint8Array) {
    if (bytes.length !== 32) throw new Error(`The master key has ${bytes.length} bytes; expected 32`);
    this.id = createHash('sha256').update(this.derive('key-id')).digest('base64url').slice(0, 12);
  }

  /** 32 bytes that only this purpose has: `data-keys`, `rpc`. */
  derive(purpose: string): Buffer {
    let key = this.derived.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.bytes, 'aaas', purpose, 32));
      this.derived.set(purpose, key);
    }
    return key;
  }
}
