import { Injectable } from '@nestjs/common';
import { channels as defs } from '#libs/catalog/channels/defs';
import { channelRuns } from '#libs/catalog/channels/runs';
import type { ChannelSending } from '#libs/catalog/kit/channel-run';
import { AppError, newId, type Caller, type channelTest } from '#libs/contracts';
import type { z } from 'zod';
import { SigningSecretsService } from '../webhooks/signing-secrets.service.js';
import { ChannelNetworks } from './channel-networks.js';
import { ChannelsService } from './channels.service.js';

type Send = (sending: ChannelSending<unknown>) => Promise<unknown>;
const patienceMs = 20_000;
const said = 'This channel works. Somebody pressed “Send test message”.';

/** One message at once, so that whoever sets a channel up learns whether it works. Recorded nowhere, repeated never. */
@Injectable()
export class ChannelTests {
  constructor(
    private readonly channels: ChannelsService,
    private readonly networks: ChannelNetworks,
    private readonly secrets: SigningSecretsService,
  ) {}

  /** @throws CHANNEL_NOT_FOUND, VALIDATION_FAILED for a mail to nobody */
  async test(caller: Caller, id: string, to: string | undefined): Promise<z.infer<typeof channelTest>> {
    const { kind, config } = await this.channels.opened(caller, id);
    if (defs[kind].carries === 'email' && to === undefined)
      throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'to', message: 'expected an e-mail address' }] });
    const begun = performance.now();
    const ended = (failure: { code: string; message: string } | null) => ({
      ok: failure === null,
      ms: Math.round(performance.now() - begun),
      failure,
    });
    try {
      await (channelRuns[kind] as Send)({
        config,
        message: {
          key: newId('delivery'),
          to: to ?? 'default',
          subject: 'Test message',
          text: said,
          payload: { type: 'channel.test', timestamp: new Date().toISOString(), data: { text: said } },
        },
        signal: AbortSignal.timeout(patienceMs),
        use: {
          network: this.networks.company,
          inApp: nobody,
          signature: { headersFor: (id, body) => this.secrets.sign(caller.companyId, id, body) },
        },
      });
      return ended(null);
    } catch (error) {
      if (error instanceof AppError) return ended({ code: error.code, message: error.message });
      return ended({ code: 'CHANNEL_FAILED', message: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** Nobody sets up the way into the app. */
const nobody = { store: () => Promise.reject(new Error('a test has no reader in the app')) };
