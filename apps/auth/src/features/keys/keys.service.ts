import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { BriefMemory } from '#libs/platform/cache';
import { Database, isDuplicateKey } from '#libs/platform/database';
import { Vault } from '#libs/platform/vault';
import { keyRing } from './key-ring.js';
import { signingKeyEntity } from './key.entity.js';

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
}

interface Keys {
  signing: SigningKey;
  publicKeys: JsonWebKey[];
}

/** Token of the age at which a key is followed by a new one, ms. */
export const keyAge = Symbol('age of signing keys');

const owner = { companyId: 'platform', purpose: 'signing-keys' };
export const signingKeyOwner = ({ id }: { id: string }) => ({ ...owner, id });
/** Replicas see each other's keys this late, far earlier than a new one signs. */
const knownForMs = 10_000;
/** Keys are numbered: replicas that would make the same one at the same moment cannot both make it. */
const idOf = (number: number) => `key-${number}`;
const numberOf = (id: string) => Number(id.slice('key-'.length));

/**
 * The keys that sign access tokens, one for all replicas, sealed at rest. Old ones are followed by new ones without anybody noticing: a new
 * key is published before it signs, and an old one stays published while its tokens live.
 */
@Injectable()
export class KeysService {
  private readonly memory = new BriefMemory<Keys>({ ttlMs: knownForMs });

  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    @Inject(keyAge) private readonly ageMs: number,
  ) {}

  async signing(): Promise<SigningKey> {
    return (await this.load()).signing;
  }

  /** JWKS entries of every key whose tokens may still be valid, or will be. */
  async publicKeys(): Promise<JsonWebKey[]> {
    return (await this.load()).publicKeys;
  }

  /** Makes the next key now, whatever the age of the last one. It signs a minute later. */
  async rotate(): Promise<void> {
    const [newest] = await this.rows();
    await this.create(newest ? numberOf(newest.id) + 1 : 1);
    this.memory.forgetAll();
  }

  private load(): Promise<Keys> {
    return this.memory.of('keys', () => this.read());
  }

  private async read(): Promise<Keys> {
    const now = await this.db.now();
    let rows = await this.rows();
    const [newest] = rows;
    if (!newest || newest.createdAt + this.ageMs <= now) {
      await this.create(newest ? numberOf(newest.id) + 1 : 1);
      rows = await this.rows();
    }
    if (rows.length === 0) throw new Error('There is no signing key, and none could be made');
    const { signing, published, over } = keyRing(rows, now);
    for (const { id } of over) await this.db.run('DELETE FROM signing_keys WHERE id = ?', [id]);
    const pem = await this.vault.open(signing.sealedPrivateKey, { ...owner, id: signing.id });
    return {
      signing: { kid: String(signing.publicJwk['kid']), privateKey: createPrivateKey(pem) },
      publicKeys: published.map((row) => row.publicJwk),
    };
  }

  /** Of several replicas that make the same key one is the first; the others take it. */
  private async create(number: number): Promise<void> {
    const id = idOf(number);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    try {
      await this.db.repository(signingKeyEntity).insert({
        id,
        publicJwk: { ...jwk, kid: randomUUID(), alg: 'ES256', use: 'sig' } as never,
        sealedPrivateKey: await this.vault.seal(pem, { ...owner, id }),
        createdAt: await this.db.now(),
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  private async rows() {
    const rows = await this.db.repository(signingKeyEntity).find();
    return rows.sort((one, other) => numberOf(other.id) - numberOf(one.id));
  }
}
