import { createPublicKey, generateKeyPairSync, randomUUID, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#libs/platform/database';
import { SecretBox } from '#libs/platform/security';
import { signingKeyEntity } from './key.entity.js';

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
}

const owner = { companyId: 'platform', purpose: 'signing-keys' };

/** The keys that sign access tokens: made at the first start, one for all replicas, sealed at rest. */
@Injectable()
export class KeysService {
  private cached: Promise<{ signing: SigningKey; publicKeys: JsonWebKey[] }> | undefined;

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

  private load() {
    this.cached ??= this.read().catch((error: unknown) => {
      this.cached = undefined;
      throw error;
    });
    return this.cached;
  }

  private async read() {
    if ((await this.rows()).length === 0) await this.create();
    const rows = await this.rows();
    const newest = rows[0]!;
    const pem = this.box.open(newest.sealedPrivateKey, { ...owner, id: newest.id });
    return {
      signing: { kid: newest.id, privateKey: createPrivateKey(pem) },
      publicKeys: rows.map((row) => row.publicJwk as JsonWebKey),
    };
  }

  /** Two replicas may both make one at the very first start: both are published, the newest signs. */
  private async create(): Promise<void> {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = randomUUID();
    const publicJwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: id, alg: 'ES256', use: 'sig' };
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await this.db.repository(signingKeyEntity).insert({
      id,
      publicJwk,
      sealedPrivateKey: this.box.seal(pem, { ...owner, id }),
      createdAt: await this.db.now(),
    });
  }

  private rows() {
    return this.db.repository(signingKeyEntity).find({ order: { createdAt: 'desc', id: 'desc' } });
  }
}
