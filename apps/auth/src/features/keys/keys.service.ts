import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey } from '#libs/platform/database';
import { SecretBox } from '#libs/platform/security';
import { signingKeyEntity } from './key.entity.js';

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
}

interface Keys {
  signing: SigningKey;
  publicKeys: JsonWebKey[];
}

const owner = { companyId: 'platform', purpose: 'signing-keys' };
/** Row of the first key: replicas that start at the same moment cannot both make it. */
const firstId = 'key-1';

/** The keys that sign access tokens: made at the first start, one for all replicas, sealed at rest. */
@Injectable()
export class KeysService {
  private cached: Promise<Keys> | undefined;

  constructor(
    private readonly db: Database,
    private readonly box: SecretBox,
  ) {}

  async signing(): Promise<SigningKey> {
    return (await this.load()).signing;
  }

  /** JWKS entries of every key whose tokens may still be valid. */
  async publicKeys(): Promise<JsonWebKey[]> {
    return (await this.load()).publicKeys;
  }

  private load(): Promise<Keys> {
    this.cached ??= this.read().catch((error: unknown) => {
      this.cached = undefined;
      throw error;
    });
    return this.cached;
  }

  private async read(): Promise<Keys> {
    let rows = await this.rows();
    if (rows.length === 0) {
      await this.create();
      rows = await this.rows();
    }
    const [newest] = rows;
    if (!newest) throw new Error('There is no signing key, and none could be made');
    const pem = this.box.open(newest.sealedPrivateKey, { ...owner, id: newest.id });
    return {
      signing: { kid: String(newest.publicJwk['kid']), privateKey: createPrivateKey(pem) },
      publicKeys: rows.map((row) => row.publicJwk),
    };
  }

  /** Of several replicas at the very first start one is the first; the others take its key. */
  private async create(): Promise<void> {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    try {
      await this.db.repository(signingKeyEntity).insert({
        id: firstId,
        publicJwk: { ...jwk, kid: randomUUID(), alg: 'ES256', use: 'sig' } as never,
        sealedPrivateKey: this.box.seal(pem, { ...owner, id: firstId }),
        createdAt: await this.db.now(),
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  private rows() {
    return this.db.repository(signingKeyEntity).find({ order: { createdAt: 'desc', id: 'desc' } });
  }
}
