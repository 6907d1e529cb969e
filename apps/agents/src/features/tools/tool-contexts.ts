import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ToolCallContext, ToolCapabilities, ToolCapabilityName } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import type { ToolCall } from './tool-source.js';

type Maker<N extends ToolCapabilityName> = (call: ToolCall) => ToolCapabilities[N];

/** Gives a tool the capabilities that it asked for, and no other. Features offer theirs when the service starts. */
@Injectable()
export class ToolContexts {
  private readonly makers: { [N in ToolCapabilityName]?: Maker<N> } = {};

  constructor(private readonly db: Database) {
    this.offer('callback', ({ callback }) => {
      if (callback) return callback;
      throw new AppError('TOOL_UNAVAILABLE', {
        detail: 'This tool waits for an outside system, so it is called in the background: POST /tools/:id/jobs',
      });
    });
  }

  /** Called in `onModuleInit` of whoever provides the capability. */
  offer<N extends ToolCapabilityName>(name: N, maker: Maker<N>): void {
    this.makers[name] = maker as (typeof this.makers)[N];
  }

  /** @throws TOOL_UNAVAILABLE for a capability that nobody offers */
  of(tool: string, needs: readonly ToolCapabilityName[], call: ToolCall): ToolCallContext<ToolCapabilityName> {
    const { key, at, signal } = call;
    return {
      companyId: call.caller.companyId,
      key,
      at,
      signal,
      progress: (step) => call.progress?.(step),
      sleepUntil: (time) => call.sleepUntil?.(time) ?? this.sitOut(time, signal),
      use: Object.fromEntries(needs.map((name) => [name, this.make(tool, name, call)])) as unknown as ToolCapabilities,
    };
  }

  private async sitOut(time: number, signal: AbortSignal): Promise<void> {
    const left = time - (await this.db.now());
    if (left > 0) await sleep(left, undefined, { signal });
  }

  private make(tool: string, name: ToolCapabilityName, call: ToolCall): unknown {
    const maker = this.makers[name];
    if (!maker) throw new AppError('TOOL_UNAVAILABLE', { detail: `${tool} needs ${name}, which this service has not` });
    return maker(call);
  }
}
