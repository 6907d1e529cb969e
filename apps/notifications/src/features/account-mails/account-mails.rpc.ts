import { Injectable } from '@nestjs/common';
import { accountMailRpc } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { AccountMails } from './account-mails.js';

@Injectable()
export class AccountMailsRpc {
  constructor(private readonly mails: AccountMails) {}

  @HandleRpc(accountMailRpc.accountMail)
  accountMail() {
    return { available: this.mails.available };
  }
}
