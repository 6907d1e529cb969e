import { Injectable, type OnModuleInit } from '@nestjs/common';
import { notificationsRpc, type Caller } from '#libs/contracts';
import {
  Durable,
  type DurableCommand,
  OneStepDecider,
  type OneStepEvent,
  type OneStepState,
  type SqlTransaction,
} from '#libs/durable';
import { RpcClient } from '#libs/platform/rpc';

const kind = 'webhook';
/** Some two days: notifications may be away for as long. What it has taken, it delivers by its own schedule. */
const limits = { maxAttempts: 200, firstPauseMs: 500, timeoutMs: 15_000 };

export interface WebhookPost {
  url: string;
  /** `conversation.reply.v1` */
  type: string;
  data: unknown;
}

/** Posts results to webhooks, once each: written down in the commit that made the result, then handed to notifications, which signs and delivers. */
@Injectable()
export class AgentWebhooks implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly rpc: RpcClient,
  ) {}

  onModuleInit(): void {
    const decider = new OneStepDecider(limits);
    this.durable.define<OneStepState, OneStepEvent, DurableCommand>({
      kind,
      decider: () => Promise.resolve(decider),
      execute: async (_command, { input, companyId, runId, signal }) => {
        const { url, ...body } = input as WebhookPost & { timestamp: string };
        const caller: Caller = { kind: 'service', companyId, role: 'operator' };
        const request = { key: runId, channel: 'webhook', text: '', url, payload: body } as const;
        const { deliveryIds } = await this.rpc.call(notificationsRpc.send, request, { caller, signal });
        return { kind: 'succeeded', output: { deliveryIds } };
      },
    });
  }

  /** @param of what it tells of: the same is posted once */
  async post(tx: SqlTransaction, companyId: string, of: string, post: WebhookPost): Promise<void> {
    const input = { ...post, timestamp: new Date(this.durable.now()).toISOString() };
    await this.durable.create({ kind, id: `whk.${of}`, companyId, input }, tx);
  }
}
