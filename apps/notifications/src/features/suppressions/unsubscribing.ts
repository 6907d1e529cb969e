import { Inject, Injectable } from '@nestjs/common';
import { AppError, type WatchedEvent } from '#libs/contracts';
import { SecretBox } from '#libs/platform/security';
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
    private readonly box: SecretBox,
    private readonly preferences: PreferencesService,
    private readonly suppressions: SuppressionsService,
    @Inject(publicUrl) private readonly home: string,
  ) {}

  headersFor(companyId: string, subscription: Subscription): Record<string, string> {
    const token = `${companyId}.${this.box.seal(JSON.stringify(subscription), owner(companyId))}`;
    return {
      'List-Unsubscribe': `<${this.home}/api/v1/unsubscribe/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
  }

  /** Members get no more mail of this event; an address of nobody's no mail of any. @throws NOT_FOUND for a token that is not ours */
  async leave(token: string): Promise<void> {
    const dot = token.indexOf('.');
    const companyId = token.slice(0, Math.max(0, dot));
    const { event, address, userId } = this.opened(companyId, token.slice(dot + 1));
    if (userId === undefined) await this.suppressions.add(companyId, address, 'unsubscribed');
    else await this.preferences.mute(companyId, userId, event);
  }

  private opened(companyId: string, sealed: string): Subscription {
    try {
      return JSON.parse(this.box.open(sealed, owner(companyId))) as Subscription;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      throw new AppError('NOT_FOUND', { detail: 'This way out leads nowhere' });
    }
  }
}
