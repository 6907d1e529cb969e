import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { AppError } from '#libs/contracts';
import { Database, isDuplicateKey, type Tx } from '#libs/platform/database';
import { userEntity, type UserRow } from './user.entity.js';

/** Users belong to no company: one person may be in several. */
@Injectable()
export class UserRepository {
  constructor(private readonly db: Database) {}

  async byEmail(email: string): Promise<UserRow | undefined> {
    return (await this.rows().findOneBy({ email })) ?? undefined;
  }

  async byId(id: string): Promise<UserRow | undefined> {
    return (await this.rows().findOneBy({ id })) ?? undefined;
  }

  async byIds(ids: readonly string[]): Promise<UserRow[]> {
    return ids.length === 0 ? [] : this.rows().findBy({ id: In([...ids]) });
  }

  /** With what belongs to it in one commit. @throws EMAIL_TAKEN */
  async insert(row: UserRow, along: (tx: Tx) => Promise<void> = async () => undefined): Promise<void> {
    try {
      await this.db.transaction(async (tx) => {
        await tx.manager.getRepository(userEntity).insert(row);
        await along(tx);
      });
    } catch (error) {
      if (isDuplicateKey(error))
        throw new AppError('EMAIL_TAKEN', { issues: [{ path: 'email', message: 'has an account already' }] });
      throw error;
    }
  }

  async update(tx: Tx, id: string, changes: Partial<Pick<UserRow, 'passwordHash' | 'emailVerifiedAt'>>): Promise<void> {
    await tx.manager.getRepository(userEntity).update({ id }, changes);
  }

  /** The address is theirs, as long as it is still the account's. */
  async proved(id: string, email: string): Promise<UserRow | undefined> {
    const now = await this.db.now();
    await this.db.run(
      'UPDATE users SET email_verified_at = ? WHERE id = ? AND email = ? AND email_verified_at IS NULL',
      [now, id, email],
    );
    const row = await this.byId(id);
    return row?.email === email ? row : undefined;
  }

  async companyCreated(id: string): Promise<void> {
    await this.rows().update({ id }, { pendingCompany: null });
  }

  private rows() {
    return this.db.repository(userEntity);
  }
}
