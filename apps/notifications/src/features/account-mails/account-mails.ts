import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { channelRuns } from '#libs/catalog/channels/runs';
import { accountMailEvents, AppError, mailLinkOwner, type AccountMail } from '#libs/contracts';
import { Durable, type DurableCommand } from '#libs/durable';
import type { Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { Vault } from '#libs/platform/vault';
import type { ChannelsConfig } from '../../config.js';
import { ChannelNetworks } from '../channels/channel-networks.js';
import { operatorChannels } from '../channels/channels.service.js';
import { DeliveryDecider, type DeliveryEvent, type DeliveryState } from '../deliveries/delivery-decider.js';
import { accountMailText } from './account-mail-texts.js';

const mailKind = 'account-mail';
type Requested = EnvelopeOf<typeof accountMailEvents.mailRequested>;

/**
 * Mails about accounts, by the operator's mail server alone: a person may be in several companies, and whoever runs the mail server of one
 * could read a link that opens all of them. Durable, as every delivery; the link is opened at the moment of sending.
 */
@Injectable()
export class AccountMails extends EventConsumer<typeof accountMailEvents.mailRequested> implements OnModuleInit {
  readonly name = 'account-mails';
  readonly events = [accountMailEvents.mailRequested];

  constructor(
    private readonly durable: Durable,
    private readonly networks: ChannelNetworks,
    private readonly vault: Vault,
    @Inject(operatorChannels) private readonly operator: ChannelsConfig,
  ) {
    super();
  }

  onModuleInit(): void {
    this.durable.define<DeliveryState, DeliveryEvent, DurableCommand>({
      kind: mailKind,
      decider: () => Promise.resolve(new DeliveryDecider()),
      execute: async (_command, { input, signal }) => ({
        kind: 'succeeded',
        output: await this.send(input as AccountMail, signal),
      }),
    });
  }

  get available(): boolean {
    return this.operator.smtpUrl !== undefined;
  }

  override concerns({ data }: Requested): Promise<boolean> {
    return Promise.resolve(this.available && data.to !== null);
  }

  async handle(tx: Tx, { id, companyId, data }: Pick<Requested, 'id' | 'companyId' | 'data'>): Promise<void> {
    await this.durable.create({ kind: mailKind, id, companyId, input: data }, tx);
  }

  private async send(mail: AccountMail, signal: AbortSignal): Promise<{ sent: boolean }> {
    const { smtpUrl, mailFrom: from } = this.operator;
    if (mail.to === null || (mail.expiresAt !== null && Date.parse(mail.expiresAt) <= Date.now()))
      return { sent: false };
    if (smtpUrl === undefined) throw new AppError('CHANNEL_NOT_FOUND', { detail: 'SMTP_URL is not set any more' });
    const link = mail.sealedLink === null ? null : await this.vault.open(mail.sealedLink, mailLinkOwner(mail.key));
    await channelRuns.email({
      config: { smtpUrl, from },
      message: { key: mail.key, to: mail.to, ...accountMailText(mail, link) },
      signal,
      use: { network: this.networks.operator, inApp: nothingElse, signature: nothingElse },
    });
    return { sent: true };
  }
}

/** A mail needs a network, and no more. */
const nothingElse = {
  store: () => Promise.reject(new Error('A mail stores no message in the app')),
  headersFor: () => Promise.reject(new Error('A mail is not signed as a webhook')),
};
