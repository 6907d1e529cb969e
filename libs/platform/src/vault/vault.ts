import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AppError } from '#libs/contracts';
import { isDuplicateKey, type Database } from '#libs/platform/database';
import { decrypt, encrypt } from './aead.js';
import { contextOf, type DataKey, type DataKeys } from './company-keys.js';
import type { KeyService } from './key-service.port.js';
import type { MasterKeyRing } from './master-key-ring.js';
import {
  associated,
  parseSealed,
  restingText,
  travellingText,
  type Companion,
  type SealedText,
  type SecretOwner,
} from './sealed-text.js';
import { keptKeyEntity } from './vault-tables.js';

/** Seals without waiting, by a key that was fetched before: for work inside a transaction. */
export interface Sealer {
  seal(secret: string, owner: Omit<SecretOwner, 'companyId'>): string;
}

/** A data key of this process seals what travels for at most so long, ms. */
const travelKeyMs = 3600_000;
/** Whose the platform's own secrets are. */
const platform = 'platform';

/**
 * The one place where secrets are sealed and opened. Each company has data keys of its own in each service, wrapped by the operator's
 * master key; a ciphertext is bound to its company, row and purpose.
 */
export class Vault {
  private readonly carried = new LRUCache<string, Promise<Buffer>>({ max: 2000, ttl: 5 * 60_000 });
  private travel?: { until: number; key: Promise<{ key: Buffer; companion: Companion }> };

  constructor(
    private readonly db: Database,
    private readonly dataKeys: DataKeys,
    private readonly keys: KeyService,
    private readonly ring: MasterKeyRing,
  ) {}

  /** Of a form that is kept. Not inside a transaction: see `sealer`. */
  async seal(secret: string, owner: SecretOwner): Promise<string> {
    return (await this.sealer(owner.companyId)).seal(secret, owner);
  }

  /** For one company, at once: ask for it before a transaction, use it within. */
  async sealer(companyId: string): Promise<Sealer> {
    const { number, key } = await this.dataKeys.current(companyId);
    return { seal: (secret, owner) => restingText(number, sealed(key, secret, { ...owner, companyId })) };
  }

  /**
   * Of a form that brings its key along, wrapped: for another service, for an event, for what lasts minutes. Needs no database, and may
   * be called inside a transaction.
   */
  async sealForTravel(secret: string, owner: SecretOwner): Promise<string> {
    const { key, companion } = await this.travelKey();
    return travellingText(companion, sealed(key, secret, owner));
  }

  /** What rests here, in the form that another service opens. @throws SECRET_UNREADABLE */
  async carry(text: string, owner: SecretOwner): Promise<string> {
    const parsed = parsedOf(text);
    if (parsed.form === 'v2c') return text;
    if (parsed.form === 'v1') return this.sealForTravel(await this.open(text, owner), owner);
    const { companyId } = owner;
    const wrapped = await unreadable(() => this.dataKeys.wrapped(companyId, parsed.number));
    const companion = { context: contextOf(this.db.service, companyId, parsed.number), ...wrapped };
    return travellingText(companion, parsed.ciphertext);
  }

  /** @throws SECRET_UNREADABLE when it was sealed by a key that is not there, for another owner, or altered */
  async open(text: string, owner: SecretOwner): Promise<string> {
    const parsed = parsedOf(text);
    return unreadable(async () => {
      if (parsed.form === 'v1') return this.openFirst(parsed.ciphertext, owner);
      const key = await this.keyOf(parsed, owner.companyId);
      return decrypt(key, parsed.ciphertext, associated('v2', owner)).toString('utf8');
    });
  }

  /** The same secret under the company's newest key; the text itself when it is already. @throws SECRET_UNREADABLE */
  async reseal(text: string, owner: SecretOwner): Promise<string> {
    const parsed = parsedOf(text);
    const { number } = await this.dataKeys.current(owner.companyId);
    if (parsed.form === 'v2' && parsed.number === number) return text;
    return this.seal(await this.open(text, owner), owner);
  }

  /**
   * 32 bytes that this service signs or digests with, for good: they rest sealed, and stay the same when the master key changes. Made at
   * the first ask, from the oldest master key, as before there were several.
   */
  async keptKey(purpose: string): Promise<Buffer> {
    const kept = await this.kept(purpose);
    if (kept) return kept;
    const key = this.ring.all.at(-1)!.derive(purpose);
    const text = await this.seal(key.toString('base64'), keptKeyOwner(purpose));
    try {
      const row = { id: purpose, sealed: text, createdAt: await this.db.now() };
      await this.db.repository(keptKeyEntity).insert(row);
      return key;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await this.kept(purpose))!;
    }
  }

  private async kept(purpose: string): Promise<Buffer | undefined> {
    const row = await this.db.repository(keptKeyEntity).findOneBy({ id: purpose });
    return row ? Buffer.from(await this.open(row.sealed, keptKeyOwner(purpose)), 'base64') : undefined;
  }

  private keyOf(parsed: Exclude<SealedText, { form: 'v1' }>, companyId: string): Promise<Buffer> {
    if (parsed.form === 'v2') return this.dataKeys.numbered(companyId, parsed.number);
    const { context, ...wrapped } = parsed.companion;
    const name = `${context} ${wrapped.wrapped}`;
    const known = this.carried.get(name);
    if (known) return known;
    const asked = this.keys.unwrap(wrapped, context);
    this.carried.set(name, asked);
    asked.catch(() => this.carried.delete(name));
    return asked;
  }

  /** Before there were data keys, the master key itself sealed. */
  private openFirst(ciphertext: string, owner: SecretOwner): string {
    let clear: string | undefined;
    this.ring.find((master) => {
      try {
        clear = decrypt(master.derive('secret-box'), ciphertext, associated('v1', owner)).toString('utf8');
        return true;
      } catch {
        return false;
      }
    });
    if (clear === undefined) throw new Error('No master key opens it');
    return clear;
  }

  private travelKey(): Promise<{ key: Buffer; companion: Companion }> {
    if (this.travel && this.travel.until > Date.now()) return this.travel.key;
    const key = this.freshTravelKey();
    this.travel = { until: Date.now() + travelKeyMs, key };
    key.catch(() => delete this.travel);
    return key;
  }

  private async freshTravelKey(): Promise<{ key: Buffer; companion: Companion }> {
    const key = randomBytes(32);
    const context = JSON.stringify(['travel-key', this.db.service]);
    return { key, companion: { context, ...(await this.keys.wrap(key, context)) } };
  }
}

export const keptKeyOwner = (purpose: string): SecretOwner => ({
  companyId: platform,
  id: purpose,
  purpose: 'kept-keys',
});

const sealed = (key: DataKey['key'], secret: string, owner: SecretOwner): string =>
  encrypt(key, Buffer.from(secret, 'utf8'), associated('v2', owner));

function parsedOf(text: string): SealedText {
  try {
    return parseSealed(text);
  } catch (cause) {
    throw new AppError('SECRET_UNREADABLE', {}, { cause });
  }
}

/** What goes wrong with a secret says nothing about it. A database that is away stays what it is. */
async function unreadable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (AppError.is(cause)) throw cause;
    throw new AppError('SECRET_UNREADABLE', {}, { cause });
  }
}
