import { Injectable } from '@nestjs/common';
import { AppError, roleAtLeast, roles, type Caller, type Role } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { knowledgeBaseEntity, type KnowledgeBaseRow } from './knowledge-base.entity.js';

/** Who may read which base. To whom it is closed, it is not there. */
@Injectable()
export class KnowledgeAccess {
  private readonly bases: TenantRepository<KnowledgeBaseRow>;

  constructor(db: Database) {
    this.bases = new TenantRepository(db, knowledgeBaseEntity);
  }

  /** @throws KNOWLEDGE_BASE_NOT_FOUND */
  async require(caller: Pick<Caller, 'companyId' | 'role'>, id: string): Promise<KnowledgeBaseRow> {
    const row = await this.bases.get(caller.companyId, id);
    if (!row || !roleAtLeast(caller.role, row.readRole)) throw new AppError('KNOWLEDGE_BASE_NOT_FOUND');
    return row;
  }

  /** By id, or by name. @throws KNOWLEDGE_BASE_NOT_FOUND naming it */
  async resolve(caller: Pick<Caller, 'companyId' | 'role'>, idOrName: string): Promise<KnowledgeBaseRow> {
    const { companyId } = caller;
    const row =
      (await this.bases.get(companyId, idOrName)) ??
      (await this.bases.findOne(companyId, { nameKey: knowledgeNameKey(idOrName) }));
    if (!row || !roleAtLeast(caller.role, row.readRole))
      throw new AppError('KNOWLEDGE_BASE_NOT_FOUND', {
        detail: `There is no knowledge base "${idOrName}" that may be read here`,
      });
    return row;
  }
}

export const knowledgeNameKey = (name: string): string => name.trim().toLowerCase();

/** The roles whose bases this role may read. */
export const rolesBelow = (role: Role): Role[] => roles.filter((each) => roleAtLeast(role, each));
