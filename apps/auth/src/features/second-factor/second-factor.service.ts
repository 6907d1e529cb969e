import { Inject, Injectable } from '@nestjs/common';
import { AppError, type MailLanguage, type SecondFactor } from '#libs/contracts';
import { Database, type Tx } from '#libs/platform/database';
import { Vault } from '#libs/platform/vault';
import { AccountMailer } from '../account/account-mailer.js';
import { AccountService, type Asker } from '../account/account.service.js';
import { Attempts } from '../limits/attempts.js';
import type { UserRow } from '../users/user.entity.js';
import { UserRepository } from '../users/user.repository.js';
import { newRecoveryCodes, recoveryHash } from './recovery-codes.js';
import { recoveryCodeEntity, secondFactorEntity, type SecondFactorRow } from './second-factor.entity.js';
import { keyUri, newSecret, stepOf } from './totp.js';

/** Token of the key under which recovery codes are kept. */
export const recoveryKey = Symbol('key of recovery codes');

const owner = (userId: string) => ({ companyId: 'platform', id: userId, purpose: 'totp' });
export const secondFactorOwner = ({ id }: { id: string }) => owner(id);

/** The authenticator app of a person, and the codes for the day it is lost. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly db: Database,
    private readonly users: UserRepository,
    private readonly account: AccountService,
    private readonly mailer: AccountMailer,
    private readonly attempts: Attempts,
    private readonly vault: Vault,
    @Inject(recoveryKey) private readonly key: Uint8Array,
  ) {}

  async of(userId: string): Promise<SecondFactor> {
    const row = await this.confirmed(userId);
    if (!row) return { enrolledAt: null, recoveryCodesLeft: 0 };
    const left = await this.db.query('SELECT hash FROM recovery_codes WHERE user_id = ? AND used_at IS NULL', [userId]);
    return { enrolledAt: new Date(row.confirmedAt!).toISOString(), recoveryCodesLeft: left.length };
  }

  async isEnrolled(userId: string): Promise<boolean> {
    return (await this.confirmed(userId)) !== undefined;
  }

  /** A new secret; one that was never confirmed is given up. @throws PASSWORD_WRONG, CONFLICT when there is a factor already, RATE_LIMITED */
  async enrol(userId: string, password: string): Promise<{ secret: string; uri: string }> {
    const user = await this.account.prove(userId, password);
    const secret = newSecret();
    const row: SecondFactorRow = {
      id: userId,
      sealedSecret: await this.vault.seal(secret, owner(userId)),
      createdAt: await this.db.now(),
      confirmedAt: null,
      lastStep: 0,
    };
    await this.db.transaction(async (tx) => {
      await tx.run('DELETE FROM second_factors WHERE id = ? AND confirmed_at IS NULL', [userId]);
      if (await tx.manager.getRepository(secondFactorEntity).findOneBy({ id: userId })) throw alreadyThere();
      await tx.manager.getRepository(secondFactorEntity).insert(row);
    });
    return { secret, uri: keyUri(secret, user.email) };
  }

  /** From now on log-in asks for a code. @returns the recovery codes @throws CODE_WRONG, CONFLICT, RATE_LIMITED */
  async confirm(userId: string, code: string, { address, language }: Asker): Promise<string[]> {
    await this.attempts.take('prove', { account: userId });
    const row = await this.rows().findOneBy({ id: userId });
    if (!row) throw new AppError('CONFLICT', { detail: 'Nothing is being set up. Begin with POST /auth/totp/enrol.' });
    if (row.confirmedAt !== null) throw alreadyThere();
    const now = await this.db.now();
    const step = stepOf(await this.secretOf(row), code, now);
    if (step === undefined) throw wrongCode();
    const person = await this.person(userId);
    return this.db.transaction(async (tx) => {
      const { changes } = await tx.run(
        'UPDATE second_factors SET confirmed_at = ?, last_step = ? WHERE id = ? AND confirmed_at IS NULL AND created_at = ?',
        [now, step, userId, row.createdAt],
      );
      if (changes === 0) throw alreadyThere();
      await this.mailer.tell(tx, 'second_factor_added', person, language);
      await this.mailer.changed(tx, userId, 'second_factor_added', address);
      return this.replaceCodes(tx, userId);
    });
  }

  /** @throws PASSWORD_WRONG, CONFLICT when there is no second factor, RATE_LIMITED */
  async renewCodes(userId: string, password: string, { address }: Asker): Promise<string[]> {
    await this.account.prove(userId, password);
    if (!(await this.confirmed(userId))) throw new AppError('CONFLICT', { detail: 'There is no second factor' });
    return this.db.transaction(async (tx) => {
      await this.mailer.changed(tx, userId, 'recovery_codes_renewed', address);
      return this.replaceCodes(tx, userId);
    });
  }

  /** Nothing happens when there is none. @throws PASSWORD_WRONG, RATE_LIMITED */
  async disable(userId: string, password: string, { address, language }: Asker): Promise<void> {
    const person = await this.account.prove(userId, password);
    await this.db.transaction(async (tx) => {
      const { changes } = await tx.run('DELETE FROM second_factors WHERE id = ?', [userId]);
      await tx.run('DELETE FROM recovery_codes WHERE user_id = ?', [userId]);
      if (changes === 0) return;
      await this.mailer.tell(tx, 'second_factor_removed', person, language);
      await this.mailer.changed(tx, userId, 'second_factor_removed', address);
    });
  }

  /**
   * The second step of a log-in whose password was right. A code of the app or a recovery code is used up.
   * @throws SECOND_FACTOR_REQUIRED without a code, SECOND_FACTOR_WRONG for one that does not count (any more)
   */
  async pass(
    user: UserRow,
    code: string | undefined,
    asker: { address: string; language: MailLanguage },
  ): Promise<void> {
    const row = await this.confirmed(user.id);
    if (!row) return;
    if (code === undefined) throw new AppError('SECOND_FACTOR_REQUIRED');
    const passes = (await this.useCode(row, code)) || (await this.useRecoveryCode(user, code, asker));
    if (!passes) throw new AppError('SECOND_FACTOR_WRONG');
  }

  /** Counts once, also when it comes twice at the same moment. */
  private async useCode(row: SecondFactorRow, code: string): Promise<boolean> {
    const step = stepOf(await this.secretOf(row), code, await this.db.now());
    if (step === undefined) return false;
    const { changes } = await this.db.run(
      'UPDATE second_factors SET last_step = ? WHERE id = ? AND last_step < ? AND created_at = ?',
      [step, row.id, step, row.createdAt],
    );
    return changes > 0;
  }

  private async useRecoveryCode(
    user: UserRow,
    code: string,
    { address, language }: { address: string; language: MailLanguage },
  ): Promise<boolean> {
    const now = await this.db.now();
    return this.db.transaction(async (tx) => {
      const { changes } = await tx.run(
        'UPDATE recovery_codes SET used_at = ? WHERE hash = ? AND user_id = ? AND used_at IS NULL',
        [now, recoveryHash(this.key, user.id, code), user.id],
      );
      if (changes === 0) return false;
      await this.mailer.tell(tx, 'recovery_code_used', user, language);
      await this.mailer.changed(tx, user.id, 'recovery_code_used', address);
      return true;
    });
  }

  private async replaceCodes(tx: Tx, userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await tx.run('DELETE FROM recovery_codes WHERE user_id = ?', [userId]);
    await tx.manager
      .getRepository(recoveryCodeEntity)
      .insert(codes.map((code) => ({ hash: recoveryHash(this.key, userId, code), userId, usedAt: null })));
    return codes;
  }

  private async confirmed(userId: string): Promise<SecondFactorRow | undefined> {
    const row = await this.rows().findOneBy({ id: userId });
    return row && row.confirmedAt !== null ? row : undefined;
  }

  private async person(userId: string): Promise<UserRow> {
    const user = await this.users.byId(userId);
    if (!user) throw new AppError('UNAUTHENTICATED');
    return user;
  }

  private secretOf({ id, sealedSecret }: SecondFactorRow): Promise<string> {
    return this.vault.open(sealedSecret, owner(id));
  }

  private rows() {
    return this.db.repository(secondFactorEntity);
  }
}

const alreadyThere = () => new AppError('CONFLICT', { detail: 'There is a second factor already. Remove it first.' });
const wrongCode = () =>
  new AppError('CODE_WRONG', { issues: [{ path: 'code', message: 'is not the code that the app shows now' }] });
