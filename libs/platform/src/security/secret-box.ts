import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '#libs/contracts';
import type { MasterKey } from './master-key.js';

/** What a secret belongs to. It opens under exactly the same owner only: a row copied to another company or id stays shut. */
export interface SecretOwner {
  companyId: string;
  id: string;
  /** What the secret is for, such as `channels`. */
  purpose: string;
}

const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/** Seals secrets at rest: AES-256-GCM, a fresh nonce each, the owner as associated data. Text form: `v1.<base64url>`. */
export class SecretBox {
  private readonly key: Buffer;

  constructor(master: MasterKey) {
    this.key = master.derive('secret-box');
  }

  seal(secret: string, owner: SecretOwner): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv, { authTagLength: tagBytes }).setAAD(associated(owner));
    const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${version}.${sealed.toString('base64url')}`;
  }

  /** @throws SECRET_UNREADABLE when it was sealed by another key, for another owner, or altered */
  open(sealed: string, owner: SecretOwner): string {
    try {
      if (!sealed.startsWith(`${version}.`)) throw new Error(`sealed in an unknown version`);
      const bytes = Buffer.from(sealed.slice(version.length + 1), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(associated(owner)).setAuthTag(bytes.subarray(-tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new AppError('SECRET_UNREADABLE', {}, { cause });
    }
  }
}

/** A JSON array: no two owners have the same bytes. */
const associated = (owner: SecretOwner) =>
  Buffer.from(JSON.stringify([version, owner.companyId, owner.purpose, owner.id]));
