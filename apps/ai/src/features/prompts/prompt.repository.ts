import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, promptId, type PromptContent } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { canonicalJson } from '#libs/workflow';
import { promptEntity, promptVersionEntity, type PromptRow, type PromptVersionRow } from './prompt.entity.js';

/** SHA-256 (hex) of the canonical form: equal content has an equal hash, whatever the order of its keys. */
export const contentHash = (content: PromptContent): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');

export const keyOfName = (name: string): string => name.trim().toLowerCase();

@Injectable()
export class PromptRepository extends TenantRepository<PromptRow> {
  constructor(db: Database) {
    super(db, promptEntity);
  }

  /** @throws PROMPT_NOT_FOUND, also for a deleted one */
  async require(companyId: string, id: string): Promise<PromptRow> {
    const row = await this.findOne(companyId, { id, deleted: false });
    if (!row) throw new AppError('PROMPT_NOT_FOUND');
    return row;
  }

  /** By id, or by its name. @throws PROMPT_NOT_FOUND */
  async named(companyId: string, idOrName: string): Promise<PromptRow> {
    if (promptId.safeParse(idOrName).success) return this.require(companyId, idOrName);
    const row = await this.findOne(companyId, { nameKey: keyOfName(idOrName), deleted: false });
    if (!row) throw new AppError('PROMPT_NOT_FOUND', { detail: `There is no prompt called ${idOrName}` });
    return row;
  }
}

@Injectable()
export class PromptVersionRepository extends TenantRepository<PromptVersionRow> {
  constructor(db: Database) {
    super(db, promptVersionEntity);
  }

  /** @throws VERSION_NOT_FOUND, PROMPT_VERSION_TAMPERED */
  async require(companyId: string, promptId: string, version: number): Promise<PromptVersionRow> {
    const row = await this.findOne(companyId, { promptId, version });
    if (!row) throw new AppError('VERSION_NOT_FOUND', { detail: `There is no version ${version} of this prompt` });
    if (contentHash(row.content) !== row.contentHash)
      throw new AppError('PROMPT_VERSION_TAMPERED', {
        detail: `Version ${version} does not have the content that was published`,
        promptId,
        version,
      });
    return row;
  }

  override update(): Promise<never> {
    return Promise.reject(new Error('A version never changes'));
  }

  override delete(): Promise<never> {
    return Promise.reject(new Error('A version stays'));
  }
}
