import { rpc, type Caller } from '#libs/contracts';
import { z } from 'zod';
import { HandleRpc, handlersOf, matchHandlers } from './handle-rpc.js';

const ping = rpc({
  service: 'ai',
  method: 'ai.ping',
  permission: 'service',
  timeoutMs: 1000,
  request: z.object({ n: z.number() }),
  response: z.number(),
});
const pong = rpc({ ...ping, method: 'ai.pong' });

class Pings {
  private readonly add = 1;
  @HandleRpc(ping) ping(_caller: Caller | undefined, request: { n: number }): number {
    return request.n + this.add;
  }
}
class MorePings {
  @HandleRpc(ping) again(): number {
    return 0;
  }
  @HandleRpc(pong) pong(): number {
    return 0;
  }
}

describe('RPC handlers', () => {
  const context = { signal: new AbortController().signal, requestId: 'r', from: 'auth' };

  it('are found on an object and bound to it', () => {
    const table = matchHandlers([ping], handlersOf(new Pings()));
    expect(table.get('ai.ping')?.handle(undefined, { n: 1 }, context)).toBe(2);
  });

  it('stop the boot when a method has none', () => {
    expect(() => matchHandlers([ping, pong], handlersOf(new Pings()))).toThrow('no handler for ai.pong');
  });

  it('stop the boot when one has no method, or two share one', () => {
    const entries = [...handlersOf(new Pings()), ...handlersOf(new MorePings())];
    expect(() => matchHandlers([ping], entries)).toThrow(
      /ai.ping is handled twice, by Pings.ping and MorePings.again[^]*MorePings.pong handles ai.pong, which is not in/,
    );
  });
});
