import { Inject, Injectable } from '@nestjs/common';
import { AppError, type WatchedEvent } from '#libs/contracts';
import { Vault } from '#libs/platform/vault';
import { PreferencesService } from '../preferences/preferences.service.js';
import { publicUrl } from '../preferences/public-url.js';
import { SuppressionsService } from './suppressions.service.js';

/** Who unsubscribes from what. */
interface Subscription {
  event: WatchedEvent;
  address: string;
  /** A member: his preferences are changed, and nothing else. */
  userId?: string;
}

const owner = (companyId: string) => ({ companyId, id: companyId, purpose: 'unsubscribe' });

/** The way out that stands in the head of mails which tell of events (RFC 8058). */
@Injectable()
export class Unsubscribing {
  constructor(
    private readonly vault: Vault,
    private readonly preferences: PreferencesService,
    private readonly suppressions: SuppressionsService,
    @Inject(publicUrl) private readonly home: string,
  ) {}

  async headersFor(companyId: string, subscription: Subscription): Promise<Record<string, string>> {
    const token = `${companyId}.${await this.vault.seal(JSON.stringify(subscription), owner(companyId))}`;
    return {
      'List-Unsubscribe': `<${this.home}/api/v1/unsubscribe/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
  }

  /** Members get no more mail of this event; an address of nobody's no mail of any. @throws NOT_FOUND for a token that is not ours */
  async leave(token: string): Promise<void> {
    const dot = token.indexOf('.');
    const companyId = token.slice(0, Math.max(0, dot));
    const { event, address, userId } = await this.opened(companyId, token.slice(dot + 1));
    if (userId === undefined) await this.suppressions.add(companyId, address, 'unsubscribed');
    else await this.preferences.mute(companyId, userId, event);
  }

  private async opened(companyId: string, sealed: string): Promise<Subscription> {
    try {
      return JSON.parse(await this.vault.open(sealed, owner(companyId))) as Subscription;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      throw new AppError('NOT_FOUND', { detail: 'This way out leads nowhere' });
    }
  }
}
