import { Injectable } from '@nestjs/common';
import { accountMailEvents } from '#libs/contracts';
import type { Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { AccountMails } from './account-mails.js';

type Requested = EnvelopeOf<typeof accountMailEvents.invitationMailRequested>;

/** Invitations go the way of all mails about accounts: their links open an account as well. */
@Injectable()
export class InvitationMails extends EventConsumer<typeof accountMailEvents.invitationMailRequested> {
  readonly name = 'invitation-mails';
  readonly events = [accountMailEvents.invitationMailRequested];

  constructor(private readonly mails: AccountMails) {
    super();
  }

  override concerns({ data }: Requested): Promise<boolean> {
    return Promise.resolve(this.mails.available && data.to !== null);
  }

  handle(tx: Tx, event: Requested): Promise<void> {
    return this.mails.handle(tx, event);
  }
}
