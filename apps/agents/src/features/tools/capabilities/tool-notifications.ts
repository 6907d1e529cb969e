import { Injectable } from '@nestjs/common';
import type { NotifyCapability } from '#libs/catalog/kit';
import { notificationsRpc, type SendRequest } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import type { ToolCall } from '../tool-source.js';

const channels = { message: 'in_app', email: 'email', slack: 'slack', webhook: 'webhook' } as const satisfies Record<
  string,
  SendRequest['channel']
>;

/** Messages of tools, recorded once under the call's key. */
@Injectable()
export class ToolNotifications {
  constructor(private readonly rpc: RpcClient) {}

  capability({ caller, key, signal, origin = {} }: ToolCall): NotifyCapability {
    return {
      send: ({ channel, ...message }) => {
        const request = {
          ...message,
          key,
          channel: channels[channel],
          ...(origin.runId === undefined ? {} : { runId: origin.runId, link: `/runs/${origin.runId}` }),
          ...(origin.stepPath === undefined ? {} : { stepPath: origin.stepPath }),
        };
        return this.rpc.call(notificationsRpc.send, request, { caller, signal });
      },
    };
  }
}
