import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  accountEvents,
  accountMailEvents,
  mailLinkOwner,
  newId,
  type AccountChange,
  type AccountMailTemplate,
  type MailLanguage,
} from '#libs/contracts';
import type { Tx } from '#libs/platform/database';
import { Outbox } from '#libs/platform/events';
import { Vault } from '#libs/platform/vault';
import type { UserRow } from '../users/user.entity.js';
import { accountLinkEntity, type LinkPurpose } from './account-link.entity.js';

/** Token of the address that links carry. */
export const publicUrl = Symbol('public url');

const hour = 3600_000;
/** How long a link counts that somebody hands over by hand. */
const handedOverMs = 24 * hour;
/** Page of the web app that takes the link, and how long it counts. */
const links: Record<LinkPurpose, { path: string; lifeMs: number }> = {
  reset_password: { path: '/reset-password', lifeMs: hour },
  verify_email: { path: '/verify-email', lifeMs: 72 * hour },
};

export const linkHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Who gets a mail. */
export type Addressee = Pick<UserRow, 'id' | 'email' | 'name'>;

/** Mails about accounts: asked for in the commit of what they are about, sent by the notifications service. */
@Injectable()
export class AccountMailer {
  constructor(
    private readonly outbox: Outbox,
    private readonly vault: Vault,
    @Inject(publicUrl) private readonly url: string,
  ) {}

  /**
   * A mail with a link that counts once; earlier links for the same do not count any more. Without an account (`person` undefined) the
   * same statements run and nobody gets a mail: neither answer nor time tells whether there is one.
   */
  async sendLink(
    tx: Tx,
    purpose: LinkPurpose,
    person: Addressee | undefined,
    { now, language, email }: { now: number; language: MailLanguage; email: string },
  ): Promise<void> {
    const userId = person?.id ?? newId('user');
    const { link, hash, expiresAt } = await this.makeLink(tx, purpose, { userId, email }, now, links[purpose].lifeMs);
    await this.add(tx, purpose, person, { key: hash, link, expiresAt, language });
  }

  /** A link to set a new password that nobody is mailed: whoever asked hands it over. Earlier ones do not count any more. */
  linkToHandOver(tx: Tx, { id, email }: Addressee, now: number): Promise<{ link: string; expiresAt: number }> {
    return this.makeLink(tx, 'reset_password', { userId: id, email }, now, handedOverMs);
  }

  /** A mail that tells of something. */
  async tell(
    tx: Tx,
    template: Exclude<AccountMailTemplate, LinkPurpose>,
    person: Addressee,
    language: MailLanguage,
  ): Promise<void> {
    await this.add(tx, template, person, { key: newId('message'), link: null, expiresAt: null, language });
  }

  /** Says that something changed which guards the account. */
  async changed(tx: Tx, userId: string, change: AccountChange, address: string | null): Promise<void> {
    await this.outbox.add(tx, accountEvents.accountChanged, {
      companyId: 'platform',
      data: { userId, change, address },
    });
  }

  private async makeLink(
    tx: Tx,
    purpose: LinkPurpose,
    { userId, email }: { userId: string; email: string },
    now: number,
    lifeMs: number,
  ): Promise<{ link: string; hash: string; expiresAt: number }> {
    const token = randomBytes(32).toString('base64url');
    const hash = linkHash(token);
    const expiresAt = now + lifeMs;
    await tx.run('DELETE FROM account_links WHERE expires_at <= ? OR (user_id = ? AND purpose = ?)', [
      now,
      userId,
      purpose,
    ]);
    await tx.manager
      .getRepository(accountLinkEntity)
      .insert({ hash, userId, purpose, email, createdAt: now, expiresAt, usedAt: null });
    // Behind the "#": no server sees it in an address, and no page passes it on.
    return { link: `${this.url}${links[purpose].path}#${token}`, hash, expiresAt };
  }

  private async add(
    tx: Tx,
    template: AccountMailTemplate,
    person: Addressee | undefined,
    mail: { key: string; link: string | null; expiresAt: number | null; language: MailLanguage },
  ): Promise<void> {
    const { key, link, expiresAt, language } = mail;
    await this.outbox.add(tx, accountMailEvents.mailRequested, {
      companyId: 'platform',
      data: {
        key,
        to: person?.email ?? null,
        template,
        language,
        name: person?.name ?? '',
        sealedLink: link === null ? null : await this.vault.sealForTravel(link, mailLinkOwner(key)),
        expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      },
    });
  }
}
