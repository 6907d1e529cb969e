import { MasterKey } from './master-key.js';

/** After something came that no key fits, the keys are not read again for so long, ms: anybody can send such a thing. */
const pauseMs = 1000;

/**
 * The master keys: the first one is used, the others still open what was made with them. They are read again (from a file that the
 * operator changed) now and then, and when something comes that none of them fits: replicas need no restart, and no order.
 */
export class MasterKeyRing {
  private keys: readonly MasterKey[];
  private missedAt = -pauseMs;

  /** @param read the keys as they are now, at least one; what it throws later leaves those there are */
  constructor(private readonly read: () => readonly Uint8Array[]) {
    this.keys = keysOf(read());
  }

  /** Seals and signs. */
  get current(): MasterKey {
    return this.keys[0]!;
  }

  get all(): readonly MasterKey[] {
    return this.keys;
  }

  /** The first that fits; when none does, they are read again. */
  find(fits: (key: MasterKey) => boolean): MasterKey | undefined {
    const known = this.keys.find(fits);
    if (known || performance.now() - this.missedAt < pauseMs) return known;
    this.reread();
    const found = this.keys.find(fits);
    if (!found) this.missedAt = performance.now();
    return found;
  }

  /** Takes over what the operator changed. @returns whether it could be read */
  reread(): boolean {
    try {
      this.keys = keysOf(this.read(), this.keys);
      return true;
    } catch {
      return false;
    }
  }
}

/** A key that the operator took away is known until this process ends: what it wraps is wrapped anew before. */
function keysOf(bytes: readonly Uint8Array[], known: readonly MasterKey[] = []): MasterKey[] {
  if (bytes.length === 0) throw new Error('There is no master key');
  const keys = bytes.map((each) => {
    const key = new MasterKey(each);
    return known.find(({ id }) => id === key.id) ?? key;
  });
  return [...keys, ...known.filter((key) => !keys.includes(key))];
}
